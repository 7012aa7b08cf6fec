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
    sentence = "".join(f" {word}" for word in said)
    if _leaves().fullmatch(sentence):
        return False
    return True if _asks().fullmatch(sentence) else None


def leaves_in(text: str) -> bool:
    """Say whether what the engine took for either asks for the usual words again."""
    return bool(named_in(text, {"": _words()["usual"]}))


@cache
def _asks() -> re.Pattern[str]:
    return _whole(_words()["asks"])


@cache
def _leaves() -> re.Pattern[str]:
    return _whole(_words()["leaves"])


def _whole(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return what a message matches that says one or several of these, with little words around them.

    A space stands before each word.
    """
    little = "|".join(sorted(map(re.escape, _words()["little"]), key=len, reverse=True))
    said = "|".join(_phrase(one) for one in phrases)
    return re.compile(rf"(?: (?:{little}))*(?:{said})(?: (?:{little})|{said})*")


def _phrase(phrase: str) -> str:
    """Return a phrase of the list as a regular expression."""
    plain = f" {phrase}".replace("(", "(?:")
    return _BRACKETS.sub(lambda found: f"(?: (?:{found[1]}))?", plain)


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words
