"""What a moment can be before its year is known, and how it gets one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from mutuelle.periods import almanac
from mutuelle.periods.model import Period, Problem

_YEARS_BACK = 9  # a 29 February comes back within eight years


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days that are known: « hier », « la semaine dernière »."""

    period: Period


@dataclass(frozen=True, slots=True)
class Yearly:
    """What comes back every year: `build(year)` gives its days, or None when that year has no such day."""

    build: Callable[[int], Period | None]
    year: int | None = None
    which: str = ""  # "last": the latest ended, "next": the next to begin, "": the latest begun
    month: int | None = None  # of a single day: what « du 1er au 15 avril » borrows
    weekday: int | None = None  # « mardi 5 octobre » must be a Tuesday


@dataclass(frozen=True, slots=True)
class DayOnly:
    """« le 5 »: a day of the month, of no known month."""

    number: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something said that is no date, or could be several."""

    problem: Problem
    suggestion: Period | None = None


Moment: TypeAlias = Fixed | Yearly | DayOnly | Wrong
Read: TypeAlias = tuple[Moment, int]
"""A moment and the place of the first token after it."""


def day_of_month(number: int, month: int, year: int | None = None) -> Moment:
    """« 15 avril » ; INVALID when no calendar has such a day."""
    if not (1 <= month <= len(almanac.LONGEST_MONTH) and 1 <= number <= almanac.LONGEST_MONTH[month - 1]):
        return Wrong(Problem.INVALID)
    return Yearly(lambda y: almanac.day(y, month, number), year, month=month)


def whole_month(month: int, year: int | None = None) -> Moment:
    """« avril » ; INVALID for a month 13."""
    if not 1 <= month <= len(almanac.LONGEST_MONTH):
        return Wrong(Problem.INVALID)
    return Yearly(lambda y: almanac.months(y, month), year)


def whole_year(year: int) -> Moment:
    """« 2025 »."""
    return Yearly(almanac.whole_year, year)


def full_year(digits: str, today: date) -> int:
    """A year written with 2 or 4 digits: two of them are at most one year ahead of today."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year + 1 else century - 100 + year


def resolve(moment: Moment, today: date) -> Period | Wrong:
    """The days of a moment said alone."""
    match moment:
        case Fixed(period):
            return period
        case DayOnly(number):
            return Wrong(Problem.AMBIGUOUS, _latest_day(number, today))
        case Yearly():
            return _in_its_year(moment, today)
    return moment


def _in_its_year(moment: Yearly, today: date) -> Period | Wrong:
    found = moment.build(moment.year) if moment.year is not None else _nearest(moment, today)
    if found is None:
        return Wrong(Problem.INVALID)
    if moment.weekday is not None and found.start.weekday() != moment.weekday:
        return Wrong(Problem.AMBIGUOUS, found)
    return found


def _nearest(moment: Yearly, today: date) -> Period | None:
    ahead, back = range(today.year, today.year + _YEARS_BACK), range(today.year, today.year - _YEARS_BACK, -1)
    for year in ahead if moment.which == "next" else back:
        found = moment.build(year)
        if found and _fits(found, moment.which, today):
            return found
    return None


def _fits(found: Period, which: str, today: date) -> bool:
    if which == "next":
        return found.start > today
    return found.end < today if which == "last" else found.start <= today


def _latest_day(number: int, today: date) -> Period | None:
    for back in range(3):
        month = almanac.shift(today.replace(day=1), months=-back)
        found = almanac.day(month.year, month.month, number)
        if found and found.start <= today:
            return found
    return None


def in_year_of(moment: Yearly, year: int) -> Yearly:
    """The same moment, of that year."""
    return replace(moment, year=year, which="")
