"""Which words of a whole sentence name a place. Many communes are words too (Cours, Mars, Sens): those need context."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from mutuelle.places.areas import area_codes, area_names
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.lookup import find_name, is_name, is_qualified, likeness_of, population_named
from mutuelle.places.names import ARTICLES, key_of_words
from mutuelle.places.reading import AFTER_HOUSE, HOUSE, POSTCODE, WITH_ARRONDISSEMENTS, in_figures, street_at
from mutuelle.places.words import words
from mutuelle.wording import fold, words_of

LONGEST = 7  # words of a name
TOWN, HAMLET = 5_000, 2_000  # inhabitants: named without any context; with « de » before it
TYPO, TYPO_ALONE = 0.78, 0.84  # how like a name words must be: with a cue, without
SHORTEST = 4  # letters of a misspelt name
LONGEST_TYPO = 4  # words of one
QUALIFIER = 6  # words: « dans la Seine-Saint-Denis »
NUMBERED = re.compile(r"(\d{1,2})(er|ere|e|eme|em|ieme|nd|nde)?")
POSTCODE_TYPED = re.compile(r"(?<![\w,.+-])\d{2}[ .]?\d{3}(?![\d]|[ .]\d|\s?(?:€|euros?|km|m\b))")
WORD = re.compile(r"[^\W_]+")


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

    def stretch(self, start: int, end: int) -> str:
        """Return the text from one word to another, as it was typed."""
        return self.text[self._tokens[start][1] : self._tokens[end - 1][2]]

    def word_at(self, position: int) -> int:
        """Return the number of the word at a position of the text."""
        return next(n for n, (_, _, end) in enumerate(self._tokens) if end > position)

    def is_capital(self, place: int) -> bool:
        """Say whether a word has a capital that its sentence does not give it."""
        typed = self.stretch(place, place + 1)
        return place > 0 and typed[0].isupper() and not self.text.isupper()

    def is_ordinary(self, start: int, end: int) -> bool:
        """Say whether all these words are words of everyday talk, or known to be something else."""
        plain = words().ordinary | ARTICLES | self.besides
        return all(word in plain for word in self.words[start:end])

    def is_after_bare_a(self, place: int) -> bool:
        """Say whether « a » stands before a word, which may be the verb: « on a volé »."""
        return place > 0 and self.stretch(place - 1, place) == "a"

    def is_after(self, place: int, kind: str) -> bool:
        """Say whether a cue of this kind stands just before a word."""
        return any(self.words[place - len(cue) : place] == cue for cue in words().cues[kind] if len(cue) <= place)


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
    for finder in (_address, _postcode, _arrondissement, _named, _department, _misspelt, _unknown):
        if found := finder(sentence):
            return sentence.stretch(*found)
    return None


def _address(sentence: Sentence) -> tuple[int, int] | None:
    """Return an address: from its house number to the end, or to a word that no address holds."""
    said = sentence.words
    start = street_at(said)
    if start is None:
        return None
    end = start + 3
    while end < len(said) and said[end] not in words().stops:
        end += 1
    end = _end_of_address(said, start, min(end, len(said)))
    is_numbered = HOUSE.match(said[start]) is not None
    if not is_numbered and not _ends_with_town(said[start:end]) and not sentence.is_after(start, "place"):
        return None
    return start, end


def _end_of_address(said: tuple[str, ...], start: int, end: int) -> int:
    """Return where an address ends: with its town, else with its postcode, else where it was cut."""
    for last in range(end, start + 2, -1):
        for size in range(min(LONGEST, last - start - 2), 0, -1):
            name = said[last - size : last]
            if is_name(name) and population_named(name) >= HAMLET and not set(name) <= words().ordinary:
                arrondissement = _number_after(said, last - 1, WITH_ARRONDISSEMENTS.get(name[-1], ""))
                return arrondissement or last
    codes = [n + 1 for n in range(start + 2, end) if POSTCODE.fullmatch(said[n])]
    return codes[-1] if codes else end


def _ends_with_town(said: tuple[str, ...]) -> bool:
    return any(is_name(said[n:]) or POSTCODE.search(" ".join(said[n:])) for n in range(2, len(said)))


def _postcode(sentence: Sentence) -> tuple[int, int] | None:
    """Return a postcode, with the name of its commune when that stands beside it."""
    for hit in POSTCODE_TYPED.finditer(sentence.text):
        code = re.sub(r"\D", "", hit[0])
        known = gazetteer()
        if not (code in known.by_postcode or area_codes(code[:3] if code.startswith("97") else code[:2])):
            continue
        start, end = sentence.word_at(hit.start()), sentence.word_at(hit.end() - 1) + 1
        for size in range(LONGEST, 0, -1):
            if end + size <= len(sentence.words) and _is_town(sentence, end, end + size):
                return start, end + size
            if start >= size and _is_town(sentence, start - size, start):
                return start - size, end
        return start, end
    return None


def _is_town(sentence: Sentence, start: int, end: int) -> bool:
    return is_name(sentence.words[start:end]) and not sentence.is_ordinary(start, end)


def _arrondissement(sentence: Sentence) -> tuple[int, int] | None:
    said = sentence.words
    for place, word in enumerate(said):
        if word in WITH_ARRONDISSEMENTS and (end := _number_after(said, place, WITH_ARRONDISSEMENTS[word])):
            return place, end
    for place in range(len(said)):
        size, number, ranked = _number_at(said, place)
        if not number:
            continue
        end = place + size
        has_word = (end < len(said) and said[end].startswith(("arrond", "arrdt", "ardt"))) or said[end : end + 1] == (
            "arr",
        )
        end += has_word
        city = end + (said[end : end + 1] in {("de",), ("a",)})
        if (ranked or has_word) and city < len(said) and said[city] in WITH_ARRONDISSEMENTS:
            return place, city + 1
        if has_word or (ranked and said[max(0, place - 2) : place] == ("dans", "le")):
            return place, end
    return None


def _number_after(said: tuple[str, ...], place: int, city: str) -> int | None:
    """Return where the number of an arrondissement ends, that stands after its city."""
    start = place + 1
    while start < len(said) and said[start] in {"le", "la", "dans"}:
        start += 1
    size, number, _ = _number_at(said, start)
    end = start + size
    if not 1 <= number <= len(gazetteer().arrondissements(city)) or (
        said[end : end + 1] and said[end] in words().units
    ):
        return None
    return end + (end < len(said) and said[end].startswith("arr"))


def _number_at(said: tuple[str, ...], place: int) -> tuple[int, int, bool]:
    """Return how many words the number of an arrondissement has, its value (0: none), and whether it ranks (« 3e »)."""
    for size in (2, 1):
        if place + size > len(said):
            continue
        typed = " ".join(said[place : place + size])
        figures = in_figures(f"paris {typed}").removeprefix("paris ")
        if (found := NUMBERED.fullmatch(figures)) and (size == 1 or not typed[0].isdigit()):
            return size, int(found[1]), bool(found[2]) or figures != typed
    return 0, 0, False


def _named(sentence: Sentence) -> tuple[int, int] | None:
    """Return the name that is meant: with a cue before it, then the longest, then the last; with its department."""
    best = max(_hits(sentence), default=None)
    return (best.start, best.end) if best else None


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
        return _sureness_of_a_word(sentence, start, capital=capital, people=people, in_area=in_area)
    if area:
        return 3 if in_area or sentence.is_after(start, "place") else 2
    if sentence.is_after(start, "place"):
        weak = sentence.words[start - 1] in {"de", "d", "du"} and not capital
        return 3 if not weak or people >= HAMLET else 0
    return 2 if people >= TOWN else int(capital or len(said) > 1)


def _sureness_of_a_word(sentence: Sentence, start: int, *, capital: bool, people: int, in_area: bool) -> int:
    """Return the same for a name that is also a word: it needs a capital, or « dans le » before a department."""
    if (in_area and sentence.words[start - 1 : start] == ("dans",)) or (in_area and sentence.is_after(start, "inside")):
        return 3
    if not capital:
        return 0
    return 3 if sentence.is_after(start, "place") else int(people >= TOWN)


def _is_area(said: tuple[str, ...]) -> bool:
    rest = said
    while len(rest) > 1 and rest[0] in {"en", "dans", "de", "d", "le", "la", "les", "l", "du", "a"}:
        rest = rest[1:]
    return bool(rest) and (
        key_of_words(rest) in area_names() or (len(rest) == 1 and len(rest[0]) > 1 and bool(area_codes(rest[0])))
    )


def _department(sentence: Sentence) -> tuple[int, int] | None:
    """Return the number of a department after « dans le », « département », or after one or two words and last."""
    said = sentence.words
    for place, word in enumerate(said):
        if len(word) < 2 or not area_codes(word) or (said[place + 1 : place + 2] and said[place + 1] in words().units):  # noqa: PLR2004
            continue
        last = place == len(said) - 1 and 1 <= place <= 2 and said[place - 1] not in words().counting  # noqa: PLR2004
        if sentence.is_after(place, "number") or last:
            return place, place + 1
    return None


def _misspelt(sentence: Sentence) -> tuple[int, int] | None:
    """Return words that look like a name: after a cue, or at the end."""
    said = sentence.words
    for start in (place for place in range(len(said)) if sentence.is_after(place, "place")):
        best = max(((_likeness(sentence, start, end), end) for end in _ends(sentence, start)), default=(0.0, 0))
        least = TYPO if not sentence.is_after_bare_a(start) else TYPO_ALONE
        if best[0] >= least:
            return start, best[1]
    for start in range(max(1, len(said) - LONGEST_TYPO), len(said)):
        if _likeness(sentence, start, len(said)) >= TYPO_ALONE and population_like(said[start:]) >= TOWN:
            return start, len(said)
    return None


def population_like(said: tuple[str, ...]) -> int:
    """Return the population of the place that words most likely mean."""
    found = find_name(said)
    return found.places[0].population if found.places else 0


def _ends(sentence: Sentence, start: int) -> Iterator[int]:
    for end in range(start + 1, min(len(sentence.words), start + LONGEST_TYPO) + 1):
        if sentence.words[end - 1] in words().stops:
            return
        yield end


def _likeness(sentence: Sentence, start: int, end: int) -> float:
    """Return how like a place's name words are; 0 when they begin or end with an ordinary word, or hold figures."""
    said = sentence.words[start:end]
    if sentence.is_ordinary(start, start + 1) or sentence.is_ordinary(end - 1, end):
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
        while end < min(len(sentence.words), start + LONGEST_TYPO) and not sentence.is_ordinary(end, end + 1):
            if sentence.words[end] in words().stops or sentence.words[end] in AFTER_HOUSE:
                break
            end += 1
        return start, end
    return None


def _may_be_unknown(sentence: Sentence, start: int) -> bool:
    """Say whether a word after « à » may be a place that nobody knows: no infinitive, and « a » may be a verb."""
    if sentence.is_capital(start) or sentence.words[start - 1] != "a":
        return True
    return not sentence.is_after_bare_a(start) and not sentence.words[start].endswith(("er", "ir", "re", "oir"))
