"""What words are known for: a profession, a care, a commune, a first name. Hints for the entity model. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

WORDS = Path(__file__).with_name("gazetteer.yml")
COMMUNES = Path(__file__).with_name("communes.txt")
_COMMUNE = "commune"
_FORGIVEN = 6  # letters from which one slip is forgiven: shorter words are too near to one another


class Gazetteer:
    """Phrases by kind, found in a sentence's normalised words, the longest first, one slip a word forgiven."""

    def __init__(self, phrases: dict[str, Iterable[str]]) -> None:
        self._phrases: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._slips: dict[str, set[str]] = defaultdict(set)
        for kind, ones in phrases.items():
            for one in ones:
                words = tuple(str(one).split())
                self._phrases[words].add(kind)
                if len(words) == 1 and kind != _COMMUNE:
                    for slip in _slips(words[0]):
                        self._slips[slip].add(kind)
        self._words = {word for words in self._phrases for word in words}
        self._longest = max(map(len, self._phrases))

    def knows(self, word: str) -> bool:
        """Tell whether a word stands in a list, spelled so."""
        return word in self._words

    def kinds(self, words: Sequence[str]) -> list[frozenset[str]]:
        """Return, for each word, the kinds of the phrases it is part of; empty where it is known for nothing."""
        found: list[set[str]] = [set() for _ in words]
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._longest, len(words)) + 1):
                for kind in self._phrases.get(tuple(words[start:end]), ()):
                    for place in range(start, end):
                        found[place].add(kind)
        return [frozenset(kinds or self._slipped(word)) for word, kinds in zip(words, found, strict=True)]

    def _slipped(self, word: str) -> set[str]:
        near: set[str] = set()
        for slip in _slips(word):
            near |= self._slips.get(slip, set())
        return near


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read the lists once. Raises `OSError` when one is missing."""
    phrases: dict[str, Iterable[str]] = dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))
    phrases[_COMMUNE] = COMMUNES.read_text(encoding="utf-8").split("\n")[:-1]
    return Gazetteer(phrases)


def _slips(word: str) -> Iterator[str]:
    """Return what a word and any spelling one slip away from it have in common: it, or it short of a letter."""
    if len(word) >= _FORGIVEN:
        yield word
        for place in range(len(word)):
            yield word[:place] + word[place + 1 :]
