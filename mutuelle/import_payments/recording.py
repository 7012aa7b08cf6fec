"""Records the payments that were found right, a batch a transaction, with the notices of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.import_payments.checking import recorded
from mutuelle.import_payments.staging import ACT, KNOWN, PAYMENTS, ROWS
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine

PAYMENT = ("reference", "contract_id", "beneficiary_id", "paid_on", "payee", "care", "paid_cents")


@dataclass(frozen=True)
class Recorded:
    """What a batch changed. `up_to` is the place of its last payment; `told` how many members."""

    up_to: int
    payments: int
    lines: int
    told: int


Tell = Callable[[AsyncConnection, ColumnElement[bool]], Awaitable[int]]  # of the payments that a condition names


async def end_of_batch(connection: AsyncConnection, after: int, size: int) -> int | None:
    """Return the place up to which a batch of about `size` payments goes, None when nothing is left.

    A contract's payments stay together, so that its member is told of them at once.
    """
    left = select(PAYMENTS.c.place, PAYMENTS.c.contract_id).where(PAYMENTS.c.place > after).order_by(PAYMENTS.c.place)
    last = (await connection.execute(left.offset(size - 1).limit(1))).one_or_none()
    if last is not None:
        others = left.where(PAYMENTS.c.place > last.place, PAYMENTS.c.contract_id != last.contract_id)
        following = (await connection.execute(others.limit(1))).one_or_none()
        if following is not None:
            return int(following.place) - 1
    rest = select(func.max(PAYMENTS.c.place)).where(PAYMENTS.c.place > after)
    end: int | None = (await connection.execute(rest)).scalar()
    return end


async def record(connection: AsyncConnection, after: int, up_to: int, tell: Tell) -> Recorded:
    """Record the payments from one place to another that are not there yet, complete those that were cut, and tell.

    In the caller's transaction; on SQLite it holds the write lock, on PostgreSQL no other import runs, but other
    batches of its own do, of other contracts.
    """
    batch = and_(PAYMENTS.c.place > after, PAYMENTS.c.place <= up_to)
    last = (await connection.execute(select(func.coalesce(func.max(Reimbursement.id), 0)))).scalar_one()
    there: ColumnElement[bool] = exists().where(KNOWN.c.place == PAYMENTS.c.place)
    if connection.dialect.name == "sqlite":  # another import may have come between
        there = there | exists().where(Reimbursement.reference == PAYMENTS.c.reference)
    new = select(*(PAYMENTS.c[name] for name in PAYMENT)).where(batch, ~there).order_by(PAYMENTS.c.place)
    payments = await connection.execute(insert(Reimbursement).from_select(PAYMENT, new))
    lines = told = 0
    if payments.rowcount:
        lines = await _add_lines(connection, and_(batch, Reimbursement.id > last))
    completed = await _complete(connection, batch)
    if payments.rowcount:
        of_batch = Reimbursement.contract_id.in_(select(PAYMENTS.c.contract_id).where(batch))
        told = await tell(connection, and_(Reimbursement.id > last, of_batch))
    return Recorded(up_to, payments.rowcount, lines + completed, told)


async def _complete(connection: AsyncConnection, batch: ColumnElement[bool]) -> int:
    """Add the rows that payments recorded before do not have."""
    cut = and_(KNOWN.c.place == PAYMENTS.c.place, ~KNOWN.c.whole, batch)
    if not (await connection.execute(select(KNOWN.c.place).where(cut).limit(1))).first():
        return 0
    paid = select(PAYMENTS.c.paid_cents).where(cut, KNOWN.c.reimbursement_id == Reimbursement.id)
    await connection.execute(
        update(Reimbursement)
        .where(Reimbursement.id.in_(select(KNOWN.c.reimbursement_id).where(cut)))
        .values(paid_cents=paid.scalar_subquery())
    )
    known = exists().where(cut, KNOWN.c.reimbursement_id == Reimbursement.id)
    return await _add_lines(connection, and_(batch, known, ~recorded(Reimbursement.id)))


async def _add_lines(connection: AsyncConnection, where: ColumnElement[bool]) -> int:
    rows = (
        select(Reimbursement.id, *(ROWS.c[name] for name in ACT))
        .select_from(PAYMENTS)
        .join(Reimbursement, Reimbursement.reference == PAYMENTS.c.reference)
        .join(ROWS, ROWS.c.reference == PAYMENTS.c.reference)
        .where(where)
        .order_by(PAYMENTS.c.place, ROWS.c.number)
    )
    added = await connection.execute(insert(ReimbursementLine).from_select(("reimbursement_id", *ACT), rows))
    return added.rowcount
