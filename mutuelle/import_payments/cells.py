"""Reads the cells of a row. Pure; what is read again and again is remembered, within bounds.

Days are given in ISO 8601, other values as text too where there may be none: NOTHING then, which no cell can be. Every
function raises RowRefused with the key of a reason in words.yml, and never says what the cell held.
"""

import re
from datetime import date
from functools import cache, lru_cache

from mutuelle.import_payments.wording import plain, words
from mutuelle.reimbursements.rules import CARE, care_label

REMEMBERED = 1 << 16
NOTHING = "\1"  # a control character, and rows with any are refused
EARLIEST = "1990-01-01"
MOST_CENTS = 999_999_999
LENGTHS = {"reference": 40, "contract": 32, "label": 120, "payee": 100}
_AMOUNT = re.compile(r"(-?)(\d{1,7})(?:[.,](\d{1,2}))?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_FRENCH = re.compile(r"(\d\d)/(\d\d)/(\d{4})", re.ASCII)
_ACT = re.compile(r"[A-Za-z0-9_.-]{0,32}", re.ASCII)
_RANK = re.compile(r"0?[1-9]|[1-9]\d", re.ASCII)
_QUANTITY = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_RATE = re.compile(r"\d{1,2}|100", re.ASCII)


class RowRefused(Exception):
    """A row cannot be imported; `reason` is a key of words.yml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@lru_cache(REMEMBERED)
def amount(cell: str) -> str:
    """Return an amount in cents, NOTHING when there is none."""
    return str(needed_amount(cell)) if cell.strip() else NOTHING


@lru_cache(REMEMBERED)
def needed_amount(cell: str) -> int:
    """Return an amount in cents that must be there: « 12 », « 12,5 », « 12.50 »; at most 9 999 999,99 €."""
    cell = cell.strip()
    if not cell:
        raise RowRefused("amount_missing")
    found = _AMOUNT.fullmatch(cell)
    if found is None:
        raise RowRefused("amount_wrong")
    sign, whole, decimals = found.groups()
    cents = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    if sign and cents:
        raise RowRefused("amount_negative")
    return cents


@lru_cache(REMEMBERED)
def day(cell: str) -> str:
    """Return a day, NOTHING when there is none: « 2026-03-01 », « 01/03/2026 »."""
    cell = cell.strip()
    if not cell:
        return NOTHING
    if found := _ISO.fullmatch(cell):
        year, month, number = found.groups()
    elif found := _FRENCH.fullmatch(cell):
        number, month, year = found.groups()
    else:
        raise RowRefused("date_wrong")
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        raise RowRefused("date_wrong") from None


@lru_cache(REMEMBERED)
def needed_day(cell: str) -> str:
    """Return a day of care or payment, which must be there and not be a slip of the keyboard."""
    found = day(cell)
    if found == NOTHING:
        raise RowRefused("date_missing")
    if found < EARLIEST:
        raise RowRefused("date_old")
    return found


def text(cell: str, column: str) -> str:
    """Return a text of a column of `LENGTHS`, without the spaces around it."""
    cell = cell.strip()
    if len(cell) > LENGTHS[column]:
        raise RowRefused(f"{column}_long")
    return cell


def needed_text(cell: str, column: str) -> str:
    """Return a text that must be there."""
    found = text(cell, column)
    if not found:
        raise RowRefused(f"{column}_missing")
    return found


@lru_cache(REMEMBERED)
def first_name(cell: str) -> str:
    """Return a first name as it is compared."""
    return plain(cell)[:100]


@lru_cache(REMEMBERED)
def care(cell: str) -> str:
    """Return a kind of care from its key or its French name."""
    found = _kinds_of_care().get(plain(cell))
    if found is None:
        raise RowRefused("care_unknown")
    return found


@lru_cache(REMEMBERED)
def act(cell: str) -> str:
    """Return the code of an act, empty when there is none."""
    cell = cell.strip()
    if not _ACT.fullmatch(cell):
        raise RowRefused("act_wrong")
    return cell


@lru_cache(REMEMBERED)
def rank(cell: str) -> str:
    """Return the rank of a person on the contract (1: the first enrolled), NOTHING when there is none."""
    return _whole(cell, _RANK, "rank_wrong")


@lru_cache(REMEMBERED)
def quantity(cell: str) -> str:
    """Return how many units, one when nothing is said."""
    return _whole(cell.strip() or "1", _QUANTITY, "quantity_wrong")


@lru_cache(REMEMBERED)
def rate(cell: str) -> str:
    """Return a rate in percent, NOTHING when there is none."""
    return _whole(cell.strip().removesuffix("%"), _RATE, "rate_wrong")


@lru_cache(REMEMBERED)
def withholding(cell: str) -> str:
    """Return the kind of what was withheld, empty when there is none."""
    name = plain(cell)
    for kind, names in words()["withholdings"].items():
        if name in map(plain, names):
            return str(kind)
    if name:
        raise RowRefused("withholding_unknown")
    return ""


@lru_cache(REMEMBERED)
def coordinated(cell: str) -> str:
    """Return whether the care was inside the parcours de soins, 1 or 0, NOTHING when nothing is said."""
    name = plain(cell)
    if not name:
        return NOTHING
    if name in words()["said_yes"]:
        return "1"
    if name in words()["said_no"]:
        return "0"
    raise RowRefused("coordinated_wrong")


def _whole(cell: str, form: re.Pattern[str], reason: str) -> str:
    cell = cell.strip()
    if not cell:
        return NOTHING
    if not form.fullmatch(cell):
        raise RowRefused(reason)
    return str(int(cell))


@cache
def _kinds_of_care() -> dict[str, str]:
    return {plain(name): kind for kind in CARE for name in (kind, care_label(kind))}
