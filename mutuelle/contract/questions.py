"""What a sentence asks of contributions. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from mutuelle.amounts import amount_in
from mutuelle.contract.rules import words
from mutuelle.periods import Period, Problem, Refusal, find_period, parse_date
from mutuelle.wording import named_in, words_of

_DAY_OF_MONTH = re.compile(r"(?:du|le|au)\s+\w+", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\d./-])\d{1,2}\.\d{1,2}(?![\d./-])")  # « 05.11 »
_YEAR = re.compile(r"(?<![\w./-])(20\d\d)(?![\w./-])")
_LONGEST_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class ContributionQuestion:
    """What a sentence asks of contributions.

    `topic`: a key of `words.yml`'s contributions; `one` for a single one, named by `amount_cents`, `day`,
    `day_of_month` or its `period`; `before` for the one before a `day`; `future` for what is not known yet; None for
    an overview. `period`: what a history is limited to; `refusal`: a period that is none. `coming`: days ahead that
    the same words may mean as well.
    """

    topic: str | None
    period: Period | None = None
    refusal: Refusal | None = None
    amount_cents: int | None = None
    day: date | None = None
    day_of_month: int | None = None
    coming: Period | None = None


@dataclass(frozen=True)
class _Time:
    """What a sentence says of time. `future`: only that it is to come."""

    period: Period | None = None
    refusal: Refusal | None = None
    day: date | None = None
    day_of_month: int | None = None
    coming: Period | None = None
    future: bool = False


def rise_named(text: str) -> bool:
    """Say whether a sentence speaks of something that rose."""
    return "rise" in named_in(text, words()["contributions"])


def read_question(text: str, *, today: date) -> ContributionQuestion:
    """Return what a sentence asks of contributions."""
    cents, rest = amount_in(text, today=today)
    named = named_in(rest, words()["contributions"])
    time = _time_in(rest, today)
    if "rise" in named and "terms" not in named and time.refusal is None:
        return _rise(rest, time)
    if "terms" in named or time.future or "next" in named:
        return ContributionQuestion("terms" if "terms" in named else "future" if time.future else "next")
    if time.refusal is not None:
        return ContributionQuestion("history", refusal=time.refusal)
    if cents is not None or time.day is not None or time.day_of_month is not None:
        period = time.period if time.day is None else None
        coming = time.coming if cents is None else None
        return ContributionQuestion("one", period, None, cents, time.day, time.day_of_month, coming)
    if "rejected" in named:
        return ContributionQuestion("rejected", time.period)
    topic = "history" if time.period is not None else next(iter(named), None)
    return ContributionQuestion(topic, time.period, coming=time.coming)


def _rise(text: str, time: _Time) -> ContributionQuestion:
    """Return a question on a rise: one to come is not known, one of the past is seen in the history."""
    ahead = time.coming is not None and time.period is not None and time.coming.start > time.period.end
    if time.future or _is_to_come(text) or (ahead and not _is_past(text)):
        return ContributionQuestion("future")
    return ContributionQuestion("rise", time.period)


def _time_in(text: str, today: date) -> _Time:
    found = find_period(text, today=today)
    if found is None and not _DOTTED.search(text):
        year = _YEAR.search(text)
        return _Time(future=year is not None and int(year[1]) > today.year)
    day = parse_date(text, today=today)
    if isinstance(found, Refusal) and day is None:
        meant = found.suggestion if found.problem is Problem.AMBIGUOUS else None
        if meant and meant.start == meant.end and _DAY_OF_MONTH.fullmatch(found.text.strip()):
            return _Time(day_of_month=meant.start.day)
        return _Time(future=True) if found.problem is Problem.FUTURE else _Time(refusal=found)
    if day is not None:
        return _Time(period=Period(day, day), day=day, coming=_coming(text, Period(day, day), today))
    if isinstance(found, Period):
        return _Time(period=found, coming=_coming(text, found, today))
    return _Time()


def _coming(text: str, period: Period, today: date) -> Period | None:
    """Return the days ahead that a day or a month without a year may mean, when they are the nearer ones.

    « décembre », said in November, is the one that comes; of a month that has begun, the rest is still ahead.
    """
    if _is_past(text):
        return None
    if period.end == today and period.start == today.replace(day=1):
        rest = Period(today, today + relativedelta(day=31))
        return rest if rest.end > today else None
    if period.end >= today or period.end - period.start > _LONGEST_MONTH:
        return None
    later = find_period(text, today=today + relativedelta(years=1))
    without_year = isinstance(later, Period) and later.start == period.start + relativedelta(years=1)
    counted_from_today = find_period(text, today=today - relativedelta(months=1)) != period
    if not isinstance(later, Period) or not without_year or counted_from_today:
        return None
    return later if later.start - today < today - period.end else None


def _is_past(text: str) -> bool:
    """Say whether a sentence is of the past: letter by letter, « payée » is not « payer »."""
    said = f" {' '.join(words_of(text))} "
    over = any(f" {' '.join(words_of(one))} " in said for one in words()["past"])
    return over and not _is_to_come(text)


def _is_to_come(text: str) -> bool:
    return bool(named_in(text, {"": words()["to_come"]}))
