"""Whether a message asks for easy-to-read words, or for the usual ones again, and nothing else. Pure."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in, words_of

INTENT = "easy_to_read"
ON, OFF = f'/{INTENT}{{"field": "#on"}}', f'/{INTENT}{{"field": "#off"}}'  # what the dialogue engine is told
LONGEST = 25  # words of a message that may be nothing else
_BRACKETS = re.compile(r" ?\[([^]]*)\]")


def asked_in(text: str) -> bool | None:
    """Return True for easy-to-read words, False for the usual ones again, None for a message about anything else."""
    said = words_of(text)
    if not 0 < len(said) <= LONGEST:
        return None
    if _is_nothing_but(_leaves(), said):
        return False
    return True if _is_nothing_but(_asks(), said) else None


def leaves_in(text: str) -> bool:
    """Say whether what the engine took for either asks for the usual words again."""
    return bool(named_in(text, {"": _words()["usual"]}))


def _is_nothing_but(phrases: re.Pattern[str], said: Sequence[str]) -> bool:
    """Say whether words are one or several of the phrases, with little words around them.

    From left to right, each place once: a message made to have them tried in every combination gains nothing.
    """
    little, last = _little(), len(said)
    reached = {(0, False)}  # how many words are accounted for, and whether a phrase is among them
    for start in range(last):
        for heard in {heard for place, heard in reached if place == start}:
            for end in range(start + 1, last + 1):
                part = " ".join(said[start:end])
                if part in little:
                    reached.add((end, heard))
                if phrases.fullmatch(f" {part}"):
                    reached.add((end, True))
    return (last, True) in reached


@cache
def _asks() -> re.Pattern[str]:
    return _one_of(_words()["asks"])


@cache
def _leaves() -> re.Pattern[str]:
    return _one_of(_words()["leaves"])


@cache
def _little() -> frozenset[str]:
    return frozenset(_words()["little"])


def _one_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return what matches one of the phrases of a list; a space stands before each word."""
    return re.compile("|".join(_phrase(one) for one in phrases))


def _phrase(phrase: str) -> str:
    """Return a phrase of the list as a regular expression."""
    plain = f" {phrase}".replace("(", "(?:")
    return _BRACKETS.sub(lambda found: f"(?: (?:{found[1]}))?", plain)


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words
