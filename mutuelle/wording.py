"""Recognises in a sentence the words that a list gives for things: accents, capitals and a typo apart."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from rapidfuzz.distance import OSA

SINGULAR_FROM = 3  # « css » is no plural of « c »
TYPO_FROM = 5
TWO_TYPOS_FROM = 10
# « non pas Chloé, Inès », « Inès, pas Chloé », « ce n'est pas le 3 mais le 5 »: what is denied beside what is meant.
_DENIED = re.compile(
    r"(?:^|(?<=[,;]))\s*(?:(?:ah|mais|euh|non|et|c'est|c’est|ce n'est|ce n’est)[\s,]+)*pas\s+"
    r"(?!du tout|maintenant|encore|besoin|envie|la peine|grave|de |d'|plus )"
    r"[^,;.!?]*?(?:[,;]|\bmais\b|\bplut[oô]t\b|$)",
    re.IGNORECASE,
)
TWO_WORDS = frozenset({("carie", "carte")})  # a letter apart, and both are meant


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with plain apostrophes and single spaces."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    plain = plain.replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    return " ".join(plain.split())


def words_of(text: str) -> list[str]:
    """Return the folded words of a sentence, in order."""
    return re.findall(r"[a-z0-9]+", fold(text))


def without_denied(text: str) -> str:
    """Return a sentence without what it denies, when it says something else: « non pas Chloé, Inès » is « Inès »."""
    rest = _DENIED.sub(" ", text).strip(" ,;")
    return rest if any(map(str.isalnum, rest)) and rest.lower() not in {"non", "et", "mais"} else text


def named_in(text: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the keys of `names` one of whose expressions stands in the sentence, in the order of `names`.

    An expression of several words must stand there in a row. A word of five letters or more may hold one typo, of ten
    or more two; a final s or x is not looked at.
    """
    sentence = words_of(text)
    return [key for key, expressions in names.items() if any(_stands_in(_expression(e), sentence) for e in expressions)]


def without_expressions(text: str, expressions: Iterable[str]) -> list[str]:
    """Return the folded words of a sentence that are in none of these expressions, matched as `named_in` does."""
    sentence = words_of(text)
    said: set[int] = set()
    for expression in map(_expression, expressions):
        for start in range(len(sentence) - len(expression) + 1):
            if _stands_in(expression, sentence[start : start + len(expression)]):
                said.update(range(start, start + len(expression)))
    return [word for place, word in enumerate(sentence) if place not in said]


@cache
def _expression(text: str) -> list[str]:
    """Return the words of one of our own expressions, folded once."""
    return words_of(text)


def _stands_in(expression: list[str], sentence: list[str]) -> bool:
    length = len(expression)
    return length > 0 and any(
        all(same_word(a, b) for a, b in zip(expression, sentence[start : start + length], strict=True))
        for start in range(len(sentence) - length + 1)
    )


def same_word(known: str, typed: str) -> bool:
    """Say whether a typed word is the known one, a typo and a plural apart; both folded."""
    if known == typed:
        return True
    singular = known.rstrip("sx")
    if len(singular) >= SINGULAR_FROM and singular == typed.rstrip("sx"):
        return True
    shorter = min(len(known), len(typed))
    if (known.rstrip("s"), typed.rstrip("s")) in TWO_WORDS:
        return False
    if shorter < TYPO_FROM or known[0] != typed[0]:
        return False
    return OSA.distance(known, typed) <= (2 if shorter >= TWO_TYPOS_FROM else 1)
