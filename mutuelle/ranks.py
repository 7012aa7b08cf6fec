"""Reads which one of a list is meant: « la deuxième », « le 3e », « le dernier »."""

import re
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import fold

LAST = -1
_SAID: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "ranks.yml").read_text("utf-8"))
_RANKS = {word: rank for rank, words in _SAID["ranks"].items() for word in words.split()}
_ORDINAL = re.compile(
    rf"\b(?:{_SAID['before']})\s*({'|'.join(_RANKS)})"
    rf"(?:\s+(?:{_SAID['nouns']})\b|\s*(?:[.,;!?)]|$|(?:{_SAID['polite']})\b))"
    rf"|\b(?:{_SAID['nouns']})\s*([1-5])\b(?!\s*(?:[.,/]\d|€|euro))"
)
_LAST = re.compile(
    rf"\b(?:{_SAID['before']}|mon|ma)\s+(?:toute?\s+)?(?:{_SAID['last']})\b(?!\s+(?:{_SAID['not_last']}))"
)


def rank_named(text: str) -> int | None:
    """Return the rank from 1 that a sentence names, `LAST`, or None. « le 1er mars » is a day, no rank."""
    folded = fold(text)
    found = _ORDINAL.search(folded)
    if found:
        return _RANKS[found[1]] if found[1] else int(found[2])
    return LAST if _LAST.search(folded) else None
