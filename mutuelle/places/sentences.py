"""Which words of a whole sentence name a place. Many communes are words too (Cours, Mars, Sens): those need context."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from mutuelle.places.areas import area_codes, area_names
from mutuelle.places.figures import address, arrondissement, department, postcode
from mutuelle.places.lookup import is_name, is_qualified, likeness_of, population_like, population_named
from mutuelle.places.names import ARTICLES, key_of_words
from mutuelle.places.reading import AFTER_HOUSE
from mutuelle.places.sentence import Sentence
from mutuelle.places.words import words
from mutuelle.wording import words_of

LONGEST = 7  # words of a name
TOWN, HAMLET = 5_000, 2_000  # inhabitants: named without any context; with « de » before it
TYPO, TYPO_ALONE = 0.78, 0.84  # how like a name words must be: with a cue, without
A_WORD = 0.03  # what a word more is worth, in likeness
SHORTEST = 4  # letters of a misspelt name
LONGEST_TYPO = 4  # words of one
MAY_BE_ALONE = 3  # words of a whole sentence that is one
QUALIFIER = 6  # words: « dans la Seine-Saint-Denis »


@dataclass(frozen=True, order=True)
class _Hit:
    """A name that stands in a sentence; the greatest is meant."""

    sure: int
    length: int
    start: int
    end: int


def mentioned(text: str, *, besides: Collection[str] = ()) -> str | None:
    """Return the words of a sentence that name a place, as they were typed; None if none does.

    `besides`: words of the sentence that are known to be something else.
    """
    sentence = Sentence(text, frozenset(word for one in besides for word in words_of(one)))
    if not sentence.words:
        return None
    for finder in (address, postcode, arrondissement, _named, department, _misspelt, _unknown):
        if found := finder(sentence):
            return sentence.stretch(*found)
    return None


def _named(sentence: Sentence) -> tuple[int, int] | None:
    """Return the name that is meant: with a cue before it, then the longest, then the last; with its department."""
    hits = list(_hits(sentence))
    whole = [one for one in hits if not any(_is_inside(one, other) for other in hits)]
    best = max(whole, default=None)
    return (_landmark_before(sentence, best.start), best.end) if best else None


def _landmark_before(sentence: Sentence, start: int) -> int:
    """Return where a station or hospital begins whose town is named: « gare de Quimper »."""
    before = (one for one in words().landmarks if sentence.words[max(0, start - len(one)) : start] == one)
    return start - max(map(len, before), default=0)


def _is_inside(one: _Hit, other: _Hit) -> bool:
    """Say whether a name is a part of a longer one: « Loire » of « Sainte-Luce-sur-Loire »."""
    return one.length < other.length and other.start <= one.start and one.end <= other.end


def _hits(sentence: Sentence) -> Iterator[_Hit]:
    said = sentence.words
    for start in range(len(said)):
        if start and said[start - 1] in words().titles:
            continue
        for size in range(min(LONGEST, len(said) - start), 0, -1):
            if is_name(said[start : start + size]):
                sure = _sureness(sentence, start, start + size)
                if sure:
                    end = _qualified_to(sentence, start, start + size)
                    yield _Hit(sure, end - start, start, end)
                break


def _qualified_to(sentence: Sentence, start: int, end: int) -> int:
    """Return where a name ends, with the department that says which: « Valence dans la Drôme », « Saint-Denis 93 »."""
    for far in range(min(len(sentence.words), end + QUALIFIER), end, -1):
        if _is_area(sentence.words[end:far]) and is_qualified(sentence.words[start:far]):
            return far
    return end


def _sureness(sentence: Sentence, start: int, end: int) -> int:
    """Return how sure words that are a place's name mean the place: 3 with a cue, 2 or 1 without, 0 not at all."""
    said = sentence.words[start:end]
    if any(word in sentence.besides for word in said):
        return 0
    if _qualified_to(sentence, start, end) > end:
        return 3
    capital = any(sentence.is_capital(place) for place in range(start, end))
    area, people = key_of_words(said) in area_names(), population_named(said)
    in_area = area and (sentence.is_after(start, "area") or said[0] in ARTICLES)
    if sentence.is_ordinary(start, end):
        return _sureness_of_a_word(sentence, start, end, capital=capital, people=people, in_area=in_area)
    if area:
        return 3 if in_area or sentence.is_after(start, "place") else 2
    if sentence.is_after(start, "place"):
        weak = sentence.words[start - 1] in {"de", "d", "du"} and not capital
        return 3 if not weak or people >= HAMLET else 0
    return 2 if people >= TOWN else int(capital or len(said) > 1 or said == sentence.words)


