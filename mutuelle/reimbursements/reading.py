"""The SQL of a page of reimbursements, inside a caller's transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Row, and_, func, select
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


async def totals(connection: AsyncConnection, contract_id: int, period: Period, search: Search) -> Totals:
    """Return how much fits the search within the period."""
    row = (
        await connection.execute(
            select(func.count(), func.coalesce(func.sum(Reimbursement.paid_cents), 0)).where(
                _fits(contract_id, search), Reimbursement.paid_on.between(period.start, period.end)
            )
        )
    ).one()
    return Totals(row[0], euros_of(int(row[1])))


async def last_paid_on(connection: AsyncConnection, contract_id: int, search: Search) -> date | None:
    """Return the day of the latest payment that fits the search, whatever its period."""
    return (
        await connection.execute(select(func.max(Reimbursement.paid_on)).where(_fits(contract_id, search)))
    ).scalar()


async def page(
    connection: AsyncConnection, contract_id: int, period: Period, search: Search, *, offset: int
) -> tuple[Payment, ...]:
    """Return one page of the payments that fit, the latest first."""
    rows = (
        await connection.execute(
            select(
                Reimbursement.id,
                Reimbursement.beneficiary_id,
                Reimbursement.paid_on,
                Reimbursement.payee,
                Reimbursement.care,
                Reimbursement.paid_cents,
            )
            .where(_fits(contract_id, search), Reimbursement.paid_on.between(period.start, period.end))
            .order_by(Reimbursement.paid_on.desc(), Reimbursement.id.desc())
            .limit(PAGE_SIZE)
            .offset(offset)
        )
    ).all()
    lines = await _lines(connection, [row.id for row in rows])
    return tuple(
        Payment(row.id, row.beneficiary_id, row.paid_on, row.payee, row.care, euros_of(row.paid_cents), lines[row.id])
        for row in rows
    )


async def _lines(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, tuple[Line, ...]]:
    found: dict[int, tuple[Line, ...]] = defaultdict(tuple)
    if not ids:
        return found
    rows = await connection.execute(
        select(
            ReimbursementLine.reimbursement_id,
            ReimbursementLine.label,
            ReimbursementLine.care_on,
            ReimbursementLine.expense_cents,
            ReimbursementLine.amo_cents,
            ReimbursementLine.amc_cents,
            ReimbursementLine.remaining_cents,
        )
        .where(ReimbursementLine.reimbursement_id.in_(ids))
        .order_by(ReimbursementLine.id)
    )
    for row in rows:
        found[row.reimbursement_id] += (_line(row),)
    return found


def _line(row: Row[int, str, date, int, int, int, int]) -> Line:
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
