"""What was really paid for a contract, for the documents that say so. In a caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.contract.tables import Contribution, PaymentTerms


@dataclass(frozen=True)
class Paid:
    """A contribution: for when, due when, how much (cents; None: not known), how and whether it was paid."""

    period_start: date
    period_end: date
    due_on: date
    amount_cents: int | None
    mode: str
    state: str
    paid_on: date | None


RECEIVED = ("paid", "settled")


async def owed(connection: AsyncConnection, contract_id: int) -> list[Paid]:
    """Return every contribution on file, the latest due first."""
    rows = await connection.execute(
        select(Contribution)
        .where(Contribution.contract_id == contract_id)
        .order_by(Contribution.due_on.desc(), Contribution.id.desc())
    )
    return [
        Paid(row.period_start, row.period_end, row.due_on, row.amount_cents, row.mode, row.state, row.paid_on)
        for row in rows
    ]


async def next_due(connection: AsyncConnection, contract_id: int, today: date) -> date | None:
    """Return the day of the next contribution, when it is known."""
    day: date | None = (
        await connection.execute(
            select(func.min(Contribution.due_on)).where(
                Contribution.contract_id == contract_id, Contribution.state == "due", Contribution.due_on >= today
            )
        )
    ).scalar_one()
    return day


async def received(connection: AsyncConnection, contract_id: int) -> Sequence[tuple[date, int]]:
    """Return the contributions received: the day, and the amount in cents, the earliest first."""
    rows = await connection.execute(
        select(Contribution.paid_on, Contribution.amount_cents)
        .where(
            Contribution.contract_id == contract_id,
            Contribution.state.in_(RECEIVED),
            Contribution.paid_on.is_not(None),
            Contribution.amount_cents.is_not(None),
        )
        .order_by(Contribution.paid_on, Contribution.id)
    )
    return [(row.paid_on, row.amount_cents) for row in rows]


async def to_be_called(connection: AsyncConnection, day: date, until: date) -> list[tuple[int, Paid]]:
    """Return the contributions due from the day after one until another whose amount is known, by contract."""
    rows = await connection.execute(
        select(Contribution)
        .where(
            Contribution.state == "due",
            Contribution.due_on > day,
            Contribution.due_on <= until,
            Contribution.amount_cents.is_not(None),
        )
        .order_by(Contribution.contract_id, Contribution.due_on)
    )
    return [
        (
            row.contract_id,
            Paid(row.period_start, row.period_end, row.due_on, row.amount_cents, row.mode, row.state, row.paid_on),
        )
        for row in rows
    ]


async def frequency_of(connection: AsyncConnection, contract_id: int) -> str | None:
    """Return how often a contract is paid, a key of `words.yml`; None when that is not known."""
    found: str | None = (
        await connection.execute(select(PaymentTerms.frequency).where(PaymentTerms.contract_id == contract_id))
    ).scalar_one_or_none()
    return found
