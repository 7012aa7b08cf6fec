"""What payments sum up to: by person, by kind of care, by month."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Self, TypeVar

from dateutil.relativedelta import relativedelta
from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.beneficiaries.rules import Person
from mutuelle.periods import Period
from mutuelle.reimbursements.reading import asked_of, conditions_of, parameters_of
from mutuelle.reimbursements.rules import Dates, Search
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine

Key = TypeVar("Key", int, str, date)


@dataclass(frozen=True)
class Sum:
    """What so many acts sum up to, in cents: expense = amo + amc + remaining."""

    acts: int
    expense: int
    amo: int
    amc: int
    remaining: int

    @property
    def reimbursed(self) -> int:
        """Return what the Sécurité sociale and the mutuelle paid together."""
        return self.amo + self.amc

    @classmethod
    def of(cls, parts: Sequence[Self]) -> Self:
        """Add sums up."""
        return cls(
            sum(part.acts for part in parts),
            sum(part.expense for part in parts),
            sum(part.amo for part in parts),
            sum(part.amc for part in parts),
            sum(part.remaining for part in parts),
        )


NOTHING = Sum(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Month:
    """What a month sums up to; `day` is its first, `left` the cents left to pay since the first of the months."""

    day: date
    sum: Sum
    left: int


@dataclass(frozen=True)
class Spent:
    """What one person's care of one kind sums up to on one day (of payment or of care, as the search says)."""

    day: date
    beneficiary_id: int
    care: str
    sum: Sum


@dataclass(frozen=True)
class Totals:
    """Sums of a period. `people` are all of the contract's, by id; `person` and `care` what the sums are limited to.

    `direct`: only what was paid straight to professionals is summed up. `view`: whether tables or charts are wanted.
    """

    viewer: Viewer
    period: Period
    dates: Dates
    people: dict[int, Person]
    person: Person | None
    care: str | None
    spent: tuple[Spent, ...]
    direct: bool = False
    view: str = "totals"

    @property
    def overall(self) -> Sum:
        """Return the sum of everything."""
        return Sum.of([one.sum for one in self.spent])

    @property
    def by_person(self) -> dict[int, Sum]:
        """Return the sum of each person who had any care, by id."""
        return by_person(self.spent)

    @property
    def by_care(self) -> dict[str, Sum]:
        """Return the sum of each kind of care, what cost most first."""
        return by_care(self.spent)

    @property
    def by_month(self) -> tuple[Month, ...]:
        """Return every month from the first to the last that had any."""
        return by_month(self.spent)


def by_person(spent: Sequence[Spent]) -> dict[int, Sum]:
    """Return the sum of each person who had any care, by id."""
    return _by(spent, lambda one: one.beneficiary_id)


def by_care(spent: Sequence[Spent]) -> dict[str, Sum]:
    """Return the sum of each kind of care, what cost most first."""
    sums = _by(spent, lambda one: one.care)
    return dict(sorted(sums.items(), key=lambda entry: (-entry[1].expense, entry[0])))


def by_month(spent: Sequence[Spent], within: Period | None = None) -> tuple[Month, ...]:
    """Return every month of a period, by default from the first to the last that had any; empty ones as well."""
    sums = _by(spent, lambda one: one.day.replace(day=1))
    if not sums and within is None:
        return ()
    first, last = (within.start, within.end) if within else (min(sums), max(sums))
    months, left, day = [], 0, first.replace(day=1)
    while day <= last:
        one = sums.get(day, NOTHING)
        left += one.remaining
        months.append(Month(day, one, left))
        day += relativedelta(months=1)
    return tuple(months)


def _by(spent: Sequence[Spent], key: Callable[[Spent], Key]) -> dict[Key, Sum]:
    groups: dict[Key, list[Sum]] = defaultdict(list)
    for one in spent:
        groups[key(one)].append(one.sum)
    return {name: Sum.of(parts) for name, parts in sorted(groups.items())}


async def spent(connection: AsyncConnection, contract_id: int, period: Period, search: Search) -> tuple[Spent, ...]:
    """Return what was spent in a period, by day, person and kind of care; the earliest first."""
    statement = _statement(*asked_of(search), dates=search.dates)
    rows = (await connection.execute(statement, parameters_of(contract_id, period, search))).all()
    return tuple(
        Spent(
            row.day,
            row.beneficiary_id,
            row.care,
            Sum(row.acts, int(row.expense), int(row.amo), int(row.amc), int(row.remaining)),
        )
        for row in rows
    )


@cache
def _statement(*asked: str, dates: Dates) -> Executable:
    line, payment = ReimbursementLine, Reimbursement
    day = payment.paid_on if dates is Dates.PAID else line.care_on
    conditions = conditions_of(*asked, dates=dates)
    if dates is Dates.CARE:  # of a payment of several acts, those of the period only
        conditions.append(line.care_on.between(bindparam("start"), bindparam("end")))
    return (
        select(
            day.label("day"),
            payment.beneficiary_id,
            payment.care,
            func.count().label("acts"),
            func.sum(line.expense_cents).label("expense"),
            func.sum(line.amo_cents).label("amo"),
            func.sum(line.amc_cents).label("amc"),
            func.sum(line.remaining_cents).label("remaining"),
        )
        .join(line, line.reimbursement_id == payment.id)
        .where(*conditions)
        .group_by(day, payment.beneficiary_id, payment.care)
        .order_by(day, payment.beneficiary_id, payment.care)
    )
