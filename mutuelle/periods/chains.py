"""Dates in digits: « 03/04/2025 », « 2025-03 », « 15/04 », « 2025-03-01/2025-04-15 »; anything else is left alone."""

from datetime import date

from mutuelle.periods import almanac
from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import Moment, Wrong, day_of_month, full_year, resolve, whole_month, whole_year

_DAYS, _MONTHS = 31, 12
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_YEAR_DIGITS, _SHORT = 4, 2
SURE = frozenset({"le", "du", "au", "et", "a", "jusque", "entre"})
LEADING = SURE | {"de", "depuis", "avant", "apres", "en", "date", "partir", "des"}
_ANNOUNCING = LEADING - {"et", "a", "de"}


def read_chain(parts: tuple[str, ...], before: str, today: date) -> Moment | None:
    """The moment that numbers and their separators write; `before` is the word in front of them."""
    numbers, marks = parts[::2], parts[1::2]
    if len(numbers) == 3 and marks[0] == marks[1] and marks[0] in "/.-":  # noqa: PLR2004
        return _full_date(numbers, marks[0], today)
    if len(numbers) == _SHORT and marks[0] in "/.-":
        return _pair(numbers, marks[0], before, today)
    return None


def split_range(parts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """« 01/03-15/04 », « 2026-05-22/2026-11-22 », « 2023-2025 »: the two ends of a range in one chain."""
    numbers, marks = parts[::2], parts[1::2]
    if len(numbers) == _SHORT and all(_is_year(n) for n in numbers) and marks[0] in "/-":
        return parts[:1], parts[2:]
    middle = len(marks) // 2
    if len(marks) % 2 and len(marks) >= 3 and marks.count(marks[middle]) == 1:  # noqa: PLR2004
        return parts[: 2 * middle + 1], parts[2 * middle + 2 :]
    return None


def range_end(parts: tuple[str, ...], today: date) -> Moment | None:
    """One end of such a range: where a range stands, « 03/04 » is a day."""
    return whole_year(int(parts[0])) if len(parts) == 1 else read_chain(parts, "du", today)


def _is_year(digits: str) -> bool:
    return len(digits) == _YEAR_DIGITS and _FIRST_YEAR <= int(digits) <= _LAST_YEAR


def _full_date(numbers: tuple[str, ...], mark: str, today: date) -> Moment | None:
    sizes = tuple(len(number) for number in numbers)
    if sizes[0] == _YEAR_DIGITS and max(sizes[1:]) <= _SHORT:
        year, month, number = numbers
    elif max(sizes[:2]) <= _SHORT and sizes[2] in {_SHORT, _YEAR_DIGITS}:
        number, month, year = numbers
    else:
        return None
    if mark != "/" and sizes[0] != _YEAR_DIGITS and (int(month) > _MONTHS or int(number) > _DAYS):
        return None
    return day_of_month(int(number), int(month), full_year(year, today))


def _pair(numbers: tuple[str, ...], mark: str, before: str, today: date) -> Moment | None:
    first, second = numbers
    if _is_year(first) and len(second) <= _SHORT:
        return _month_of(second, first, mark)
    if _is_year(second) and len(first) <= _SHORT:
        return _month_of(first, second, mark)
    if max(len(first), len(second)) > _SHORT:
        return None
    return _short_pair(first, second, mark, before, today)


def _month_of(month: str, year: str, mark: str) -> Moment | None:
    found = whole_month(int(month), int(year))
    return None if mark == "." and isinstance(found, Wrong) else found


def _short_pair(first: str, second: str, mark: str, before: str, today: date) -> Moment | None:
    """« 15/04 », « 03/25 », « 03/04 »; a fraction (« 1/2 », « 10/10 ») stays a fraction where no date is announced."""
    number, month = int(first), int(second)
    is_day = 1 <= month <= _MONTHS and 1 <= number <= almanac.LONGEST_MONTH[month - 1]
    is_month = 1 <= number <= _MONTHS < month and mark == "/"
    if before not in _ANNOUNCING and (mark != "/" or len(first) + len(second) < 3):  # noqa: PLR2004
        return None
    if is_day and (before in SURE or mark != "/" or number > _MONTHS):
        return day_of_month(number, month)
    if is_day:
        return Wrong(Problem.AMBIGUOUS, _as_period(day_of_month(number, month), today))
    if is_month and before != "le":
        return whole_month(number, full_year(second, today))
    return Wrong(Problem.INVALID) if mark == "/" else None


def _as_period(moment: Moment, today: date) -> Period | None:
    found = resolve(moment, today)
    return found if isinstance(found, Period) else None
