"""What a text that should be a place asks for: a postcode, an arrondissement, an address, or a name. Pure."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from mutuelle.places.words import words
from mutuelle.wording import fold, words_of

POSTCODE = re.compile(r"(?<![\d,])(\d{2})[ .]?(\d{3})(?!\d)")
CITIES = "paris|lyon|marseille"
WITH_ARRONDISSEMENTS = {"paris": "75056", "lyon": "69123", "marseille": "13055"}
NUMBER = r"(?P<number>\d{1,2})"
TH = r"\s?(?:er|ere|e|eme|em|ieme|nd|nde)"
ARR = r"(?:\s?(?:arrondissements?|arrdt|arrt|ardt|arr)\b\.?)"
CITY_FIRST = re.compile(rf"\b(?P<city>{CITIES})\b[ ,-]*(?:(?:dans|vers|a) )?(?:le |la )?{NUMBER}(?:{TH})?{ARR}?$")
NUMBER_FIRST = re.compile(rf"\b{NUMBER}(?:{TH}{ARR}?|{ARR})\W*(?:de |a |d')?(?P<city>{CITIES})\b")
NUMBER_ONLY = re.compile(rf"(?:\b(?:dans|vers|a|pour|de) )?(?:(?:le|la|l') ?|l'|du )?{NUMBER}(?:{TH}{ARR}?|{ARR})$")
GLUED = re.compile(rf"\b({CITIES})(?=\d)")  # « paris14 »
ROMAN = re.compile(rf"(\b(?:{CITIES}) )([ivx]+)(?:e|eme)?$")
ROMAN_FIRST = re.compile(r"(\b)([ivx]+)(?:er|e|eme)? (?=arr)")
ROMANS = {"i": 1, "v": 5, "x": 10}
MISSPELT = re.compile(rf"\b([a-z]{{4,10}})(?=[ ,-]*(?:(?:dans|vers|a) )?(?:le |la )?\d{{1,2}}(?:{TH}{ARR}?|{ARR})$)")
HOUSE = re.compile(r"^\d{1,4}$")
AFTER_HOUSE = frozenset({"bis", "ter", "quater", "b", "t", "a", "c"})


@dataclass(frozen=True)
class Asked:
    """What was read: the folded words without the postcode, the postcode, the arrondissement and its city's code.

    `street`: it is an address, beginning at this word; None if it is none. `tail`: the words after the postcode or the
    last comma, where the town of an address is.
    """

    words: tuple[str, ...]
    postcode: str = ""
    arrondissement: int | None = None
    city: str = ""
    street: int | None = None
    tail: tuple[str, ...] = ()


def read(text: str) -> Asked:
    """Return what a text asks for."""
    plain = GLUED.sub(r"\1 ", fold(text))
    hits = list(POSTCODE.finditer(plain))
    postcode = hits[-1][1] + hits[-1][2] if hits else ""
    before, after = (plain[: hits[-1].start()], plain[hits[-1].end() :]) if hits else (plain, "")
    said = tuple(words_of(f"{before} {after}"))
    street = street_at(said)
    if street is not None:
        tail = after if words_of(after) else before.rpartition(",")[2] if "," in before else ""
        return Asked(said, postcode, street=street, tail=tuple(words_of(tail)))
    if not postcode and (found := _arrondissement(plain)):
        return Asked(said, arrondissement=found[0], city=found[1])
    return Asked(said, postcode)


def street_at(said: tuple[str, ...]) -> int | None:
    """Return the word at which an address begins, if words hold one: its house number, or its street."""
    known = words()
    for place, word in enumerate(said):
        if _is_street(said, place, known.streets) and place < len(said) - 1:
            return place - _house_before(said, place)
        if _is_street(said, place, known.short_streets) and place < len(said) - 1 and _house_before(said, place):
            return place - _house_before(said, place)
        del word
    return None


def _is_street(said: tuple[str, ...], place: int, streets: frozenset[str]) -> bool:
    return said[place] in streets or " ".join(said[place : place + 2]) in streets


def _house_before(said: tuple[str, ...], place: int) -> int:
    """Return how many words of a house number stand before a street: « 5 », « 5 bis »."""
    if place >= 1 and HOUSE.match(said[place - 1]):
        return 1
    return 2 if place > 1 and said[place - 1] in AFTER_HOUSE and HOUSE.match(said[place - 2]) else 0


def city_meant(word: str) -> str:
    """Return Paris, Lyon or Marseille for a word that is one of them but for a letter, else the word."""
    return next((one for one in WITH_ARRONDISSEMENTS if OSA.distance(one, word) <= 1), word)


def _arrondissement(plain: str) -> tuple[int, str] | None:
    """Return the number of an arrondissement and the INSEE code of its city, « » when that is not said."""
    plain = MISSPELT.sub(lambda found: city_meant(found[1]), in_figures(plain).strip(" .!?,;"))
    found = CITY_FIRST.search(plain) or NUMBER_FIRST.search(plain) or NUMBER_ONLY.fullmatch(plain)
    return (int(found["number"]), WITH_ARRONDISSEMENTS.get(found.groupdict().get("city", ""), "")) if found else None


def in_figures(plain: str) -> str:
    """Return a folded text with the ordinals of arrondissements in figures: « le douzieme » → « le 12e »."""
    for word, number in sorted(words().ordinals.items(), key=lambda one: -len(one[0])):
        plain = re.sub(rf"\b{word.replace(' ', '[ -]')}\b", f"{number}e", plain)
    plain = ROMAN_FIRST.sub(lambda found: f"{_roman(found[2])}e ", plain)
    return ROMAN.sub(lambda found: f"{found[1]}{_roman(found[2])}", plain)


def _roman(digits: str) -> int:
    values = [ROMANS[digit] for digit in digits]
    return sum(-value if after > value else value for value, after in zip(values, [*values[1:], 0], strict=True))
