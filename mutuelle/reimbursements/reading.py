"""The SQL of a page of reimbursements, inside a caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from mutuelle.periods import Period
from mutuelle.reimbursements.rules import PAGE_SIZE, Dates, Search
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine

MOST_AT_ONCE = 20_000  # far more than a household has in ten years


@dataclass(frozen=True)
class Line:
    """One act; amounts in euros: expense = amo + amc + remaining. How it came about: see `ReimbursementLine`."""

    id: int
    label: str
    care_on: date
    expense: Decimal
    amo: Decimal
    amc: Decimal
    remaining: Decimal
    act: str
    quantity: int
    base: Decimal | None
    rate: int | None
    withheld: Decimal | None
    deferred: Decimal | None
    withholding: str
    coordinated: bool | None


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

    @property
    def overall(self) -> Line | None:
        """Return what its acts sum up to; None when none of them is known."""
        if not self.lines:
            return None
        zero = Decimal(0)
        return replace(
            self.lines[0],
            expense=sum((line.expense for line in self.lines), zero),
            amo=sum((line.amo for line in self.lines), zero),
            amc=sum((line.amc for line in self.lines), zero),
            remaining=sum((line.remaining for line in self.lines), zero),
        )


@dataclass(frozen=True)
class Totals:
    """How many payments fit a search, and their sum in euros."""

    count: int
    paid: Decimal


async def one(connection: AsyncConnection, contract_id: int, payment_id: int) -> Payment | None:
    """Return one payment of a contract; None when the contract has none of this id."""
    parameters = {**parameters_of(contract_id, None, Search()), "payment": payment_id, "skipped": 0, "most": 1}
    rows = (await connection.execute(_page_statement("payment", dates=None), parameters)).all()
    return _payment(rows) if rows else None


async def last_identical(connection: AsyncConnection, contract_id: int, payment: Payment, line: Line) -> Line | None:
    """Return the last identical act of the same person before one of a payment; None when there was none."""
    found = (
        await connection.execute(
            select(ReimbursementLine.id, ReimbursementLine.reimbursement_id)
            .join(Reimbursement, ReimbursementLine.reimbursement_id == Reimbursement.id)
            .where(
                Reimbursement.contract_id == contract_id,
                Reimbursement.beneficiary_id == payment.beneficiary_id,
                ReimbursementLine.label == line.label,
                ReimbursementLine.care_on < line.care_on,
            )
            .order_by(ReimbursementLine.care_on.desc(), ReimbursementLine.id.desc())
            .limit(1)
        )
    ).one_or_none()
    earlier = await one(connection, contract_id, found.reimbursement_id) if found else None
    return next((other for other in earlier.lines if found and other.id == found.id), None) if earlier else None


async def every(connection: AsyncConnection, contract_id: int, period: Period, search: Search) -> tuple[Payment, ...]:
    """Return all the payments that fit, the latest first."""
    parameters = {**parameters_of(contract_id, period, search), "skipped": 0, "most": MOST_AT_ONCE}
    rows = (await connection.execute(_page_statement(*asked_of(search), dates=search.dates), parameters)).all()
    return tuple(_payment(list(lines)) for _, lines in groupby(rows, key=attrgetter("id")))


async def last_paid_on(connection: AsyncConnection, contract_id: int, search: Search) -> date | None:
    """Return the day of the latest payment that fits the search, whatever its period."""
    statement = select(func.max(Reimbursement.paid_on)).where(*conditions_of(*asked_of(search), dates=None))
    return (await connection.execute(statement, parameters_of(contract_id, None, search))).scalar()


async def page(
    connection: AsyncConnection, contract_id: int, period: Period, search: Search, *, offset: int
) -> tuple[Totals, tuple[Payment, ...]]:
    """Return one page of the payments that fit, the latest first, and what all of them sum up to.

    One statement, built once: the database answers in microseconds, each further statement costs ten times as much
    on its way there and back. Past the last page there is nothing to sum up.
    """
    rows = (
        await connection.execute(
            _page_statement(*asked_of(search), dates=search.dates),
            {**parameters_of(contract_id, period, search), "skipped": offset, "most": PAGE_SIZE},
        )
    ).all()
    if not rows:
        return Totals(0, euros_of(0)), ()
    payments = tuple(_payment(list(lines)) for _, lines in groupby(rows, key=attrgetter("id")))
    return Totals(rows[0].fitting, euros_of(int(rows[0].total_cents))), payments


def asked_of(search: Search) -> tuple[str, ...]:
    """Return what a search asks for beside its period."""
    given = {"person": search.beneficiary_id, "kind": search.care, "cents": search.cents}
    asked = [name for name, value in given.items() if value is not None]
    return (*asked, *["direct"] * search.direct, *["payees"] * bool(search.payees))


def parameters_of(contract_id: int, period: Period | None, search: Search) -> dict[str, Any]:
    """Return the values of the conditions of a search."""
    return {
        "contract": contract_id,
        "start": period.start if period else None,
        "end": period.end if period else None,
        "person": search.beneficiary_id,
        "kind": search.care,
        "cents": search.cents,
        "payees": search.payees,
    }


def conditions_of(*asked: str, dates: Dates | None) -> list[ColumnElement[bool]]:
    """Return the conditions of a search, to be bound to `parameters_of`; without `dates`, of any period."""
    line = aliased(ReimbursementLine)
    of_payment = line.reimbursement_id == Reimbursement.id
    conditions = [Reimbursement.contract_id == bindparam("contract")]
    if dates is Dates.PAID:
        conditions.append(Reimbursement.paid_on.between(bindparam("start"), bindparam("end")))
    if dates is Dates.CARE:
        given = line.care_on.between(bindparam("start"), bindparam("end"))
        conditions += [Reimbursement.paid_on >= bindparam("start"), exists().where(of_payment, given)]
    if "payment" in asked:
        conditions.append(Reimbursement.id == bindparam("payment"))
    if "direct" in asked:
        conditions.append(Reimbursement.payee != "")
    if "payees" in asked:
        meant = aliased(Reimbursement)
        same = meant.id.in_(bindparam("payees", expanding=True)) & (meant.contract_id == bindparam("contract"))
        conditions.append(Reimbursement.payee.in_(select(meant.payee).where(same)))
    if "person" in asked:
        conditions.append(Reimbursement.beneficiary_id == bindparam("person"))
    if "kind" in asked:
        conditions.append(Reimbursement.care == bindparam("kind"))
    if "cents" in asked:
        cents: ColumnElement[int] = bindparam("cents")
        amounts = (line.expense_cents, line.amo_cents, line.amc_cents, line.remaining_cents)
        some = exists().where(of_payment, or_(*(amount == cents for amount in amounts)))
        conditions.append(or_(Reimbursement.paid_cents == cents, some))
    return conditions


@cache
def _page_statement(*asked: str, dates: Dates | None) -> Select[Any]:
    conditions = conditions_of(*asked, dates=dates)
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
        .limit(bindparam("most"))
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
            ReimbursementLine.act,
            ReimbursementLine.quantity,
            ReimbursementLine.base_cents,
            ReimbursementLine.rate,
            ReimbursementLine.withheld_cents,
            ReimbursementLine.deferred_cents,
            ReimbursementLine.withholding,
            ReimbursementLine.coordinated,
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
        row.line_id,
        row.label,
        row.care_on,
        euros_of(row.expense_cents),
        euros_of(row.amo_cents),
        euros_of(row.amc_cents),
        euros_of(row.remaining_cents),
        row.act,
        row.quantity,
        _known(row.base_cents),
        row.rate,
        _known(row.withheld_cents),
        _known(row.deferred_cents),
        row.withholding,
        row.coordinated,
    )


def _known(cents: int | None) -> Decimal | None:
    return None if cents is None else euros_of(cents)


def euros_of(cents: int) -> Decimal:
    """Return an amount of cents in euros, with two decimals."""
    return Decimal(cents).scaleb(-2)
