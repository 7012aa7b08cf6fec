"""Rasa's tokenizer for French as members write it: normalised words at the places where they were typed."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.spacy_tokenizer import POS_TAG_KEY
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FrenchTokenizer(Tokenizer):
    """Tokens whose `text` is normalised and whose `start` and `end` point into the member's own text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings Rasa's base class reads; nothing of ours."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:  # noqa: ARG003 - Rasa's signature
        """Return what makes Rasa train again when the lexicon or the normaliser changed."""
        return normalise.fingerprint()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of one attribute of a message; there is always at least one."""
        text = message.get(attribute)
        shouted = text.isupper()
        return [
            Token(piece.word, piece.start, piece.end, {POS_TAG_KEY: _capital(piece, text, shouted=shouted)})
            for piece in normalise.pieces(text)
        ]


def _capital(piece: normalise.Piece, text: str, *, shouted: bool) -> str:
    """Return whether a word was given a capital where nothing asks for one: a name, perhaps.

    The normalised word no longer tells; the CRF reads this as the word's part of speech.
    """
    asked_for = shouted or piece.start == 0
    return "named" if text[piece.start : piece.end][:1].isupper() and not asked_for else "plain"
