"""A range whose ends help each other: « du 1er au 15 avril », « entre mars et juin 2025 »."""

from datetime import date

from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import DayOnly, Fixed, Moment, Wrong, Yearly, day_of_month, in_year_of, resolve

_WRAP_OF_DAYS, _WRAP_OF_MONTHS = 184, 306
"""Days that a range without both years may last over a new year, by single days and by whole months. Longer, its ends
were more likely swapped: it is asked, not guessed."""


def resolve_range(left: Moment, right: Moment, today: date) -> Period | Wrong:
    """The days from the start of `left` to the end of `right`; UPSIDE_DOWN suggests them swapped."""
    left, right = _lend_month(left, right), _lend_month(right, left)
    for end in (left, right):
        if isinstance(end, Wrong):
            return end
    first, last = _lend_year(left, right, today)
    for days in (first, last):
        if isinstance(days, Wrong):
            return days
    return _join(first, last)


def _join(first: Period | Wrong, last: Period | Wrong) -> Period | Wrong:
    if isinstance(first, Wrong) or isinstance(last, Wrong):
        return first if isinstance(first, Wrong) else last
    if last.end < first.start or last.start < first.start:
        return Wrong(Problem.UPSIDE_DOWN, Period(min(first.start, last.start), max(first.end, last.end)))
    return Period(first.start, max(first.end, last.end))


def _lend_month(end: Moment, other: Moment) -> Moment:
    """« le 1er » beside « 15 avril » is 1 April."""
    if not isinstance(end, DayOnly):
        return end
    if isinstance(other, Yearly) and other.month is not None:
        return day_of_month(end.number, other.month, other.year)
    if isinstance(other, Fixed) and other.period.start == other.period.end:
        return day_of_month(end.number, other.period.start.month, other.period.start.year)
    return end


def _lend_year(left: Moment, right: Moment, today: date) -> tuple[Period | Wrong, Period | Wrong]:
    """Both ends with their years: the one that has none stands nearest to the other, over a short new year at most."""
    bare_left = isinstance(left, Yearly) and left.year is None and not left.which
    bare_right = isinstance(right, Yearly) and right.year is None and not right.which
    if bare_left and isinstance(left, Yearly) and isinstance(right, Yearly) and right.year is not None:
        last = resolve(right, today)
        return _nearest(left, last, left, right, -1), last
    first = resolve(left, today)
    if bare_right and isinstance(right, Yearly):
        return first, _nearest(right, first, left, right, 1)
    return first, resolve(right, today)


def _nearest(bare: Yearly, known: Period | Wrong, left: Moment, right: Moment, step: int) -> Period | Wrong:
    """The days of `bare` in the year of `known`, or one year further (`step`) if that makes a short range."""
    if isinstance(known, Wrong):
        return known
    year = (known.start if step > 0 else known.end).year
    same, beside = (bare.build(y) for y in (year, year + step))
    if same is None:
        return Wrong(Problem.INVALID)
    if (same.start >= known.start) if step > 0 else (same.start <= known.start):
        return same
    if beside is None:
        return same
    length = (max(known.end, beside.end) - min(known.start, beside.start)).days + 1
    by_days = any(isinstance(end, Yearly) and end.month is not None for end in (left, right))
    return beside if length <= (_WRAP_OF_DAYS if by_days else _WRAP_OF_MONTHS) else same


def with_lent_year(moments: list[Yearly]) -> list[Yearly]:
    """« mars et avril 2025 »: the last one's year, lent to those before it; the year before for what comes later."""
    lent, following = [moments[-1]], moments[-1]
    for moment in reversed(moments[:-1]):
        if moment.year is None and not moment.which and following.year is not None:
            days, next_days = moment.build(following.year), following.build(following.year)
            later = days and next_days and days.start > next_days.start
            moment = in_year_of(moment, following.year - bool(later))  # noqa: PLW2901
        lent.append(moment)
        following = moment
    return lent[::-1]
