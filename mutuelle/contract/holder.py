"""What procedures need to know of a member: his name, his contract, where he lives. In a caller's transaction."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.contract.tables import Address, Contract, Member
from mutuelle.errors import ContractClosed


@dataclass(frozen=True)
class Holder:
    """A member and his contract; the address is empty when none is known."""

    member_id: int
    contract_id: int
    member_number: str
    contract_number: str
    title: str
    first_name: str
    last_name: str
    gender: str
    ended_on: date | None
    street: str
    postcode: str
    city: str


async def holder_of(connection: AsyncConnection, member_id: int, today: date) -> Holder:
    """Return the member as his contract knows him, with the address of the day."""
    row = (
        await connection.execute(
            select(
                Member.number,
                Member.first_name,
                Member.last_name,
                Contract.id,
                Contract.number.label("contract_number"),
                Contract.title,
                Contract.ended_on,
                Beneficiary.gender,
            )
            .join(Contract, Contract.member_id == Member.id)
            .outerjoin(Beneficiary, (Beneficiary.contract_id == Contract.id) & (Beneficiary.relation == "policyholder"))
            .where(Member.id == member_id)
        )
    ).one()
    home = (
        await connection.execute(
            select(Address.street, Address.postcode, Address.city)
            .where(Address.member_id == member_id, Address.replaced_at.is_(None), Address.since <= today)
            .order_by(Address.since.desc(), Address.id.desc())
            .limit(1)
        )
    ).one_or_none()
    return Holder(
        member_id=member_id,
        contract_id=row.id,
        member_number=row.number,
        contract_number=row.contract_number,
        title=row.title,
        first_name=row.first_name,
        last_name=row.last_name,
        gender=row.gender or "F",
        ended_on=row.ended_on,
        street=home.street if home else "",
        postcode=home.postcode if home else "",
        city=home.city if home else "",
    )


@dataclass(frozen=True)
class PlannedHome:
    """Where a member will live from a day to come."""

    street: str
    postcode: str
    city: str
    since: date


async def planned_home(connection: AsyncConnection, member_id: int, today: date) -> PlannedHome | None:
    """Return the next address of a member who told of a move to come."""
    row = (
        await connection.execute(
            select(Address.street, Address.postcode, Address.city, Address.since)
            .where(Address.member_id == member_id, Address.replaced_at.is_(None), Address.since > today)
            .order_by(Address.since, Address.id.desc())
            .limit(1)
        )
    ).one_or_none()
    return PlannedHome(*row) if row else None


async def open_holder(connection: AsyncConnection, member_id: int, today: date) -> Holder:
    """Return the member of a contract that still runs. Raises ContractClosed."""
    holder = await holder_of(connection, member_id, today)
    if holder.ended_on is not None and holder.ended_on <= today:
        raise ContractClosed
    return holder
