"""The shapes of what a pattern tells better than a model: numbers of people, accounts and phones. Pure.

The tokenizer reads each as one word; the extractor names it so that it can be masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CODES = re.compile(
    r"""
      (?P<member_number> (?<!\w)[mM]\s?\d{5,9}(?!\w) )
    | (?P<iban> (?<!\w)[a-zA-Z]{2}\d{2}(?:[\s.\-]?(?=[a-zA-Z]{0,3}\d)[0-9a-zA-Z]{4}){3,}
                (?:[\s.\-]?\d[0-9a-zA-Z]{0,2})?(?!\w) )
    | (?P<phone> (?<!\w)(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.\-]?\d{2}){4}(?!\w) )
    | (?P<nir> (?<!\w)[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[abAB])\s?\d{3}\s?\d{3}
               (?:\s?\d{2})?(?!\w) )
    | (?P<request_id> (?<![\w-])(?:(?:[a-zA-Z]{1,4}-)?20[12]\d-(?!20\d\d(?!\d))\d{4,6}
                  |(?:[dDrR]|DEM|dem|REQ|req|REF|ref)-\d{4,8})(?![\w-]) )
    | (?P<email> [^\s@<>()\[\],;:"]{1,64}@[^\s@<>()\[\],;:"]{1,190}\.[^\W\d_]{2,24} )
    """,
    re.VERBOSE,
)
_SHAPES = re.compile(
    r"""
      (?P<bic> (?<=bic\s)[a-z]{6}[0-9a-z]{2}(?:[0-9a-z]{3})?(?!\w)
             | (?<=swift\s)[a-z]{6}[0-9a-z]{2}(?:[0-9a-z]{3})?(?!\w) )
    | (?P<file_size> (?<!\w)\d+(?:[.,]\d+)?\s?(?:mo|ko|go|mb|kb)(?!\w) )
    | (?P<distance> (?<!\w)\d+(?:[.,]\d+)?\s?(?:kms?|kilom[eè]tres?|m[eè]tres?|bornes)(?!\w) )
    | (?P<amount> (?<![\w/])\d+(?:[\s.,]\d{3})*(?:[.,]\d{1,2})?\s?(?:€(?:\d{2}(?!\w))?
                  |(?:euros?|eur|balles|centimes)(?!\w)) )
    | (?P<sector> (?<!\w)sect(?:eur|\.)?\s?[123](?!\w) )
    | (?P<postal_code> (?<![\w./,\-])(?:0[1-9]|[1-8]\d|9[0-8])\d{3}(?![\w/]|[.,]\d|\s?(?:€|euros?|eur\b)) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMELESS = frozenset({"nir"})


_IBAN_MODULUS = 97  # ISO 7064
_IBAN_HEAD = 4


@dataclass(frozen=True)
class Found:
    """An entity seen by its shape: `text[start:end]` of the message; `sure` where its check digits, if any, agree."""

    entity: str
    start: int
    end: int
    sure: bool = True


def find(text: str) -> list[Found]:
    """Return the pattern entities of a message in order of place, none inside another.

    A social security number is no entity of the contract: it is seen, so that its digits are taken for
    nothing else, and left out.
    """
    codes = list(_found(CODES, text))
    others = [one for one in _found(_SHAPES, text) if not any(overlap(one, code) for code in codes)]
    named = [one for one in codes if one.entity not in _NAMELESS]
    return sorted(named + others, key=lambda one: one.start)


def overlap(one: Found, other: Found) -> bool:
    """Tell whether two finds share a character."""
    return one.start < other.end and other.start < one.end


def _found(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        entity = str(match.lastgroup)
        yield Found(entity, match.start(), match.end(), sure=entity != "iban" or checks(match.group()))


def checks(iban: str) -> bool:
    """Tell whether the check digits of an IBAN, spaces and hyphens left out, agree with the rest (ISO 13616).

    One mistyped is masked all the same: it is still somebody's account number.
    """
    plain = re.sub(r"[\s.\-]", "", iban).upper()
    return int("".join(str(int(one, 36)) for one in plain[_IBAN_HEAD:] + plain[:_IBAN_HEAD])) % _IBAN_MODULUS == 1
