"""The words around places, from `words.yml`, ready to compare."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import words_of


@dataclass(frozen=True)
class Words:
    """Folded: expressions are tuples of words."""

    streets: frozenset[str]
    short_streets: frozenset[str]
    before: frozenset[tuple[str, ...]]
    landmarks: frozenset[tuple[str, ...]]
    after: frozenset[tuple[str, ...]]
    ordinals: Mapping[str, int]
    departments: Mapping[str, str]
    regions: Mapping[str, str | Sequence[str]]
    nicknames: Mapping[str, str]
    cues: Mapping[str, frozenset[tuple[str, ...]]]
    ordinary: frozenset[str]
    stops: frozenset[str]
    titles: frozenset[str]
    units: frozenset[str]
    counting: frozenset[str]


@cache
def words() -> Words:
    """Return the vocabulary, read once."""
    read: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))
    everyday = (Path(__file__).parent / "everyday.txt").read_text(encoding="utf-8").splitlines()[1:]
    return Words(
        streets=frozenset(read["streets"]["sure"]),
        short_streets=frozenset(read["streets"]["short"]),
        before=_expressions(read["before"]) | _expressions(read["landmarks"]),
        landmarks=_expressions(read["landmarks"]),
        after=_expressions(read["after"]),
        ordinals=read["ordinals"],
        departments=read["departments"],
        regions=read["regions"],
        nicknames=read["nicknames"],
        cues={name: _expressions(cues) for name, cues in read["cues"].items()},
        ordinary=frozenset(map(str, read["ordinary"])) | frozenset(everyday),
        **{name: frozenset(map(str, read[name])) for name in ("stops", "titles", "units", "counting")},
    )


def _expressions(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words_of(text)) for text in texts)


def stripped(said: Sequence[str], is_name: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """Return the words without what people put before and after a place's name; at least one word is left."""
    left, known = tuple(said), words()
    longest = max(map(len, known.before | known.after))
    for size in range(min(longest, len(left) - 1), 0, -1):
        if is_name(left):
            break
        if left[:size] in known.before:
            return stripped(left[size:], is_name)
        if left[-size:] in known.after:
            return stripped(left[:-size], is_name)
    return left
