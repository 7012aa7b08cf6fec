"""The day from which a member wishes something of his contract. Pure."""

from datetime import date

from dateutil.relativedelta import relativedelta

from mutuelle.account.coordinates import read_day
from mutuelle.procedures.procedure import NotReadable

LATEST = relativedelta(years=2)


def wished_day(text: str, *, today: date, like: str = "") -> date | None:
    """Return the day to come that a sentence tells: one without a year is the next.

    `like`: what was said before; « le 12 » alone corrects that day (ISO).

    Raises NotReadable for a day that is over or too far.
    """
    day = read_day(text, today=today, like=date.fromisoformat(like) if like[:1].isdigit() else None)
    if day is None:
        return None
    if day < today and str(day.year) not in text:
        day += relativedelta(years=1)
    if not today <= day <= today + LATEST:
        raise NotReadable("date_range")
    return day
