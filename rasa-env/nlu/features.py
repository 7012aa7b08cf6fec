"""What the intent model reads of a message's tokens: verbs with their negation, numbers without their digits. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.normalise import UNKNOWN, fold, lexicon

_NE = frozenset({"ne", "n"})
_REACH = 3  # words from « ne » to its « plus »: « ne les affiche plus »
_NUMBER = re.compile(r"\d+|xnombre")
_NUMBER_WORD = "xnombre"
_NUMBERS = frozenset({"xannee", "xpostal", "xnombre"})
HEARD = "heard"
"""Under what name a token keeps what the encoder hears of it."""

_CODES = frozenset({"xiban", "xemail", "xphone", "xdate", "xmontant"})


def readable(tokens: Sequence[str]) -> str:
    """Return the words to compare, parted by spaces; nothing where there are only numbers, or no words at all.

    A number alone is nobody's sentence, whatever sentences hold numbers; a rescue service's number is one.
    """
    words = [_unnumbered(word) for token in tokens if token != UNKNOWN for word in token.split()]
    if all(word == _NUMBER_WORD for word in words):
        return ""
    return " ".join(_negated(words))


def written(text: str, start: int, end: int) -> str:
    """Return what was typed at a place, in lower case, without the apostrophe of an elided word."""
    return text[start:end].lower().rstrip("'\u2019")


def heard(word: str, typed: str) -> str:
    """Return what the encoder hears of a word: as `typed`, unless the lexicon spelled it out; of a code, its kind."""
    if word in _NUMBERS or fold(typed) == word:
        return typed
    return word.removeprefix("x") if word in _CODES else word


def folded(word: str) -> str:
    """Return a word without its accents."""
    return fold(word)


def _unnumbered(word: str) -> str:
    if word in lexicon().rescue:
        return f"xsecours{word}"
    return _NUMBER_WORD if _NUMBER.fullmatch(word) else word


def _negated(words: Sequence[str]) -> list[str]:
    """Mark the verbs that are denied: « affiche » and « n'affiche plus » have no word in common."""
    said = lexicon()
    marked = list(words)
    for place, word in enumerate(words):
        if word not in said.negations or not place:
            continue
        if words[place - 1] in _NE:
            _mark(marked, place + 1)
        elif words[place - 1] not in said.unnegated or _NE & set(words[max(place - _REACH, 0) : place - 1]):
            _mark(marked, place - 1)
    return marked


def _mark(words: list[str], place: int) -> None:
    if place < len(words):
        words[place] = f"non_{words[place]}"
