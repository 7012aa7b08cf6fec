"""Calendar arithmetic: spans of whole days. Unlike answers, spans here may lie in the future."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from mutuelle.periods.model import Period

OLDEST = date(1990, 1, 1)
YEARS_KEPT = 30
FAR = 4_000  # months or days beyond which every past is too old, and arithmetic could overflow

_MONTHS_OF = {"mois": 1, "trimestre": 3, "semestre": 6, "an": 12}
_DAYS_OF = {"jour": 1, "semaine": 7, "weekend": 7}
_SEASONS = {"printemps": 3, "ete": 6, "automne": 9, "hiver": 12}
_FEASTS = {
    "noel": (12, 25),
    "rentree": (9, 1),
    "toussaint": (11, 1),
    "assomption": (8, 15),
    "sylvestre": (12, 31),
    "nouvel an": (1, 1),
    "epiphanie": (1, 6),
    "chandeleur": (2, 2),
    "valentin": (2, 14),
    "fete du travail": (5, 1),
    "jean": (6, 24),
    "fete nationale": (7, 14),
    "michel": (9, 29),
    "halloween": (10, 31),
    "armistice": (11, 11),
    "martin": (11, 11),
    "catherine": (11, 25),
    "nicolas": (12, 6),
}
_EASTER = {"paques": 0, "ascension": 39, "pentecote": 49, "lundi de paques": 1, "lundi de pentecote": 50} | {
    "mardi gras": -47,
    "vendredi saint": -2,
}
_YEAR_PARTS = {"debut": (1, 3), "mi": (5, 8), "fin": (10, 12)}
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in calendar months and days."""

    months: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """The same day that long ago, clamped at the month's end and at the first day dates can say."""
        return shift(day, months=-self.months, days=-self.days)

    def after(self, day: date) -> date:
        """The same day that much later, clamped likewise."""
        return shift(day, months=self.months, days=self.days)


def duration(number: int, unit: str) -> Duration:
    """`number` times `unit` (jour, semaine, mois, trimestre, semestre, an)."""
    if unit in _MONTHS_OF:
        return Duration(months=min(number, FAR) * _MONTHS_OF[unit])
    return Duration(days=min(number, FAR * 10) * _DAYS_OF[unit])


def half(unit: str) -> Duration:
    """Half of one `unit`: « un an et demi », « un mois et demi »."""
    months, odd = divmod(_MONTHS_OF.get(unit, 0), 2)
    return Duration(months=months, days=15 * odd or (4 if unit == "semaine" else 0))


def shift(day: date, *, months: int = 0, days: int = 0) -> date:
    """Move a day, clamped at the month's end and at both ends of time."""
    try:
        return day + relativedelta(months=months, days=days)
    except (ValueError, OverflowError):
        return date.min if (months or days) < 0 else date.max


def earliest(today: date) -> date:
    """The first day ever looked up, and where open periods start: 30 whole years back, never before 1990."""
    return min(today, max(OLDEST, date(max(today.year - YEARS_KEPT, MINYEAR), 1, 1)))


def day(year: int, month: int, number: int) -> Period | None:
    """One day, or None if the calendar has no such day."""
    try:
        only = date(year, month, number)
    except ValueError:
        return None
    return Period(only, only)


def months(year: int, month: int, count: int = 1) -> Period | None:
    """`count` whole months from `month` (1 to 12) on, or None outside of the calendar."""
    if not (MINYEAR <= year < MAXYEAR and 1 <= month <= len(LONGEST_MONTH)):
        return None
    start = date(year, month, 1)
    return Period(start, start + relativedelta(months=count, days=-1))


def whole_year(year: int) -> Period | None:
    """1 January to 31 December."""
    return months(year, 1, 12)


def season(year: int, name: str) -> Period | None:
    """Three whole months; winter is the one that begins in December of `year`."""
    return months(year, _SEASONS[name], 3)


def feast(year: int, name: str) -> Period | None:
    """The day of a French feast, fixed or moving with Easter."""
    if name in _FEASTS:
        return day(year, *_FEASTS[name])
    try:
        only = easter(year) + timedelta(days=_EASTER[name])
    except (ValueError, OverflowError):
        return None
    return Period(only, only)


def around(today: date, unit: str, offset: int) -> Period:
    """The calendar `unit` that holds today, moved by `offset` units: -1 is « dernier », 1 « prochain »."""
    offset = max(-FAR, min(offset, FAR))
    if unit in _DAYS_OF:
        lead = {"jour": 0, "semaine": today.weekday(), "weekend": today.weekday() - 5}[unit]
        length = {"jour": 1, "semaine": 7, "weekend": 2}[unit]
        start = shift(today, days=offset * _DAYS_OF[unit] - lead)
        return Period(start, shift(start, days=length - 1))
    size = _MONTHS_OF[unit]
    first = date(today.year, (today.month - 1) // size * size + 1, 1)
    start = shift(first, months=offset * size).replace(day=1)
    return Period(start, shift(start, months=size, days=-1))


def week_of(only: date) -> Period:
    """Monday to Sunday around a day."""
    return around(only, "semaine", 0)


def weekday(today: date, number: int, *, past: bool = False, future: bool = False) -> Period:
    """The latest such weekday (0 is Monday): today itself unless `past`; the next one if `future`."""
    days = (today.weekday() - number) % 7
    only = shift(today, days=7 - days if future else -(days or 7 * past))
    return Period(only, only)


def part(whole: Period, name: str) -> Period:
    """The beginning (debut), middle (mi) or end (fin) of a span; the span itself for anything else."""
    if name not in _YEAR_PARTS:
        return whole
    length = (whole.end - whole.start).days + 1
    if length >= 365:  # noqa: PLR2004
        first, last = _YEAR_PARTS[name]
        return months(whole.start.year, first, last - first + 1) or whole
    if length < 3:  # noqa: PLR2004
        return whole
    third = 10 if 28 <= length <= 31 else length // 3  # noqa: PLR2004
    first_cut, second_cut = whole.start + timedelta(days=third), whole.start + timedelta(days=2 * third)
    if name == "debut":
        return Period(whole.start, first_cut - timedelta(days=1))
    return Period(first_cut, second_cut - timedelta(days=1)) if name == "mi" else Period(second_cut, whole.end)
