"""The letters of the demo's households, as their payments and contributions have them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.letters.due import NOTICE, STATEMENT
from mutuelle.letters.facts import Called, month_of, notice_facts, rejected_facts, statement_day, statement_facts
from mutuelle.letters.writing import NewLetter, Sender, send
from mutuelle.periods import Period
from mutuelle.reimbursements.reading import Payment, every
from mutuelle.reimbursements.rules import Search
from mutuelle.seed.contributions import MONTHS, dues, planned
from mutuelle.seed.households import Household

REJECTED = "rejected_debit"
NOTICE_BEFORE = timedelta(days=20)
TOLD_AFTER = timedelta(days=4)  # after a debit was refused


async def send_demo_letters(
    connection: AsyncConnection, households: Iterable[tuple[int, Household]], today: date, sender: Sender
) -> None:
    """Send all the letters of the past of contracts, given by id."""
    for contract_id, household in households:
        letters = await _statements(connection, contract_id, household, today)
        letters += _notices(contract_id, household, today)
        letters += _rejected(contract_id, household, today)
        for new in sorted(letters, key=lambda one: one.sent_on):
            await send(connection, sender, new)


async def _statements(
    connection: AsyncConnection, contract_id: int, household: Household, today: date
) -> list[NewLetter]:
    people = {one.id: one for one in await people_of(connection, contract_id)}
    payments = await every(connection, contract_id, Period(household.effective_on, today), Search())
    months = [list(some) for _, some in groupby(payments, key=lambda one: month_of(one.paid_on).start)]
    return [
        _statement(contract_id, paid, people) for paid in months if statement_day(month_of(paid[0].paid_on)) <= today
    ]


def _statement(contract_id: int, paid: Sequence[Payment], people: Mapping[int, Person]) -> NewLetter:
    month, last = month_of(paid[0].paid_on), max(one.id for one in paid)
    facts = statement_facts(paid, people, month, later=False)
    source = f"payments {month.start:%Y-%m} up to {last}"
    return NewLetter(contract_id, STATEMENT, statement_day(month), source, month, facts, up_to=last)


def _notices(contract_id: int, household: Household, today: date) -> Iterator[NewLetter]:
    """Give a notice a month, a quarter or a year, as the household has them, of contributions that are all known."""
    plan = household.contributions
    if plan is None:
        return
    months = MONTHS[plan.notice]
    for (year, rank), some in groupby(
        planned(household, today), key=lambda due: (due.period_start.year, (due.period_start.month - 1) // months)
    ):
        called = [Called(one.period_start, one.period_end, one.due_on, one.amount_cents) for one in some]
        sent_on = max(household.effective_on, called[0].due_on - NOTICE_BEFORE)
        about = Period(called[0].start, called[-1].end)
        if sent_on > today or (plan.none_to_come and about.end >= today.replace(day=1)):
            return
        facts = notice_facts(called, mode=plan.mode, frequency=plan.frequency)
        yield NewLetter(contract_id, NOTICE, sent_on, f"contributions {year}.{rank + 1}", about, facts)


def _rejected(contract_id: int, household: Household, today: date) -> Iterator[NewLetter]:
    for due in dues(household, today):
        if due.state == "settled":
            one = Called(due.period_start, due.period_end, due.due_on, due.amount_cents)
            about = Period(due.period_start, due.period_end)
            sent_on, source = due.due_on + TOLD_AFTER, f"rejected {due.due_on}"
            yield NewLetter(contract_id, REJECTED, sent_on, source, about, rejected_facts(one))
