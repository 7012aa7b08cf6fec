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
_CODES = frozenset({"xiban", "xemail", "xphone", "xdate", "xmontant"})


def readable(tokens: Sequence[str]) -> str:
    """Return the words to compare, parted by spaces; nothing where there are only numbers, or no words at all.

    A number alone is nobody's sentence, whatever sentences hold numbers; a rescue service's number is one.
    """
    words = [_unnumbered(word) for token in tokens if token != UNKNOWN for word in token.split()]
    if all(word == _NUMBER_WORD for word in words):
        return ""
    return " ".join(_negated(words))


def sentence(text: str, tokens: Sequence[tuple[str, int, int]]) -> str:
    """Return what the encoder reads: the member's own words in lower case, shorthand and slang spelled out.

    A token is its normalised word, where it starts, where it ends in `text`. Accents stay where they were typed: the
    encoder knows « à » from « a ».
    """
    return " ".join(_spelled(text[start:end].lower().rstrip("'\u2019"), word) for word, start, end in tokens)


def _spelled(written: str, word: str) -> str:
    """Return the word as written, unless the lexicon spelled it out; of a code, what kind of code it is."""
    if word in _NUMBERS or fold(written) == word:
        return written
    return word.removeprefix("x") if word in _CODES else word


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
