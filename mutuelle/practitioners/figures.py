"""The figures of a sentence that searches: how far, how many, which one of the list. Pure."""

import re

from mutuelle.practitioners.model import rank_of
from mutuelle.practitioners.wish_words import spec
from mutuelle.wording import fold, same_word, words_of

BRIEF = 4  # words
METRES = 1_000
_LETTER = re.compile(
    r"\b(?:le|la|lettre|point|repere|pour|au)\s+([a-z])\b(?!['’])|\b([a-z])\s+sur\s+(?:la\s+carte|le\s+plan)\b"
)
_CAPITAL = re.compile(r"(?<![\w'’])([B-Z])(?![\w'’])|(?<=\s)(A)(?=\W*$)")
_ALONE = re.compile(r"\W*([A-Za-z])\W*")
_RANKED = re.compile(
    r"\b(\d{1,2})\s?(?:er|ere|re|e|eme|ieme|nd|nde)\b|\b(?:le|la|du|numero)\s+(\d{1,2})\b(?!\s*(?:[/:h]|km|m\b))"
)
_DISTANCE = re.compile(
    r"(?:(?:a|d|dans)\s+)?(?:un\s+rayon\s+(?:de|d['’])\s*)?(\d+(?:[.,]\d+)?|[a-z]+)\s?(km|kms|kilometres?|bornes|m|metres?)\b"
)
_COUNT = re.compile(r"\b(\d{1,3}|[a-z]+)\s+([a-z]+)\b")
_SHOW = re.compile(
    r"\b(?:affich\w*|montr\w*|donn\w*|propos\w*|list\w*)(?:[\s-](?:en|m['’]en|moi))*[\s-]+(\d{1,3}|[a-z]+)\b"
)


def distance_in(plain: str) -> tuple[float | None, tuple[int, int] | None]:
    """Return a distance in kilometres, and where it stands."""
    for match in _DISTANCE.finditer(plain):
        number = _number(match[1])
        if number is not None and number > 0:
            metres = match[2].startswith("m")
            return (number / METRES if metres else number), match.span()
    return None, None


def count_in(plain: str, category: tuple[int, int] | None) -> tuple[int | None, tuple[int, int] | None]:
    """Return how many are to be shown: « affichez-en dix », « 20 résultats », « 3 médecins »."""
    for match in _COUNT.finditer(plain):
        number = _number(match[1])
        whom = category is not None and match.start(2) == category[0]
        counted = any(same_word(fold(word), match[2]) for word in spec()["counted"])
        if number is not None and number > 1 and (whom or counted):
            return int(number), match.span(1)
    shown = _SHOW.search(plain)
    number = _number(shown[1]) if shown else None
    return (int(number), shown.span(1)) if shown and number is not None and number > 1 else (None, None)


def rank_in(text: str, plain: str) -> int | None:
    """Return which one of a list is meant: « B », « le b », « le deuxième », « le 3e », « le dernier »."""
    if alone := _ALONE.fullmatch(text):
        return rank_of(alone[1])
    if letter := _CAPITAL.search(text) or _LETTER.search(plain):
        return rank_of(letter[1] or letter[2])
    if re.match(r"\W*A\b(?!['’])", text) and len(words_of(text)) <= BRIEF:
        return 1
    if ranked := _RANKED.search(plain):
        return int(ranked[1] or ranked[2])
    ordinals: dict[str, int] = spec()["ordinals"]
    for word in words_of(text):
        for known, rank in ordinals.items():
            if word == fold(known):
                return rank
    return -1 if {"dernier", "derniere"} & set(words_of(text)) else None


def _number(word: str) -> float | None:
    if re.fullmatch(r"\d+(?:[.,]\d+)?", word):
        return float(word.replace(",", "."))
    known: dict[str, int] = spec()["numbers"]
    return float(known[word]) if word in known else None
