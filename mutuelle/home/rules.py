"""Which rubrique of the member space a sentence names. Pure."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in


def section_named(text: str) -> str | None:
    """Return the rubrique that a sentence names: contract, health, documents, follow, account, tools."""
    named = named_in(text, _words()["sections"])
    return named[0] if named else None


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words
