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
    """Tell whether the words of a sentence, denied verbs marked or not, hold a sign of danger."""
    both = (" ".join(words), readable(words))
    return any(_pattern().search(f" {said} ") is not None for said in both)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Read the list once. Raises `KeyError` when it has no signs."""
    return re.compile("|".join(map(_sign, yaml.safe_load(SIGNS.read_text(encoding="utf-8"))["signs"])))


def _sign(written: str) -> str:
    parts = [_UP_TO_THREE_WORDS if word == "..." else f"{_word(word)} " for word in str(written).split()]
    return " " + "".join(parts)


def _word(written: str) -> str:
    return re.escape(written[:-1]) + r"\S*" if written.endswith("*") else re.escape(written)
