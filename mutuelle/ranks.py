"""Reads which one of a list is meant: « la deuxième », « le 3e », « la ligne 7 », « le dernier »."""

import re
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import fold

LAST = -1
_SAID: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "ranks.yml").read_text("utf-8"))
_RANKS = {word: rank for rank, words in enumerate(_SAID["ranks"], start=1) for word in words.split()}
_ORDINAL = re.compile(
    rf"\b(?:{_SAID['before']})\s*(?:({'|'.join(_RANKS)})|(\d{{1,2}})(?:{_SAID['endings']}))"
    rf"(?:\s+(?:{_SAID['nouns']})\b|\s*(?:[.,;!?)]|$|(?:{_SAID['polite']})\b))"
    rf"|\b(?:{_SAID['nouns']})\s*([1-9])\b(?!\s*(?:[.,/]\d|€|euro))"
    rf"|\b(?:{_SAID['numbered']})\s*(\d{{1,2}})\b(?!\s*(?:[.,/]\d|€|euro))"
)
_LAST = re.compile(
    rf"\b(?:{_SAID['before']}|mon|ma)\s+(?:toute?\s+)?(?:{_SAID['last']})\b(?!\s+(?:{_SAID['not_last']}))"
)

_BARE = re.compile(rf"(?:(?:{_SAID['bare']})\s*)?([1-9]\d?)\s*(?:(?:{_SAID['polite']})\b[a-z ]*)?[ .!?]*")


def rank_named(text: str) -> int | None:
    """Return the rank from 1 that a sentence names, `LAST`, or None. « le 1er mars » is a day, no rank."""
    folded = fold(text)
    found = _ORDINAL.search(folded)
    if found:
        word, *figures = found.groups()
        rank = _RANKS[word] if word else int(next(figure for figure in figures if figure))
        return rank or None
    return LAST if _LAST.search(folded) else None


def bare_rank(text: str) -> int | None:
    """Return the rank that is all a message says: « 2 », « le 2 svp ». It is one only where a list is on display."""
    found = _BARE.fullmatch(fold(text))
    return int(found[1]) if found else None
