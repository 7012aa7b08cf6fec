"""Reads amounts of money as French members type them."""

import re

_SPACE = "[ \u00a0\u202f]"
_WHOLE = rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d{{1,3}}(?:\.\d{{3}})+(?=,)|\d+"
_SHORT = r"(?<=\d\d)e(?=\s*(?:$|[;!?.)]|(?:par|pour|chez|au|et|svp|stp|du)\b))"  # « 30e », but no « la 12e ligne »
_CURRENCY = rf"€|{_SHORT}|euros?\b|eur\b|balles\b"
_AMOUNT = re.compile(
    rf"(?<![\d/.,:-])({_WHOLE})(?:{_SPACE}?(?:€|euros?)\s?(\d{{2}})(?!\d)|[.,](\d{{1,2}})(?![\d/.,])|(?![\d/]))"
    rf"{_SPACE}*({_CURRENCY})?",
    re.IGNORECASE,
)
MOST_DIGITS = 7
CENTS = 100
TENTHS = 10


def amounts_in(text: str) -> list[int]:
    """Return the amounts that a sentence names, in cents.

    Read are « 7,50 € », « 58.05 », « 62€50 », « 1 234,56 € », « 30 euros ». A number is an amount when it has cents, or
    a currency behind it; « 12 » alone, dates and percentages are none.
    """
    return [cents for found in _AMOUNT.finditer(text) if (cents := _cents(found, text[found.end() :])) is not None]


def _cents(found: re.Match[str], rest: str) -> int | None:
    whole = re.sub(r"\D", "", found[1])
    decimals = found[2] or found[3]
    if not (decimals or found[4]) or len(whole) > MOST_DIGITS or rest.lstrip().startswith("%"):
        return None
    given = int(decimals or 0) * (TENTHS if decimals and len(decimals) == 1 else 1)
    return int(whole) * CENTS + given
