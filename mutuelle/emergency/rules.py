"""Recognises a medical emergency by its words, whatever else is broken.

The language model has an intent for it too; this rule answers before it, and when it is down. It prefers one alarm
too many: the answer costs a member a few lines, its absence could cost a life.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import words_of

_DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "emergency.yml").read_text("utf-8"))


@dataclass(frozen=True)
class Emergency:
    """What to answer at once, and what the message asks besides (folded, without the alarm; empty for nothing)."""

    answer: str
    rest: str


def emergency_in(text: str) -> Emergency | None:
    """Return the answer to a medical emergency that the text tells of, or None."""
    sentence = " ".join(words_of(text))
    if not _ALARM.search(sentence):
        return None
    rest = " ".join(_ALARM.sub(" ", sentence).split())
    return Emergency(_DATA["answer"], rest if _BUSINESS.search(rest) else "")


def _pattern(expressions: list[str]) -> re.Pattern[str]:
    gap = r"(?:\s\w+){0,3}\s"
    alternatives = (gap.join(re.escape(" ".join(words_of(part))) for part in e.split(" … ")) for e in expressions)
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b")


_ALARM = _pattern(_DATA["alarms"])
_BUSINESS = _pattern(_DATA["business"])
