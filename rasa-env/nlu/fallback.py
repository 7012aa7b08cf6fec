"""When to ask again: a low or a close call, a text without one known word; never for an emergency."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu import danger


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CarefulFallback(FallbackClassifier):
    """Rasa's fallback, which keeps the ranking, and lets some intents through at a lower confidence.

    `let_through` maps an intent to the confidence from which it wins, whatever comes first: for a danger,
    answering once too often costs less than asking « pardon ? ». `at_least` maps an intent to the confidence
    below which it is in doubt, even alone in front: for what cannot be undone, asking costs less. `with_signs` maps
    an intent to the confidence that is enough where the words themselves are a sign of danger (`danger.yml`); where
    they surely are none, those intents are no candidates.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's settings (confidences from 0 to 1) and, for no intent yet, ours."""
        ours: dict[str, Any] = {"let_through": {}, "at_least": {}, "with_signs": {}}
        return {**FallbackClassifier.get_default_config(), **ours}

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent to `nlu_fallback` where it is in doubt; the ranking stays behind it."""
        for message in messages:
            self._drop_alarms(message)
        in_doubt = [message for message in messages if not self._let_through(message)]
        super().process(in_doubt)
        return messages

    def _should_fallback(self, message: Message) -> bool:
        """Tell whether a message is in doubt: by Rasa's thresholds, or by its intent's own."""
        first = message.get(INTENT) or {}
        enough = self.component_config["at_least"].get(first.get(INTENT_NAME_KEY), 0.0)
        return first.get(PREDICTED_CONFIDENCE_KEY, 0.0) < enough or super()._should_fallback(message)

    def _let_through(self, message: Message) -> bool:
        """Put a let-through intent first where it is likely enough; tell whether one was."""
        ranking = message.get(INTENT_RANKING_KEY) or []
        thresholds = dict(self.component_config["let_through"])
        if danger.signs(_words(message)):
            thresholds.update(self.component_config["with_signs"])
        for place, ranked in enumerate(ranking):
            enough = thresholds.get(ranked[INTENT_NAME_KEY])
            if enough is not None and ranked[PREDICTED_CONFIDENCE_KEY] >= enough:
                ranking.insert(0, ranking.pop(place))
                message.set(INTENT, ranked, add_to_output=True)
                return True
        return False

    def _drop_alarms(self, message: Message) -> None:
        """Share an alarm's confidence out among the other intents, where the words surely tell of no danger."""
        ranking = message.get(INTENT_RANKING_KEY) or []
        others = [ranked for ranked in ranking if ranked[INTENT_NAME_KEY] not in self.component_config["with_signs"]]
        left = sum(ranked[PREDICTED_CONFIDENCE_KEY] for ranked in others)
        if left <= 0 or len(others) == len(ranking) or not danger.ordinary(_words(message)):
            return
        shared = [{**ranked, PREDICTED_CONFIDENCE_KEY: ranked[PREDICTED_CONFIDENCE_KEY] / left} for ranked in others]
        message.set(INTENT_RANKING_KEY, shared, add_to_output=True)
        message.set(INTENT, dict(shared[0]), add_to_output=True)


def _words(message: Message) -> list[str]:
    return [token.text for token in message.get(TOKENS_NAMES[TEXT]) or []]
