"""Brings names of places to one spelling, and to how they sound. Pure."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from mutuelle.wording import words_of

ARTICLES = frozenset({"le", "la", "les", "l", "las", "los", "aux", "au", "du", "des"})
SHORTENED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "mt": "mont", "s": "sur", "ss": "sous"}


def key_of(name: str) -> str:
    """Return what a place is looked up by: « L'Haÿ-les-Roses » → « hay les roses », « St Malo » → « saint malo »."""
    return key_of_words(words_of(name))


def key_of_words(words: Sequence[str]) -> str:
    """Return the key of a name of which the folded words are given."""
    full = [SHORTENED.get(word, word) if len(words) > 1 else word for word in words]
    while len(full) > 1 and full[0] in ARTICLES:
        full = full[1:]
    return " ".join(full)


def sound_of(key: str) -> str:
    """Return roughly how a key sounds in French: « bordo » and « bordeaux » are the same."""
    for pattern, sound in _sounds():
        key = pattern.sub(sound, key)
    return key


@cache
def _sounds() -> tuple[tuple[re.Pattern[str], str], ...]:
    read = yaml.safe_load((Path(__file__).parent / "sounds.yml").read_text(encoding="utf-8"))
    return tuple((re.compile(pattern), sound) for pattern, sound in read)
