"""Whether a sentence holds a sign that someone is in danger (`danger.yml`). Pure; on normalised words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from nlu.features import readable

SIGNS = Path(__file__).with_name("danger.yml")
_UP_TO_THREE_WORDS = r"(?:\S+ ){0,3}"


def signs(words: Sequence[str]) -> bool:
    """Tell whether a sentence's words, denied verbs marked or not, hold a sign of danger, figures of speech apart."""
    both = (" ".join(words), readable(words))
    return any(_pattern("signs").search(_pattern("figures").sub(" ", f" {said} ")) is not None for said in both)


@lru_cache(maxsize=2)
def _pattern(of: str) -> re.Pattern[str]:
    """Read one of the lists once, the longest first. Raises `KeyError` when it is not there."""
    listed = yaml.safe_load(SIGNS.read_text(encoding="utf-8"))[of]
    return re.compile("|".join(map(_sign, sorted(map(str, listed), key=len, reverse=True))))


def _sign(written: str) -> str:
    parts = [_UP_TO_THREE_WORDS if word == "..." else f"{_word(word)} " for word in str(written).split()]
    return " " + "".join(parts)


def _word(written: str) -> str:
    return re.escape(written[:-1]) + r"\S*" if written.endswith("*") else re.escape(written)
