"""A sentence as its words, folded, each with where it stands in the text."""

import re
from dataclasses import dataclass
from functools import cached_property

from mutuelle.places.names import ARTICLES
from mutuelle.places.reading import CITIES
from mutuelle.places.words import words
from mutuelle.wording import fold

WORD = re.compile(rf"(?i:{CITIES})(?=\d)|[^\W_]+")  # « paris14 » is two
AMOUNT_BEFORE, AMOUNT_AFTER = re.compile(r"\d[.,]$"), re.compile(r"[.,]\d|\s?€")
SAINTS = frozenset({"saint", "sainte", "st", "ste"})
WEAK = frozenset({("de",), ("d",), ("du",), ("dans",)})


@dataclass(frozen=True)
class Sentence:
    """A sentence, its folded words, and where each stands in it."""

    text: str
    besides: frozenset[str]

    @cached_property
    def _tokens(self) -> list[tuple[str, int, int]]:
        return [(fold(one[0]), one.start(), one.end()) for one in WORD.finditer(self.text)]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the folded words."""
        return tuple(word for word, _, _ in self._tokens)

    @property
    def first(self) -> int:
        """Return from which word on one is not the sentence's first: all are where a caller blanked the beginning."""
        return 0 if self.text[:1].isspace() else 1

    def stretch(self, start: int, end: int) -> str:
        """Return the text from one word to another, as it was typed."""
        return self.text[self._tokens[start][1] : self._tokens[end - 1][2]]

    def word_at(self, position: int) -> int:
        """Return the number of the word at a position of the text."""
        return next(n for n, (_, _, end) in enumerate(self._tokens) if end > position)

    def is_capital(self, place: int) -> bool:
        """Say whether a word has a capital that its sentence does not give it."""
        typed = self.stretch(place, place + 1)
        return place >= self.first and typed[0].isupper() and not self.text.isupper()

    def is_joined(self, place: int) -> bool:
        """Say whether a hyphen joins a word to the one before: « Oies » of « Trifouillis-les-Oies »."""
        return self.text[max(0, self._tokens[place][1] - 1)] == "-" and place > 0

    def is_in_amount(self, place: int) -> bool:
        """Say whether a number is a part of an amount: « 79 » of « 114,79 », « 79 € »."""
        _, start, end = self._tokens[place]
        return bool(AMOUNT_BEFORE.search(self.text[:start]) or AMOUNT_AFTER.match(self.text[end:]))

    def is_ordinary(self, start: int, end: int) -> bool:
        """Say whether all these words are words of everyday talk, or known to be something else.

        « Saint Pierre » and « Sainte Marie » are none together.
        """
        if end - start > 1 and self.words[start] in SAINTS:
            return False
        plain = words().ordinary | ARTICLES | self.besides
        return all(word in plain for word in self.words[start:end])

    def is_plain(self, place: int) -> bool:
        """Say whether a word is one of everyday talk, and has no capital that would make it a name."""
        return self.is_ordinary(place, place + 1) and not self.is_capital(place)

    def is_after_bare_a(self, place: int) -> bool:
        """Say whether « a » stands before a word, which may be the verb: « on a volé »."""
        return place > 0 and self.stretch(place - 1, place) == "a"

    def is_after(self, place: int, kind: str, *, weak: bool = True) -> bool:
        """Say whether a cue of this kind stands just before a word; unless `weak`, « de » alone is none."""
        cues = words().cues[kind] if weak else words().cues[kind] - WEAK
        return any(self.words[place - len(cue) : place] == cue for cue in cues if len(cue) <= place)
