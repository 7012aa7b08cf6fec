"""The words of an import, and how names are compared."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import words_of


@cache
def words() -> dict[str, Any]:
    """Return what the operator and the members read of an import."""
    kept: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return kept


def plain(text: str) -> str:
    """Return a name as it is compared: no accents, capitals, hyphens or double spaces."""
    return " ".join(words_of(text))


def reason_in_words(reason: str, about: int | None) -> str:
    """Return why a row was refused, in French; `about` is the other row it is about."""
    said: str = words()["reasons"][reason]
    return said.format(about=about)
