"""The SQL of a page of reimbursements, inside a caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.periods import Period
from mutuelle.reimbursements.rules import PAGE_SIZE, Search
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine


@dataclass(frozen=True)
class Line:
    """One act; amounts in euros: expense = amo + amc + remaining."""

    label: str
    care_on: date
    expense: Decimal
    amo: Decimal
    amc: Decimal
    remaining: Decimal


@dataclass(frozen=True)
class Payment:
    """One payment. `paid` in euros; `payee` is empty when the member was paid, else the professional."""

    id: int
    beneficiary_id: int
    paid_on: date
    payee: str
    care: str
    paid: Decimal
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Totals:
    """How many payments fit a search, and their sum in euros."""

    count: int
    paid: Decimal


async def last_paid_on(connection: AsyncConnection, contract_id: int, search: Search) -> date | None:
    """Return the day of the latest payment that fits the search, whatever its period."""
    return (
        await connection.execute(select(func.max(Reimbursement.paid_on)).where(_fits(contract_id, search)))
    ).scalar()


async def page(
    connection: AsyncConnection, contract_id: int, period: Period, search: Search, *, offset: int
) -> tuple[Totals, tuple[Payment, ...]]:
    """Return one page of the payments that fit, the latest first, and what all of them sum up to.

    One statement, built once: the database answers in microseconds, each further statement costs ten times as much
    on its way there and back. Past the last page there is nothing to sum up.
    """
    rows = (
        await connection.execute(
            _page_statement(for_person=search.beneficiary_id is not None, of_care=search.care is not None),
            {
                "contract": contract_id,
                "start": period.start,
                "end": period.end,
                "person": search.beneficiary_id,
                "kind": search.care,
                "skipped": offset,
            },
        )
    ).all()
    if not rows:
        return Totals(0, euros_of(0)), ()
    payments = tuple(_payment(list(lines)) for _, lines in groupby(rows, key=attrgetter("id")))
    return Totals(rows[0].fitting, euros_of(int(rows[0].total_cents))), payments


@cache
def _page_statement(*, for_person: bool, of_care: bool) -> Select[Any]:
    conditions = [
        Reimbursement.contract_id == bindparam("contract"),
        Reimbursement.paid_on.between(bindparam("start"), bindparam("end")),
    ]
    if for_person:
        conditions.append(Reimbursement.beneficiary_id == bindparam("person"))
    if of_care:
        conditions.append(Reimbursement.care == bindparam("kind"))
    shown = (
        select(
            Reimbursement.id,
            Reimbursement.beneficiary_id,
            Reimbursement.paid_on,
            Reimbursement.payee,
            Reimbursement.care,
            Reimbursement.paid_cents,
            func.count().over().label("fitting"),
            func.sum(Reimbursement.paid_cents).over().label("total_cents"),
        )
        .where(*conditions)
        .order_by(Reimbursement.paid_on.desc(), Reimbursement.id.desc())
        .limit(PAGE_SIZE)
        .offset(bindparam("skipped"))
        .cte("shown")
    )
    return (
        select(
            shown,
            ReimbursementLine.id.label("line_id"),
            ReimbursementLine.label,
            ReimbursementLine.care_on,
            ReimbursementLine.expense_cents,
            ReimbursementLine.amo_cents,
            ReimbursementLine.amc_cents,
            ReimbursementLine.remaining_cents,
        )
        .outerjoin(ReimbursementLine, ReimbursementLine.reimbursement_id == shown.c.id)
        .order_by(shown.c.paid_on.desc(), shown.c.id.desc(), ReimbursementLine.id)
    )


def _payment(rows: Sequence[Row[Any]]) -> Payment:
    row = rows[0]
    lines = tuple(_line(line) for line in rows if line.line_id is not None)
    return Payment(row.id, row.beneficiary_id, row.paid_on, row.payee, row.care, euros_of(row.paid_cents), lines)


def _line(row: Row[Any]) -> Line:
    return Line(
        row.label,
        row.care_on,
        euros_of(row.expense_cents),
        euros_of(row.amo_cents),
        euros_of(row.amc_cents),
        euros_of(row.remaining_cents),
    )


def _fits(contract_id: int, search: Search) -> ColumnElement[bool]:
    conditions = [Reimbursement.contract_id == contract_id]
    if search.beneficiary_id is not None:
        conditions.append(Reimbursement.beneficiary_id == search.beneficiary_id)
    if search.care is not None:
        conditions.append(Reimbursement.care == search.care)
    return and_(*conditions)


def euros_of(cents: int) -> Decimal:
    """Return an amount of cents in euros, with two decimals."""
    return Decimal(cents).scaleb(-2)
