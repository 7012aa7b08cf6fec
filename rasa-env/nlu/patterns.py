"""Entities that have a shape: what a pattern sees replaces what a model guessed at the same place."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu import codes

_DOUBTFUL = 0.5  # an IBAN whose check digits don't agree


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds IBAN, phone, e-mail, member number, postcode, amount …; to be placed after the CRF.

    Pieces of an IBAN that the CRF took for postcodes disappear: a pattern's find clears its place.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PatternEntityExtractor:
        """Return the component; it holds nothing."""
        del config, model_storage, resource, execution_context
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the pattern entities of each message and drop the guesses that they cover."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = codes.find(text)
            guessed = [entity for entity in message.get(ENTITIES, []) if not _covered(entity, found)]
            seen = self.add_extractor_name([_entity(one, text) for one in found])
            message.set(ENTITIES, guessed + seen, add_to_output=True)
        return messages


def _covered(entity: dict[str, Any], found: list[codes.Found]) -> bool:
    place = codes.Found(entity["entity"], entity["start"], entity["end"])
    return any(codes.overlap(place, one) for one in found)


def _entity(found: codes.Found, text: str) -> dict[str, Any]:
    return {
        "entity": found.entity,
        "value": text[found.start : found.end],
        "start": found.start,
        "end": found.end,
        "confidence_entity": 1.0 if found.sure else _DOUBTFUL,
    }
