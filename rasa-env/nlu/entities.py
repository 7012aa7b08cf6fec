"""Rasa's CRF extractor, but a trained model is loaded, not trained again.

Since it gave up pickle, Rasa 3.6.21 keeps the CRF's training set in the model and trains anew at every start:
half a minute here. CRFsuite's own file format is as safe and loads at once.
Ours also knows the sentence's intent (« kiné » is a care where one asks for money, a profession where one looks for
an address) and what each word is known for (`gazetteer`).
"""

from __future__ import annotations

import shutil
from collections import OrderedDict
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor, CRFToken
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_GROUP,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    INTENT_NAME_KEY,
    NO_ENTITY_TAG,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from sklearn_crfsuite import CRF

from nlu.gazetteer import gazetteer

_SUFFIX = ".crfsuite"
_KINDS = (ENTITY_ATTRIBUTE_TYPE, ENTITY_ATTRIBUTE_ROLE, ENTITY_ATTRIBUTE_GROUP)  # each reads those before it


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class StoredCrfExtractor(CRFEntityExtractor):
    """One CRF a tag kind (type, role, group), each kept as CRFsuite's own file; its `pattern`s are our hints."""

    def _get_tags(self, message: Message) -> dict[str, list[str]]:
        """Return the tags of a training sentence: a token is of the entity in whose place it stands.

        Rasa's own compares the lengths of the word and of its place, which differ where a word was normalised
        (« d' », « € », « svp »): each such token would be taught to be nothing.
        """
        entities, tokens = message.get(ENTITIES) or [], message.get(TOKENS_NAMES[TEXT])
        return {kind: [_tag(token, entities, kind) for token in tokens] for kind in self.crf_order}

    def _convert_to_crf_tokens(self, message: Message) -> list[CRFToken]:
        """Return a message's tokens with their hints: what each and its neighbours are known for, and the intent."""
        tokens = super()._convert_to_crf_tokens(message)
        intent = message.get(INTENT)
        said = str(intent.get(INTENT_NAME_KEY) if isinstance(intent, dict) else intent)
        known = gazetteer().kinds([token.text for token in tokens])
        for place, token in enumerate(tokens):
            token.pattern = _hints(token.text, known, place, said)
        return tokens

    def persist(self, dataset: list[list[CRFToken]]) -> None:
        """Keep the trained taggers; the training set they came from is not needed."""
        del dataset
        with self._model_storage.write_to(self._resource) as directory:
            for kind, tagger in (self.entity_taggers or {}).items():
                shutil.copyfile(tagger.modelfile.name, directory / f"{kind}{_SUFFIX}")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> StoredCrfExtractor:
        """Return the trained extractor. Raises `ValueError` when the storage has none."""
        del execution_context
        taggers: OrderedDict[str, CRF] = OrderedDict()
        with model_storage.read_from(resource) as directory:
            for kind in _KINDS:
                path = directory / f"{kind}{_SUFFIX}"
                if path.exists():
                    taggers[kind] = _tagger(path.read_bytes())
        extractor = cls(config, model_storage, resource, taggers)
        extractor.crf_order = list(taggers)
        return extractor


def _tag(token: Token, entities: list[dict[str, Any]], kind: str) -> str:
    here = (one for one in entities if one["start"] <= token.start and token.end <= one["end"])
    return str(next(here, {}).get(kind) or NO_ENTITY_TAG)


def _hints(word: str, known: list[frozenset[str]], place: int, intent: str) -> dict[str, bool]:
    names = [f"in {intent}", f"{word} in {intent}"]
    for shift in (-2, -1, 0, 1, 2):
        if 0 <= place + shift < len(known):
            names += [f"{shift} {kind}" for kind in known[place + shift]]
    names += [f"{kind} in {intent}" for kind in known[place]]
    names.append("+".join(sorted(known[place])) or "nothing")
    return dict.fromkeys(names, True)


def _tagger(model: bytes) -> CRF:
    """Return a CRF on a private copy of the model's file: Rasa's storage may be emptied after loading."""
    crf = CRF()
    crf.modelfile.refresh()
    with open(crf.modelfile.name, "wb") as copy:  # noqa: PTH123 - the name is all that the library gives
        copy.write(model)
    if crf.tagger_ is None:
        raise ValueError("the CRF's model file cannot be read")
    return crf
