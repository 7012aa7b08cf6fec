"""The letters of the demo's households, as their payments and contributions have them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from mutuelle.beneficiaries.rules import Person, Relation
from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.contract.tables import Contract, Member
from mutuelle.letters.due import NOTICE, STATEMENT
from mutuelle.letters.facts import Called, month_of, notice_facts, rejected_facts, statement_day, statement_facts
from mutuelle.letters.writing import NewLetter, Sender, letter_row
from mutuelle.periods import Period
from mutuelle.reimbursements.reading import Line, Payment, euros_of
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from mutuelle.seed.contributions import MONTHS, dues, planned
from mutuelle.seed.households import Household, demo
from mutuelle.seed.rows import Rows

REJECTED = "rejected_debit"
NOTICE_BEFORE = timedelta(days=20)
TOLD_AFTER = timedelta(days=4)  # after a debit was refused


def letter_rows(rows: Rows, today: date, sender: Sender) -> list[dict[str, Any]]:
    """Return the rows of `letters`: all that was sent until a day."""
    contracts = {row["number"]: row for row in rows.by_table[Contract]}
    payments = _payments(rows)
    sent = []
    for household in demo().households:
        contract = contracts[household.number.replace("M", "C")]
        key = contract["id"]
        people = {row["id"]: _person(row) for row in rows.by_table[Beneficiary] if row["contract_id"] == key}
        letters = [
            *_statements(key, payments.get(key, []), people, today),
            *_notices(key, household, today),
            *_rejected(key, household, today),
        ]
        letterhead = _letterhead(rows, contract, household)
        sent += [letter_row(sender, new, letterhead) for new in sorted(letters, key=lambda one: one.sent_on)]
    return [{"id": number, **row} for number, row in enumerate(sent, start=1)]


def _payments(rows: Rows) -> dict[int, list[Payment]]:
    """Return the payments of each contract, the latest first."""
    lines: dict[int, list[Line]] = {}
    for row in rows.by_table[ReimbursementLine]:
        lines.setdefault(row["reimbursement_id"], []).append(_line(row))
    found: dict[int, list[Payment]] = {}
    for row in sorted(rows.by_table[Reimbursement], key=lambda one: (one["paid_on"], one["id"]), reverse=True):
        payment = Payment(
            row["id"],
            row["beneficiary_id"],
            row["paid_on"],
            row["payee"],
            row["care"],
            euros_of(row["paid_cents"]),
            tuple(lines.get(row["id"], ())),
        )
        found.setdefault(row["contract_id"], []).append(payment)
    return found


def _line(row: Mapping[str, Any]) -> Line:
    """Return an act with what a statement says of it; how it came about stands in no letter."""
    expense, amo, amc, remaining = (euros_of(row[f"{part}_cents"]) for part in ("expense", "amo", "amc", "remaining"))
    return Line(
        id=row["id"],
        label=row["label"],
        care_on=row["care_on"],
        expense=expense,
        amo=amo,
        amc=amc,
        remaining=remaining,
        act=row["act"],
        quantity=row["quantity"],
        base=None,
        rate=None,
        withheld=None,
        deferred=None,
        withholding="",
        coordinated=None,
    )


def _person(row: Mapping[str, Any]) -> Person:
    names = (row["first_name"], row["last_name"])
    return Person(row["id"], *names, row["birth_date"], Relation(row["relation"]), row["gender"])


def _letterhead(rows: Rows, contract: Mapping[str, Any], household: Household) -> dict[str, Any]:
    (member,) = (row for row in rows.by_table[Member] if row["id"] == contract["member_id"])
    contact = household.contact
    return {
        "member": {
            "name": f"{member['first_name']} {member['last_name']}",
            "number": member["number"],
            "address": [contact.street, f"{contact.postcode} {contact.city}"],
        },
        "contract": {"number": contract["number"], "title": contract["title"]},
    }


def _statements(
    contract_id: int, payments: Sequence[Payment], people: Mapping[int, Person], today: date
) -> list[NewLetter]:
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
