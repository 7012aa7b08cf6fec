"""Recognises a medical emergency by its words, whatever else is broken.

The language model has an intent for it too; this rule answers before it, and when it is down. It prefers one alarm
too many: the answer costs a member a few lines, its absence could cost a life.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from mutuelle.wording import fold

_DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "emergency.yml").read_text("utf-8"))
_UP_TO_THREE_WORDS = r"(?:\s\w+){0,3}\s"
_SHORTEST_SLIP = 6  # letters: shorter words are too near to one another


@dataclass(frozen=True)
class Emergency:
    """What to answer at once, and what the message asks besides (folded, without the alarm; empty for nothing)."""

    answer: str
    rest: str


def emergency_in(text: str) -> Emergency | None:
    """Return the answer to a medical emergency that the text tells of, or None."""
    words = _words(text)
    for said in (" ".join(words), " ".join(map(_meant, words))):
        told = " ".join(_FIGURES.sub(" | ", said).split())
        if _ALARM.search(told) or not _ALONE.isdisjoint({said, said.rstrip(" !")}):
            rest = " ".join(word for word in _ALARM.sub(" ", said).split() if word != "!")
            return Emergency(_answer(told), rest if _BUSINESS.search(rest) else "")
    return None


def _answer(told: str) -> str:
    """Return the answer with whom else to call, where what is told is a blow or a child in danger."""
    lines = dict.fromkeys(line for pattern, said in _HELPS if pattern.search(told) for line in said)
    return str(_DATA["answer"]).replace("{helps}", "\n".join(lines or [_DATA["otherwise"]]))


def _words(text: str) -> list[str]:
    return [word[:1] if "!" in word else word for word in re.findall(r"[a-z0-9]+|!+", fold(text))]


def _meant(word: str) -> str:
    """Return what a word is a shorthand or a slip of, as far as it matters here."""
    if word in _SPELLED or len(word) < _SHORTEST_SLIP or word in _SLIPS:
        return _SPELLED.get(word, word)
    return next((known for known in _SLIPS if known[0] == word[0] and OSA.distance(known, word) <= 1), word)


def _pattern(expressions: list[str]) -> re.Pattern[str]:
    alternatives = (_UP_TO_THREE_WORDS.join(map(_part, str(e).split(" … "))) for e in expressions)
    return re.compile(r"(?<!\w)(?:" + "|".join(alternatives) + r")(?!\w)")


def _part(written: str) -> str:
    return r"\s".join(
        re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in fold(written).split()
    )


_ALARM = _pattern([*_DATA["alarms"], *(words for one in _DATA["helps"] for words in one["words"])])
_HELPS = [(_pattern(one["words"]), tuple(one["say"])) for one in _DATA["helps"]]
_FIGURES = _pattern(_DATA["figures"])
_BUSINESS = _pattern(_DATA["business"])
_ALONE = frozenset(map(str, _DATA["alone"]))
_SPELLED: dict[str, str] = {typed: meant for meant, ways in _DATA["spelled"].items() for typed in ways}
_SLIPS: tuple[str, ...] = tuple(_DATA["slips"])
