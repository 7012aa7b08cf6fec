"""Reads what members tell of a change in their lives: which kind it is, and from when. Pure."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from mutuelle.account.contact_reading import named_kinds
from mutuelle.account.coordinates import profile_words, read_day
from mutuelle.periods import Period, find_period
from mutuelle.wording import fold, named_in, words_of

DEATH, BIRTH, BANK, COVER = "death", "birth", "bank", "cover"
STATUS, CONTACT, SITUATION = "status", "contact", "situation"
_PAST, _FUTURE = relativedelta(years=5), relativedelta(years=2)
_NAMED_MARIE = re.compile(r"(?<!^)\bMarie\b")  # a first name, once accents are folded also a family status
_SINCE = re.compile(r"\b(?:depuis|dernier|derniere|passe|passee)\b")


def branches_of(text: str) -> tuple[str, ...]:
    """Return what a sentence tells of, in the order in which it is dealt with; a death leaves room for nothing else."""
    text = _NAMED_MARIE.sub(" ", text)
    named = named_in(text, words()["branches"])
    if DEATH in named:
        return (DEATH,)
    found = [one for one in (BIRTH, BANK, COVER) if one in named]
    if "family" in named or named_in(text, profile_words()["statuses"]):
        found.append(STATUS)
    events = events_of(text)
    if set(named_kinds(text)) - {"email"} or ("email" in named_kinds(text) and not events):
        found.append(CONTACT)
    if events:
        found.append(SITUATION)
    return tuple(found)


def asks_what_to_do(text: str) -> bool:
    """Say whether a message after a death asks what there is to do, or speaks of the papers for it."""
    return bool(named_in(text, {"": words()["after_death"]}))


def events_of(text: str) -> list[str]:
    """Return the changes that staff deals with which a sentence names, the particular before the general."""
    return named_in(text, words()["events"])


def read_since(text: str, *, today: date) -> date | None:
    """Return the day from which a change counts: a day, a month, or the beginning of a period."""
    day = read_day(text, today=today)
    if day is not None:
        return day
    if named_in(text, {"": words()["now"]}):
        return today
    month = _month(text, today)
    if month is not None:
        return month
    period = find_period(text, today=today)
    return period.start if isinstance(period, Period) else None


def since_in_range(day: date, *, today: date) -> bool:
    """Say whether a change may count from that day: five years back, two ahead."""
    return today - _PAST <= day <= today + _FUTURE


def is_unknown(text: str) -> bool:
    """Say whether an answer says that the day is not known."""
    return bool(named_in(text, {"": words()["unknown"]}))


def is_besides(text: str) -> bool:
    """Say whether a sentence adds something to what was told."""
    return bool(named_in(text, {"": words()["besides"]}))


@cache
def words() -> dict[str, Any]:
    """Read situation.yml."""
    read: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "situation.yml").read_text("utf-8"))
    return read


def _month(text: str, today: date) -> date | None:
    """Return the first of the month that a sentence names: the next one, unless the sentence looks back."""
    plain, said = fold(text), words_of(text)
    number = next((at for at, name in enumerate(words()["months"], 1) if fold(name) in said), None)
    if number is None:
        return None
    year = re.search(r"\b(20\d\d)\b", plain)
    if year:
        return date(int(year[1]), number, 1)
    this = date(today.year, number, 1)
    if _SINCE.search(plain):
        return this if this <= today else this - relativedelta(years=1)
    return this if number >= today.month else this + relativedelta(years=1)
