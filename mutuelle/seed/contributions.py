"""What a household of the demo paid for its cover since its contract began, and what it will pay next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from mutuelle.seed.households import Household

MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
SETTLED_AFTER = relativedelta(days=16)
PERCENT = 100


@dataclass(frozen=True)
class Due:
    """One contribution, as a row of `contributions`."""

    period_start: date
    period_end: date
    due_on: date
    amount_cents: int
    mode: str
    state: str
    paid_on: date | None


def dues(household: Household, today: date) -> list[Due]:
    """Return the contributions, the oldest first; of those to come, the next one only."""
    plan = household.contributions
    if plan is None:
        return []
    end = household.ended_on(today)
    found: list[Due] = []
    for start in _starts(household):
        if end is not None and start > end:
            break
        one = _due(household, start, today)
        if one.due_on > today and plan.none_to_come:
            break
        found.append(one)
        if one.due_on > today:
            break
    return found


def planned(household: Household, today: date) -> Iterator[Due]:
    """Give the contributions from the first to those of next year, as far as they are known."""
    plan, end = household.contributions, household.ended_on(today)
    if plan is None:
        return
    for start in _starts(household):
        one = _due(household, start, today)
        if start.year > today.year + 1 or (end is not None and start > end):
            return
        if plan.none_to_come and one.due_on > today:
            return
        yield one


def _starts(household: Household) -> Iterator[date]:
    assert household.contributions is not None
    step, day = MONTHS[household.contributions.frequency], household.effective_on.replace(day=1)
    while True:
        yield day
        day += relativedelta(months=step)


def _due(household: Household, start: date, today: date) -> Due:
    plan = household.contributions
    assert plan is not None
    months = MONTHS[plan.frequency]
    due_on = start + relativedelta(day=plan.day)
    rises = start.year - household.effective_on.year
    amount = round(plan.cents * months * (1 + plan.rise / PERCENT) ** rises)
    end = start + relativedelta(months=months, days=-1)
    if due_on > today:
        return Due(start, end, due_on, amount, plan.mode, "due", None)
    refused = plan.rejected is not None and (today - relativedelta(months=plan.rejected)).replace(day=1) == start
    if refused and due_on + SETTLED_AFTER <= today:
        return Due(start, end, due_on, amount, "card", "settled", due_on + SETTLED_AFTER)
    return Due(start, end, due_on, amount, plan.mode, "paid", due_on)
