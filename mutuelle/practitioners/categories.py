"""What people call health professionals, and which of the directory's categories they mean."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from rapidfuzz.distance import OSA

from mutuelle.wording import fold

WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "categories.yml").read_text("utf-8"))
TYPO_FROM, TWO_TYPOS_FROM, OTHER_INITIAL_FROM, PLURAL_FROM = 6, 12, 7, 3
MOST_TYPOS = 2
GENERAL = "gp"  # « médecin » stands beside other professions
ASKED_AT_MOST = 4
REMEMBERED = 1 << 12
STRONG, WEAK, SHARED = 2, 1, 0
Rank: TypeAlias = tuple[int, int, int, int]
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Category:
    """A profession or speciality that can be searched: `label` for one, `plural` for many, as members read them.

    `network`: the Kalixia network has them (optician, audiologist, osteopath). `sectors`: they have a convention
    sector.
    """

    code: str
    label: str
    plural: str
    network: bool
    sectors: bool


@dataclass(frozen=True)
class _Expression:
    """Words that name something: a category, several (the member is asked), none of the directory's, or a note."""

    words: tuple[str, ...]
    means: tuple[str, ...]
    strength: int

    @property
    def forgiving(self) -> bool:
        """Say whether a typo is forgiven: not in a single word that is weak or shared."""
        return self.strength == STRONG or len(self.words) > 1

    def rank(self, typos: int, start: int) -> Rank:
        """Return how good a match is: a strong expression, of many words, without typos; of weak ones the first."""
        return self.strength, len(self.words), -typos, -start if self.strength == WEAK else 0


@dataclass(frozen=True)
class _Match:
    """Where an expression stands in a text; the best of them compares highest."""

    rank: Rank
    means: tuple[str, ...]
    start: int
    end: int

    @property
    def exact(self) -> bool:
        """Say whether it has no typo."""
        return self.rank[2] == 0


@cache
def categories() -> tuple[Category, ...]:
    """Return every category, the most searched ones first."""
    return tuple(
        Category(code, kept["label"], kept["plural"], kept.get("network", False), kept.get("sectors", False))
        for code, kept in WORDS["categories"].items()
    )


@cache
def _by_code() -> dict[str, Category]:
    return {one.code: one for one in categories()}


def category_by_code(code: str) -> Category:
    """Return a category. Raises KeyError for a code that is none."""
    return _by_code()[code]


def category_of(text: str) -> Category | None:
    """Return the category a sentence names, a typo apart; None when it names none, or several alike."""
    meant = {code for match in _best(text) for code in match.means}
    return category_by_code(meant.pop()) if len(meant) == 1 else None


def close(text: str, limit: int = ASKED_AT_MOST) -> tuple[Category, ...]:
    """Return the categories a sentence may mean, to ask which: « psy », « chirurgien », « kiné ou ostéo »."""
    codes = dict.fromkeys(code for match in _best(text) for code in match.means)
    return tuple(category_by_code(code) for code in codes)[:limit]


def without_category(text: str) -> str:
    """Return a text with blanks for what names a category or a note: of « pharmacie de garde à Nice », « à Nice »."""
    meant = {GENERAL, *(code for match in _best(text) for code in match.means)}  # no place that is like a profession
    named = [match for match in _matches(text, _lexicon()) if meant >= set(match.means) and match.exact]
    spans = [(match.start, match.end) for match in (*_best(text), *named, *_matches(text, _notes()))]
    return "".join(" " if any(start <= at < end for start, end in spans) else char for at, char in enumerate(text))


def words_of_category(text: str) -> tuple[int, int] | None:
    """Return where in the text the name of the category stands (start, end)."""
    best = [match for match in _best(text) if match.means]
    return (best[0].start, best[0].end) if best else None


def notes_of(text: str) -> tuple[str, ...]:
    """Return what must be said of what the directory does not know (« pharmacie de garde »), in French."""
    found = {match.means[0]: WORDS["notes"][match.means[0]] for match in _matches(text, _notes())}
    return tuple(kept["text"] for kept in found.values() if not found.keys() & set(kept.get("unless", ())))


