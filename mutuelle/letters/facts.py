"""What letters state, ready for their templates: a month's payments, contributions called, a debit refused. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from mutuelle.beneficiaries.rules import Person
from mutuelle.contract.rules import frequency_label, mode_label
from mutuelle.documents.payments import Listed, rows_of
from mutuelle.french import euros, euros_of, long_date, month_and_year, short_date
from mutuelle.letters.rules import letter_words
from mutuelle.periods import Period
from mutuelle.reimbursements.reading import Payment

SENT_AFTER = 2  # days of the next month that pass before a month's statement is sent


@dataclass(frozen=True)
class Called:
    """A contribution that a notice calls: for which days, due when, how much in cents."""

    start: date
    end: date
    due_on: date
    cents: int


def month_of(day: date) -> Period:
    """Return the month that a day is in."""
    first = day.replace(day=1)
    return Period(first, first + relativedelta(months=1, days=-1))


def statement_day(month: Period) -> date:
    """Return the day on which the statement of a month is sent."""
    return month.end + timedelta(days=1 + SENT_AFTER)


def statement_facts(
    payments: Sequence[Payment], people: Mapping[int, Person], month: Period, *, later: bool
) -> dict[str, Any]:
    """Return the statement of a month's payments (some), `people` by id; `later`: it completes an earlier one."""
    words = letter_words()["statement"]
    labels = words["labels"]
    sums = {True: Decimal("0.00"), False: Decimal("0.00")}
    for payment in payments:
        sums[bool(payment.payee)] += payment.paid
    to_whom = [("to_member", sums[False]), ("to_professionals", sums[True])]
    filters = [
        (labels["month"], month_and_year(month.start)),
        *((labels[key], euros(paid)) for key, paid in to_whom if paid),
    ]
    listed = Listed(words["title"], tuple(filters), len(payments), rows_of(payments, people))
    return {**listed.facts, "later": words["later"] if later else ""}


def notice_facts(called: Sequence[Called], *, mode: str, frequency: str) -> dict[str, Any]:
    """Return the notice that calls contributions (some): how they are paid, each with its due date, the sum."""
    words = letter_words()
    notice, span = words["contribution_notice"], words["span"]
    labels = notice["labels"]

    def period(start: date, end: date) -> str:
        return str(span.format(start=short_date(start), end=short_date(end)))

    return {
        "filters": [
            [labels["period"], period(called[0].start, called[-1].end)],
            [labels["mode"], mode_label(mode)],
            [labels["frequency"], frequency_label(frequency)],
        ],
        "columns": notice["columns"],
        "rows": [[period(one.start, one.end), long_date(one.due_on), euros_of(one.cents)] for one in called],
        "total_label": notice["total"],
        "total": euros_of(sum(one.cents for one in called)),
        "debited": mode == "direct_debit",
    }


def rejected_facts(one: Called) -> dict[str, Any]:
    """Return the letter on a debit that the bank refused."""
    return {
        "amount": euros_of(one.cents),
        "due_on": long_date(one.due_on),
        "period": [long_date(one.start), long_date(one.end)],
    }
