"""What payments sum up to: by person, by kind of care, by month."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Self, TypeVar

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.beneficiaries.rules import Person
from mutuelle.periods import Period
from mutuelle.reimbursements.reading import asked_of, conditions_of, parameters_of
from mutuelle.reimbursements.rules import Dates, Search
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Sum:
    """What so many acts sum up to, in cents: expense = amo + amc + remaining."""

    acts: int
    expense: int
    amo: int
    amc: int
    remaining: int

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

    def by_person(self) -> dict[int, Sum]:
        """Return the sum of each person who had any care, by id."""
        return self._by(lambda one: one.beneficiary_id)

    def by_care(self) -> dict[str, Sum]:
        """Return the sum of each kind of care, what cost most first."""
        sums = self._by(lambda one: one.care)
        return dict(sorted(sums.items(), key=lambda entry: (-entry[1].expense, entry[0])))

    def by_month(self) -> dict[date, Sum]:
        """Return the sum of each month that had any, by its first day, the earliest first."""
        return self._by(lambda one: one.day.replace(day=1))

    def _by(self, key: Callable[[Spent], Key]) -> dict[Key, Sum]:
        ordered: list[Spent] = sorted(self.spent, key=lambda one: (str(key(one)), one.day))
        return {name: Sum.of([one.sum for one in group]) for name, group in groupby(ordered, key=key)}


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
