"""The same sentence as typed by someone in a hurry. Pure; the same noise for the same sentence, always."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

_NEAR = {
    "a": "zq", "b": "vn", "c": "xv", "d": "sf", "e": "zr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "km", "m": "lp", "n": "bh", "o": "ip", "p": "om", "q": "as", "r": "et", "s": "qd", "t": "ry",
    "u": "yi", "v": "cb", "w": "xs", "x": "wc", "y": "tu", "z": "ae",
}  # fmt: skip
_SHORTEST = 4  # letters of a word that can bear a slip


def plain(sentence: str) -> str:
    """Return the sentence without accents nor capitals."""
    decomposed = unicodedata.normalize("NFKD", sentence.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def shouted(sentence: str) -> str:
    """Return the sentence in capitals."""
    return sentence.upper()


def slipped(sentence: str) -> str:
    """Return the sentence with one slip of the keyboard in a word of four letters or more, if it has one.

    A letter left out, typed twice, swapped with the next, or its neighbour on an AZERTY keyboard.
    """
    chance = random.Random(sentence)  # noqa: S311 - no secret: the same slip each time
    places = [place for place in range(len(sentence) - 1) if _bears(sentence, place)]
    if not places:
        return sentence
    at = chance.choice(places)
    before, letter, after = sentence[:at], sentence[at], sentence[at + 1 :]
    ways = [
        before + after,
        before + letter * 2 + after,
        before + after[:1] + letter + after[1:],
        before + chance.choice(_NEAR.get(letter.lower(), letter)) + after,
    ]
    return chance.choice(ways)


def _bears(sentence: str, place: int) -> bool:
    word = next((one for one, start in _words(sentence) if start <= place < start + len(one) - 1), "")
    return len(word) >= _SHORTEST


def _words(sentence: str) -> list[tuple[str, int]]:
    found, start = [], None
    for place, letter in enumerate([*sentence, " "]):
        if letter.isalpha() and start is None:
            start = place
        elif not letter.isalpha() and start is not None:
            found.append((sentence[start:place], start))
            start = None
    return found


NOISES: dict[str, Callable[[str], str]] = {
    "sans accents ni capitales": plain,
    "EN CAPITALES": shouted,
    "une faute": slipped,
}
"""By the name the page gives them."""
