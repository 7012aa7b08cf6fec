"""Which contributions on file answer a question. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from mutuelle.contract.history import RECEIVED, Paid
from mutuelle.contract.questions import ContributionQuestion

NEAR = 3
LATEST = 12
A_FIFTH = 5  # of an amount: two that are no farther apart may be taken for one another
REJECTED = ("rejected", "settled")
RECENT = relativedelta(years=2)  # a debit that is asked about is not of long ago
COMPARED = relativedelta(months=13)  # a rise comes once a year: both sides of it are seen


@dataclass(frozen=True)
class Found:
    """The contributions a question is about, the latest first, and the question as it was meant.

    `near`: none fits exactly, these are the nearest. `recent`: no period was named and none is of this year.
    """

    question: ContributionQuestion
    listed: tuple[Paid, ...]
    near: bool = False
    recent: bool = False


def next_of(paid: Sequence[Paid], today: date) -> Paid | None:
    """Return the next contribution due, when it is known."""
    coming = [one for one in paid if one.state == "due" and one.due_on >= today]
    return min(coming, key=lambda one: one.due_on) if coming else None


def find(paid: Sequence[Paid], question: ContributionQuestion, today: date) -> Found:
    """Return what answers a question; `paid` is all that is on file, the latest due first."""
    if _means_the_next(paid, question, today):
        return Found(replace(question, topic="next"), ())
    past = [one for one in paid if one.due_on <= today or one.state != "due"]
    if question.topic == "one":
        return _single(paid, past, question, today)
    if question.topic == "rise":
        return Found(question, tuple(_compared(past, question, today)))
    if question.topic == "latest":
        return Found(question, tuple(past[:1]))
    if question.topic == "before":
        return Found(question, tuple([one for one in past if question.day is None or one.due_on < question.day][:1]))
    return _listed(past, question, today)


def _listed(past: Sequence[Paid], question: ContributionQuestion, today: date) -> Found:
    refused, period = question.topic == "rejected", question.period
    listed = [
        one
        for one in past
        if (not refused or one.state in REJECTED) and (period is None or period.start <= one.due_on <= period.end)
    ]
    if refused or period is not None:
        return Found(question, tuple(listed))
    of_year = [one for one in listed if one.due_on.year == today.year]
    return Found(question, tuple(of_year or listed[:LATEST]), recent=not of_year)


def _means_the_next(paid: Sequence[Paid], question: ContributionQuestion, today: date) -> bool:
    """Say whether the words of a past day or month are about the next one due: « décembre », said in November."""
    due, coming, period = next_of(paid, today), question.coming, question.period
    if due is None or coming is None or not coming.start <= due.due_on <= coming.end:
        return False
    if period is None or period.end != today:
        return True
    return all(one == due for one in paid if period.start <= one.due_on <= today)  # nothing yet of the month that runs


def _compared(past: Sequence[Paid], question: ContributionQuestion, today: date) -> list[Paid]:
    """Return the contributions of a period, or of the last year, and the one before them."""
    start, end = today - COMPARED, today
    if question.period is not None:
        start, end = question.period.start, question.period.end
    before = [one for one in past if one.due_on < start]
    return [*(one for one in past if start <= one.due_on <= end), *before[:1]]


def _single(paid: Sequence[Paid], past: Sequence[Paid], question: ContributionQuestion, today: date) -> Found:
    fitting = [one for one in past if _fits(one, question)] or [one for one in paid if _fits(one, question)]
    if fitting:
        return Found(question, tuple(fitting[: NEAR if question.day is None else 1]))
    if question.day is not None and question.day > today:
        return Found(replace(question, topic="future"), ())
    return Found(question, tuple(_nearest(past, question)), near=True)


def _fits(one: Paid, question: ContributionQuestion) -> bool:
    period = question.period
    return (
        (question.amount_cents is None or question.amount_cents == one.amount_cents)
        and (question.day is None or question.day in {one.due_on, one.paid_on})
        and (question.day_of_month is None or one.due_on.day == question.day_of_month)
        and (period is None or any(day and period.start <= day <= period.end for day in (one.due_on, one.paid_on)))
    )


def _nearest(past: Sequence[Paid], question: ContributionQuestion) -> Sequence[Paid]:
    """Return the one nearest by day, else by amount; an amount that is not known is near to none."""
    if question.day is not None:
        wanted = question.day
        return sorted(past, key=lambda one: abs((one.due_on - wanted).days))[:1]
    period = question.period
    within = [one for one in past if period is not None and period.start <= one.due_on <= period.end]
    within = within or [one for one in past if one.due_on > past[0].due_on - RECENT]
    if question.amount_cents is not None:
        cents = question.amount_cents
        known = [(abs(one.amount_cents - cents), one) for one in within if one.amount_cents is not None]
        if known:
            return [min(known, key=lambda each: each[0])[1]]
    return within[:1]


def resembles(one: Paid, question: ContributionQuestion) -> bool:
    """Say whether a contribution that is not the one asked for may be taken for it: by a fifth of its amount."""
    asked, known = question.amount_cents, one.amount_cents
    return asked is None or (known is not None and abs(known - asked) <= asked / A_FIFTH)


def total_of(listed: Sequence[Paid]) -> tuple[int, int]:
    """Return what was received of these, in cents, and how many it leaves out: their amount is not known."""
    received = [one for one in listed if one.state in RECEIVED]
    known = [one.amount_cents for one in received if one.amount_cents is not None]
    return sum(known), len(received) - len(known)
