"""On which days a practice is open and a payment is made."""

from datetime import date, timedelta

from dateutil.easter import easter

SATURDAY, SUNDAY = 5, 6
HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})
AFTER_EASTER = frozenset({1, 39, 50})  # Monday, Ascension, Whit Monday


def is_holiday(day: date) -> bool:
    """Say whether a day is a public holiday in France (but for Alsace and Moselle)."""
    return (day.month, day.day) in HOLIDAYS or (day - easter(day.year)).days in AFTER_EASTER


def next_open(day: date) -> date:
    """Return the first day, from `day` on, on which a practice is open: Monday to Saturday but holidays."""
    while day.weekday() == SUNDAY or is_holiday(day):
        day += timedelta(days=1)
    return day


def banking_days(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last` on which a payment is made: Monday to Friday but holidays."""
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if day.weekday() < SATURDAY and not is_holiday(day)]