def price_note() -> str:
    """Return what is said when prices are asked for, which the directory does not know, in French."""
    sentence: str = WORDS["notes"]["price"]["text"]
    return sentence


def words_of_notes(text: str) -> tuple[tuple[int, int], ...]:
    """Return where those words stand (start, end)."""
    return tuple((match.start, match.end) for match in _matches(text, _notes()))


def not_listed(text: str) -> str:
    """Return the sentence for somebody who is no professional of the directory (« vétérinaire »), or ""."""
    sentence: str = WORDS["not_listed"]["text"]
    return sentence if any(not match.means for match in _best(text)) else ""


@lru_cache(REMEMBERED)
def _best(text: str) -> tuple[_Match, ...]:
    """Return the best match and those that are as good, in the order of the text."""
    found = _matches(text, _lexicon())
    top = max((match.rank for match in found), default=None)
    return tuple(sorted((match for match in found if match.rank == top), key=lambda match: match.start))


def _matches(text: str, lexicon: "_Lexicon") -> list[_Match]:
    tokens = list(_tokens(text))
    found = []
    for first, (word, start, _) in enumerate(tokens):
        for known in lexicon.close_to(word):
            for expression in lexicon.by_first[known]:
                part = tokens[first : first + len(expression.words)]
                typos = _typos(expression.words, [typed for typed, _, _ in part])
                if typos == 0 or (typos is not None and expression.forgiving):
                    found.append(_Match(expression.rank(typos, start), expression.means, start, part[-1][2]))
    return found


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Give the folded words of a text and where they stand in it."""
    for match in _WORD.finditer(text):
        yield fold(match.group()), match.start(), match.end()


def _typos(known: tuple[str, ...], typed: list[str]) -> int | None:
    """Return how many typos typed words have, None when they are others."""
    if len(known) != len(typed):
        return None
    found = [_typos_of(expected, word) for expected, word in zip(known, typed, strict=True)]
    return None if None in found else sum(filter(None, found))


def _typos_of(known: str, typed: str) -> int | None:
    if known == typed:
        return 0
    singular = known.rstrip("sx")
    if len(singular) >= PLURAL_FROM and singular == typed.rstrip("sx"):
        return 0
    shorter, longer = sorted((len(known), len(typed)))
    if longer - shorter > MOST_TYPOS + 1:
        return None
    if shorter < TYPO_FROM or (known[0] != typed[0] and shorter < OTHER_INITIAL_FROM):
        return None
    allowed = MOST_TYPOS if shorter >= TWO_TYPOS_FROM else 1
    typos = OSA.distance(singular, typed.rstrip("sx"), score_cutoff=allowed)
    return typos if typos <= allowed else None


class _Lexicon:
    """Expressions by their first words."""

    def __init__(self, expressions: Iterable[_Expression]) -> None:
        self.by_first: dict[str, list[_Expression]] = {}
        for one in expressions:
            self.by_first.setdefault(one.words[0], []).append(one)
        self.close_to = lru_cache(REMEMBERED)(self._close_to)

    def _close_to(self, word: str) -> tuple[str, ...]:
        """Return the first words that a typed one may be."""
        return tuple(known for known in self.by_first if _typos_of(known, word) is not None)


@cache
def _lexicon() -> _Lexicon:
    weak = {_folded(said) for said in WORDS["weak"]}
    own = {
        (_folded(said), code): None
        for code, kept in WORDS["categories"].items()
        for said in (kept["label"], *kept["said"])
    }
    named = tuple(_Expression(words, (code,), WEAK if words in weak else STRONG) for words, code in own)
    shared = tuple(_Expression(_folded(said), tuple(codes), SHARED) for said, codes in WORDS["shared"].items())
    strangers = tuple(_Expression(_folded(said), (), STRONG) for said in WORDS["not_listed"]["said"])
    return _Lexicon(named + shared + strangers)


@cache
def _notes() -> _Lexicon:
    return _Lexicon(
        _Expression(_folded(said), (key,), STRONG) for key, kept in WORDS["notes"].items() for said in kept["said"]
    )


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _WORD.findall(text))
