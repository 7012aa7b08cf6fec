"""What documents need of other topics, each behind a small interface."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.tables import Beneficiary, Guarantee
from mutuelle.contract.history import received


@dataclass(frozen=True)
class PaidContribution:
    """A contribution that was received, in euros."""

    paid_on: date
    amount: Decimal


@dataclass(frozen=True)
class Removed:
    """A person who was removed from a contract; `ended_on` is the last day of the cover."""

    beneficiary_id: int
    first_name: str
    last_name: str
    birth_date: date
    ended_on: date


class ContributionsPaid(Protocol):
    """The contributions that were really received for a contract."""

    async def years(self, connection: AsyncConnection, contract_id: int) -> tuple[int, ...]:
        """Return the years of which some were received, the latest first."""
        ...

    async def of_year(self, connection: AsyncConnection, contract_id: int, year: int) -> tuple[PaidContribution, ...]:
        """Return those received for a year, the earliest first."""
        ...


class Removals(Protocol):
    """Who was removed from a contract."""

    async def of(self, connection: AsyncConnection, contract_id: int) -> tuple[Removed, ...]:
        """Return the people whose cover ended, the latest first."""
        ...


class RecordedContributions:
    """The contributions of the contract's own topic."""

    async def years(self, connection: AsyncConnection, contract_id: int) -> tuple[int, ...]:
        """Return the years of which some were received, the latest first."""
        return tuple(sorted({day.year for day, _ in await received(connection, contract_id)}, reverse=True))

    async def of_year(self, connection: AsyncConnection, contract_id: int, year: int) -> tuple[PaidContribution, ...]:
        """Return those received in a year, the earliest first."""
        paid = await received(connection, contract_id)
        return tuple(PaidContribution(day, Decimal(cents) / 100) for day, cents in paid if day.year == year)


class RecordedRemovals:
    """The people whose cover has an end."""

    async def of(self, connection: AsyncConnection, contract_id: int) -> tuple[Removed, ...]:
        """Return the people whose cover ended, the latest first."""
        rows = await connection.execute(
            select(
                Beneficiary.id,
                Beneficiary.first_name,
                Beneficiary.last_name,
                Beneficiary.birth_date,
                Beneficiary.covered_until,
            )
            .where(Beneficiary.contract_id == contract_id, Beneficiary.covered_until.is_not(None))
            .order_by(Beneficiary.covered_until.desc(), Beneficiary.id)
        )
        return tuple(Removed(row.id, row.first_name, row.last_name, row.birth_date, row.covered_until) for row in rows)


@dataclass(frozen=True)
class Sources:
    """Where documents get what other topics know."""

    contributions: ContributionsPaid = field(default_factory=RecordedContributions)
    removals: Removals = field(default_factory=RecordedRemovals)


async def guarantees_of(connection: AsyncConnection, contract_id: int) -> dict[int, list[tuple[str, date]]]:
    """Return the guarantees of each beneficiary of a contract: name, and day from which it counts."""
    rows = await connection.execute(
        select(Guarantee.beneficiary_id, Guarantee.name, Guarantee.since)
        .join(Beneficiary, Beneficiary.id == Guarantee.beneficiary_id)
        .where(Beneficiary.contract_id == contract_id)
        .order_by(Guarantee.name)
    )
    found: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for row in rows:
        found[row.beneficiary_id].append((row.name, row.since))
    return found
