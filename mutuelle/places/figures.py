"""The places of a sentence that hold figures: addresses, postcodes, arrondissements, departments by their number."""

import re

from mutuelle.places.areas import area_codes
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.lookup import is_name, population_named
from mutuelle.places.reading import HOUSE, POSTCODE, WITH_ARRONDISSEMENTS, city_meant, in_figures, street_at
from mutuelle.places.sentence import Sentence
from mutuelle.places.words import words

LONGEST = 7  # words of a name
LAST_AFTER = 2  # words before a department's number that ends a sentence
HAMLET = 2_000  # inhabitants of a town that may end an address
SHORTEST_CITY = 4  # letters of a misspelt one
LAST_DAY = "31"  # « du 93 » is no day of a month
ARRONDISSEMENT = ("arrond", "arrdt", "arrt", "ardt")
NUMBERED = re.compile(r"(\d{1,2})(er|ere|e|eme|em|ieme|nd|nde)?")
POSTCODE_TYPED = re.compile(r"(?<![\w,.+-])\d{2}[ .]?\d{3}(?![\d]|[ .]\d|\s?(?:€|euros?|km|m\b))")


def address(sentence: Sentence) -> tuple[int, int] | None:
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


def postcode(sentence: Sentence) -> tuple[int, int] | None:
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


def arrondissement(sentence: Sentence) -> tuple[int, int] | None:
    """Return « Lyon 3e », « 3e arrondissement de Lyon », « dans le 15e »."""
    said = sentence.words
    for place, word in enumerate(said):
        city = word if len(word) < SHORTEST_CITY else city_meant(word)
        if city in WITH_ARRONDISSEMENTS and (
            end := _number_after(said, place, WITH_ARRONDISSEMENTS[city], ranked=city != word)
        ):
            return place, end
    for place in range(len(said)):
        size, number, ranked = _number_at(said, place)
        if number and (end := _after_number(sentence, place, place + size, ranked=ranked)):
            return place, end
    return None


def _after_number(sentence: Sentence, place: int, end: int, *, ranked: bool) -> int | None:
    """Return where an arrondissement ends that begins with its number; None when the number is of something else."""
    said = sentence.words
    is_told = end < len(said) and said[end].startswith(ARRONDISSEMENT)
    end += is_told
    city = end + (said[end : end + 1] in {("de",), ("a",)})
    if (ranked or is_told) and city < len(said) and said[city] in WITH_ARRONDISSEMENTS:
        return city + 1
    inside = said[max(0, place - 2) : place] == ("dans", "le") or (
        said[place - 1] in sentence.besides if place else sentence.first == 0 and end == len(said)
    )
    return end if is_told or (ranked and inside) else None


def _number_after(said: tuple[str, ...], place: int, city: str, *, ranked: bool = False) -> int | None:
    """Return where the number of an arrondissement ends, that stands after its city; `ranked`: as « 3e » only."""
    start = place + 1
    while start < len(said) and said[start] in {"le", "la", "dans"}:
        start += 1
    size, number, is_ranked = _number_at(said, start)
    end = start + size
    if (
        (ranked and not is_ranked)
        or not 1 <= number <= len(gazetteer().arrondissements(city))
        or (said[end : end + 1] and said[end] in words().units)
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


def department(sentence: Sentence) -> tuple[int, int] | None:
    """Return the number of a department after « dans le », « département », or after one or two words and last."""
    said = sentence.words
    for place, word in enumerate(said):
        if len(word) < 2 or not area_codes(word) or (said[place + 1 : place + 2] and said[place + 1] in words().units):  # noqa: PLR2004
            continue
        if sentence.is_in_amount(place):
            continue
        last = place == len(said) - 1 and sentence.first <= place <= LAST_AFTER
        last = last and (place == 0 or said[place - 1] not in words().counting)
        is_no_day = word > LAST_DAY and sentence.is_after(place, "number_no_day")
        if sentence.is_after(place, "number") or is_no_day or last:
            return place, place + 1
    return None
