"""Intents by two readings of the normalised tokens: the letters they are made of, and what the sentence means.

The first is a logistic regression on TF-IDF of word and letter n-grams, at home with typing slips and the trade's own
words; the second (`meaning`) knows words that no training sentence held. Their log-probabilities are added up. Without
the encoder, at training or later, the n-grams serve alone. Measured in docs/decisions/0021-nlu.md.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlu import features, meaning, polarity
from nlu.encoder import encoder

_FILE = "classifier.skops"
_MEANING_FILE = "meaning.npz"
_LEAST = 1e-9
_WORD = r"(?u)\b\w+\b"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(IntentClassifier, GraphComponent):
    """A model that needs no featurizer in front: it reads the tokens themselves.

    A message without one known word or letter group gets confidence 0 everywhere: it is nothing, rather
    than the commonest intent.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must come before: a tokenizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Return the packages whose version decides whether a trained model is stale."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: n-gram lengths, letter groups' least examples, weights, C."""
        return {
            "word_ngrams": 2,
            "letter_ngrams": [2, 5],
            "letter_min_examples": 2,
            "word_weight": 1.0,
            "C": 40.0,
            "max_iterations": 60,
            # of the meaning's log-probabilities beside the n-grams'; 0 leaves the encoder out
            "meaning_weight": 1.0,
            # of the fused probabilities: 1 is the mean of the two logarithms
            "sharpness": 1.2,
            # pairs of intents that differ by what undoes a verb: the n-grams alone say which of the two
            "opposites": [],
            "ranking_length": 10,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._words = TfidfVectorizer(token_pattern=_WORD, ngram_range=(1, config["word_ngrams"]), sublinear_tf=True)
        self._letters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=tuple(config["letter_ngrams"]),
            min_df=config["letter_min_examples"],
            sublinear_tf=True,
        )
        self._model: LogisticRegression | None = None
        self._meaning: meaning.MeaningModel | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        """Return an untrained classifier."""
        del execution_context
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that carry an intent; keep the model in Rasa's storage."""
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and _text(one)]
        if not examples:
            return self._resource
        texts = [_text(one) for one in examples]
        parts = [self._words.fit_transform(texts) * self._config["word_weight"]]
        parts.append(self._letters.fit_transform(texts))
        self._model = LogisticRegression(
            C=self._config["C"],
            max_iter=self._config["max_iterations"],
            class_weight="balanced",
            random_state=42,
        ).fit(hstack(parts).tocsr(), [one.get(INTENT) for one in examples])
        encode = encoder() if self._config["meaning_weight"] else None
        if encode:
            self._meaning = meaning.train(
                encode([_said(one) for one in examples]), [one.get(INTENT) for one in examples]
            )
        with self._model_storage.write_to(self._resource) as directory:
            skops.io.dump([self._words, self._letters, self._model], directory / _FILE)
            if self._meaning:
                np.savez(directory / _MEANING_FILE, **asdict(self._meaning))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> NgramIntentClassifier:
        """Return the trained classifier. Raises `ValueError` when the storage has none."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            path = directory / _FILE
            known = skops.io.get_untrusted_types(file=path)
            component._words, component._letters, component._model = skops.io.load(path, trusted=known)  # noqa: SLF001
            component._meaning = _meaning(directory / _MEANING_FILE)  # noqa: SLF001
        if component._meaning:  # noqa: SLF001
            encoder()  # loaded now, not while the first member waits
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the examples as they are: nothing behind this component reads its guesses in training."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and its ranking, confidences from 0 to 1."""
        for message in messages:
            ranking = self._ranking(message)[: self._config["ranking_length"]]
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None:
            return []
        row = self._features(_text(message))
        odds = self._fused(row, _said(message)) if row.nnz else np.zeros(len(self._model.classes_))
        ranked = sorted(zip(self._model.classes_, odds, strict=True), key=lambda pair: -pair[1])
        return [{"name": str(name), "confidence": float(odd)} for name, odd in ranked]

    def _fused(self, row: csr_matrix, said: str) -> np.ndarray:
        """Return the probabilities of the intents, in the order of the model's classes."""
        assert self._model is not None
        odds = self._model.predict_proba(row)[0]
        encode = encoder() if self._meaning else None
        if self._meaning is None or encode is None:
            return odds
        meant = self._meaning.probabilities(encode([said]))[0]
        weight = self._config["meaning_weight"]
        logs = (np.log(odds + _LEAST) + weight * np.log(meant + _LEAST)) / (1 + weight) * self._config["sharpness"]
        powers = np.exp(logs - logs.max())
        fused = powers / powers.sum()
        for pair in self._config["opposites"]:
            places = np.flatnonzero(np.isin(self._model.classes_, pair))
            fused[places] = fused[places].sum() * odds[places] / max(odds[places].sum(), _LEAST)
        return fused

    def _features(self, text: str) -> csr_matrix:
        words = self._words.transform([text]) * self._config["word_weight"]
        return hstack([words, self._letters.transform([text])]).tocsr()


def _text(message: Message) -> str:
    """Return what the model reads of a message; nothing for what nobody can read."""
    read = features.readable([token.text for token in message.get(TOKENS_NAMES[TEXT]) or []])
    return f"{read} {polarity.outcome(read.split())}".rstrip()


def _said(message: Message) -> str:
    """Return the sentence the encoder hears: the words put right where a corrector has been, else as normalised."""
    return " ".join(token.get(features.HEARD) or token.text for token in message.get(TOKENS_NAMES[TEXT]) or [])


def _meaning(path: Path) -> meaning.MeaningModel | None:
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as kept:
        parts = {name: kept[name] for name in kept.files}
    return meaning.MeaningModel(intents=tuple(map(str, parts.pop("intents"))), **parts)