def _sureness_of_a_word(sentence: Sentence, start: int, end: int, *, capital: bool, people: int, in_area: bool) -> int:
    """Return the same for a name that is also a word: it needs a capital, or « dans le » before a department."""
    if (in_area and sentence.words[start - 1 : start] == ("dans",)) or (in_area and sentence.is_after(start, "inside")):
        return 3
    if not capital:
        before = sentence.words[:start]
        is_all = end == len(sentence.words) and (
            before in words().cues["surely"] or (not before and not sentence.first)
        )
        return int(is_all and people >= TOWN)
    return 3 if sentence.is_after(start, "place") else int(people >= TOWN)


def _is_area(said: tuple[str, ...]) -> bool:
    rest = said
    while len(rest) > 1 and rest[0] in {"en", "dans", "de", "d", "le", "la", "les", "l", "du", "a"}:
        rest = rest[1:]
    return bool(rest) and (
        key_of_words(rest) in area_names() or (len(rest) == 1 and len(rest[0]) > 1 and bool(area_codes(rest[0])))
    )


def _misspelt(sentence: Sentence) -> tuple[int, int] | None:
    """Return words that look like a name: after a cue, or at the end."""
    said = sentence.words
    for start in (place for place in range(len(said)) if sentence.is_after(place, "place", weak=False)):
        least = TYPO if not sentence.is_after_bare_a(start) else TYPO_ALONE
        alike = [
            (like + A_WORD * end, end)
            for end in _ends(sentence, start)
            if (like := _likeness(sentence, start, end)) >= least
        ]
        if alike:
            return start, max(alike)[1]
    first = sentence.first if len(said) > MAY_BE_ALONE else 0
    for start in range(max(first, len(said) - LONGEST_TYPO), len(said)):
        if (
            not sentence.is_joined(start)
            and _likeness(sentence, start, len(said)) >= TYPO_ALONE
            and population_like(said[start:]) >= TOWN
        ):
            return start, len(said)
    return None


def _ends(sentence: Sentence, start: int) -> Iterator[int]:
    for end in range(start + 1, min(len(sentence.words), start + LONGEST_TYPO) + 1):
        if sentence.words[end - 1] in words().stops:
            return
        yield end


def _likeness(sentence: Sentence, start: int, end: int) -> float:
    """Return how like a place's name words are; 0 when they begin or end with an ordinary word, or hold figures."""
    said = sentence.words[start:end]
    first_is_plain = sentence.is_plain(start) if len(said) > 1 else sentence.is_ordinary(start, end)
    if first_is_plain or sentence.is_plain(end - 1):
        return 0.0
    if len("".join(said)) < SHORTEST or any(word[0].isdigit() for word in said):
        return 0.0
    return likeness_of(said)


def _unknown(sentence: Sentence) -> tuple[int, int] | None:
    """Return words that no place is called like, but that stand where one would: to propose the nearest spellings."""
    for start in range(len(sentence.words)):
        word = sentence.words[start]
        if not sentence.is_after(start, "surely") or len(word) < SHORTEST or word[0].isdigit():
            continue
        if sentence.is_ordinary(start, start + 1) or not _may_be_unknown(sentence, start):
            continue
        end = start + 1
        while end < min(len(sentence.words), start + LONGEST_TYPO) and _goes_on(sentence, end):
            if sentence.words[end] in words().stops or sentence.words[end] in AFTER_HOUSE:
                break
            end += 1
        return start, end
    return None


def _goes_on(sentence: Sentence, place: int) -> bool:
    """Say whether a name goes on with a word: not with one of everyday talk, unless a hyphen joins it."""
    return sentence.is_joined(place) or not sentence.is_plain(place)


def _may_be_unknown(sentence: Sentence, start: int) -> bool:
    """Say whether a word after « à » may be a place that nobody knows: no infinitive, and « a » may be a verb."""
    if sentence.is_capital(start) or sentence.words[start - 1] != "a":
        return True
    return not sentence.is_after_bare_a(start) and not sentence.words[start].endswith(("er", "ir", "re", "oir"))
