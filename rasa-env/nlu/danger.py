"""Whether a sentence holds a sign that someone is in danger (`danger.yml`). Pure; on normalised words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlu.features import readable
from nlu.gazetteer import gazetteer

SIGNS = Path(__file__).with_name("danger.yml")
_SEARCHED = frozenset({"commune", "profession", "care"})
_NAMED = _SEARCHED | frozenset({"month", "day", "time", "number", "street", "family", "given"})
_UP_TO_THREE_WORDS = r"(?:\S+ ){0,3}"


def signs(words: Sequence[str]) -> bool:
    """Tell whether a sentence's words, denied verbs marked or not, hold a sign of danger, figures of speech apart."""
    both = (" ".join(words), readable(words))
    return any(_pattern("signs").search(_without_figures(said)) is not None for said in both)


def ordinary(words: Sequence[str]) -> bool:
    """Tell whether normalised words surely tell of no emergency: an idiom, or a day, a place, an amount alone."""
    if not words or signs(words):
        return False
    said = f" {' '.join(words)} "
    return _pattern("idioms").search(said) is not None or said.strip() in _listed("alone") or _is_plain(said.split())


def kept(word: str) -> bool:
    """Tell whether a word is right as it is, and may tell of a danger: no slip of another."""
    return word in _listed("kept")


def unslipped(words: Sequence[str]) -> list[str]:
    """Return the words, those of danger put right that what is said next shows to be slips: « pendre rendez-vous »."""
    return [_meant(word, " ".join(words[place + 1 :])) for place, word in enumerate(words)]


def _meant(word: str, next_words: str) -> str:
    slip = _slips().get(word)
    return slip["means"] if slip and f"{next_words} ".startswith(tuple(f"{one} " for one in slip["before"])) else word


def _is_plain(words: Sequence[str]) -> bool:
    named = gazetteer().kinds(words)
    if not any(word in _listed("numbers") or kinds & _SEARCHED for word, kinds in zip(words, named, strict=True)):
        return False
    return all(
        word.isdigit() or word in _listed("plain") or kinds & _NAMED for word, kinds in zip(words, named, strict=True)
    )


def _without_figures(said: str) -> str:
    return _pattern("idioms").sub(" ", _pattern("figures").sub(" ", f" {said} "))


@lru_cache(maxsize=4)
def _listed(of: str) -> frozenset[str]:
    """Read a list of words once. Raises `KeyError` when it is not there."""
    return frozenset(map(str, yaml.safe_load(SIGNS.read_text(encoding="utf-8"))[of]))


@lru_cache(maxsize=1)
def _slips() -> dict[str, Any]:
    """Read the slips once. Raises `KeyError` when they are not there."""
    return dict(yaml.safe_load(SIGNS.read_text(encoding="utf-8"))["slips"])


@lru_cache(maxsize=3)
def _pattern(of: str) -> re.Pattern[str]:
    """Read one of the lists once, the longest first. Raises `KeyError` when it is not there."""
    listed = yaml.safe_load(SIGNS.read_text(encoding="utf-8"))[of]
    return re.compile("|".join(map(_sign, sorted(map(str, listed), key=len, reverse=True))))


def _sign(written: str) -> str:
    parts = [_UP_TO_THREE_WORDS if word == "..." else f"{_word(word)} " for word in str(written).split()]
    return " " + "".join(parts)


def _word(written: str) -> str:
    return re.escape(written[:-1]) + r"\S*" if written.endswith("*") else re.escape(written)
