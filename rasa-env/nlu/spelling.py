"""Slips of the keyboard put right by the words of the training sentences, and accents put back. Pure.

A word nobody used in training is taken for the commonest word one slip away: a letter missing, doubled, swapped with
the next or another; words of danger never are. What the encoder hears of a word is its commonest spelling with accents,
however it was typed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from nlu import danger
from nlu.gazetteer import gazetteer
from nlu.normalise import fold

_SHORTEST = 4  # letters of a word that is put right: shorter ones are too near to one another
_SHORT = 5
_COMMON = 3  # uses in training that make a word a correction; a rarer one may be a slip itself
_COMMON_SHORT = 12
_LONGEST = 30


class Speller:
    """What is known of words: `uses` of each folded word in training, `accents` the commonest spelling of each."""

    def __init__(self, uses: Mapping[str, int], accents: Mapping[str, str]) -> None:
        self.uses, self.accents = dict(uses), dict(accents)

    @classmethod
    def taught(cls, words: Iterable[tuple[str, str]]) -> Speller:
        """Learn from pairs of a word as normalised and as it was typed, in lower case."""
        uses: Counter[str] = Counter()
        typed: dict[str, Counter[str]] = defaultdict(Counter)
        for word, written in words:
            uses[word] += 1
            if fold(written) == word:
                # a spelling without accents is often one left out: it counts for less
                typed[word][written] += 1 if written == word else 3
        return cls(uses, {word: found.most_common(1)[0][0] for word, found in typed.items()})

    def right(self, word: str) -> str:
        """Return the word, or the one it is a slip of."""
        if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or self._knows(word):
            return word
        least = _COMMON_SHORT if len(word) <= _SHORT else _COMMON
        near = {other for slip in _slips(word) for other in self._by_slip.get(slip, ()) if _one_slip_apart(word, other)}
        near = {other for other in near if self.uses[other] >= least}
        return max(near, key=lambda other: (self.uses[other], other), default=word)

    def _knows(self, word: str) -> bool:
        return word in self.uses or gazetteer().knows(word) or danger.kept(word)

    def heard(self, word: str) -> str:
        """Return the word with the accents it usually has."""
        return self.accents.get(word, word)

    @cached_property
    def _by_slip(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word, times in self.uses.items():
            if times >= _COMMON and len(word) >= _SHORTEST - 1 and word.isalpha():
                for slip in _slips(word):
                    found[slip].append(word)
        return dict(found)


def _slips(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _one_slip_apart(one: str, other: str) -> bool:
    """Tell whether a letter left out, put in, changed, or swapped with the next makes one word the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    here, there = one[start:], other[start:]
    return (
        here[1:] == there[1:]
        or here[1:] == there
        or here == there[1:]
        or (here[:2] == there[1::-1] and here[2:] == there[2:])
    )
