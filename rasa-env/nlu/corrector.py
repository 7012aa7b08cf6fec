"""Rasa's component for slips of the keyboard: what `spelling` knows, learnt from the training sentences."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import danger, features
from nlu.spelling import Speller

_FILE = "words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Puts the tokens' words right, between the tokenizer and whatever reads them; their places stay.

    Each token also keeps what the encoder is to hear of it, under `features.HEARD`.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must come before: a tokenizer."""
        return [Tokenizer]

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._speller = Speller({}, {})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        """Return a corrector that knows no word yet, and so corrects none."""
        del config, execution_context
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words of the sentences; keep them in Rasa's storage."""
        self._speller = Speller.taught(
            (token.text, features.written(example.get(TEXT), token.start, token.end))
            for example in training_data.nlu_examples
            for token in example.get(TOKENS_NAMES[TEXT]) or []
        )
        with self._model_storage.write_to(self._resource) as directory:
            known = {"uses": self._speller.uses, "accents": self._speller.accents}
            (directory / _FILE).write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> SpellingCorrector:
        """Return the trained corrector. Raises `ValueError` when the storage has none."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            known = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        component._speller = Speller(known["uses"], known["accents"])  # noqa: SLF001
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Do to the training sentences what will be done to a member's."""
        self.process(training_data.nlu_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Put each token's word right, and say what is to be heard of it."""
        for message in messages:
            tokens = message.get(TOKENS_NAMES[TEXT]) or []
            for token in tokens:
                self._correct(token, message.get(TEXT))
            for token, meant in zip(tokens, danger.unslipped([token.text for token in tokens]), strict=True):
                if meant != token.text:
                    token.text = meant
                    token.set(features.HEARD, self._speller.heard(meant))
        return messages

    def _correct(self, token: Token, text: str) -> None:
        written = features.written(text, token.start, token.end)
        heard = features.heard(token.text, written)
        right = token.text if " " in token.text else self._speller.right(token.text)
        words = [right] if right != token.text else heard.split()
        token.set(features.HEARD, " ".join(self._speller.heard(features.folded(word)) for word in words))
        token.text = right
