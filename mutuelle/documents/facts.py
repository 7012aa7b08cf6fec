"""What a card or a certificate says, as of a day: read from the database, ready for its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.contract.tables import Address, Contract, Member
from mutuelle.documents.payments import listed
from mutuelle.documents.recap import recap_facts
from mutuelle.documents.rules import CARD, CONTRIBUTIONS, PAYMENTS, RECAP, REMOVAL, THIRD_PARTY, valid_period
from mutuelle.documents.sources import Removed, Sources, guarantees_of
from mutuelle.errors import DocumentChanged
from mutuelle.french import euros, long_date, short_date

_HOLDER = select(
    Member.number.label("member_number"),
    Member.first_name,
    Member.last_name,
    Member.birth_date,
    Contract.number,
    Contract.title,
    Contract.effective_on,
    Contract.ended_on,
).join(Contract, Contract.member_id == Member.id)


@dataclass(frozen=True)
class Facts:
    """What a document says (JSON-ready, without its reference) and the last day on which it holds, if it has one."""

    data: dict[str, Any]
    valid_until: date | None


async def facts_of(
    connection: AsyncConnection,
    kind: str,
    contract_id: int,
    parameters: Mapping[str, Any],
    *,
    day: date,
    sources: Sources,
    amc_number: str,
) -> Facts:
    """Return what the document says as of a day. Raises DocumentChanged when it has nothing to say any more.

    `parameters`: `people`, the ids of whom it is about; `year` for contributions and a recap; for payments what
    `listed` needs.
    """
    holder, data = await _letterhead(connection, contract_id, day)
    member = data["member"]
    if kind == CONTRIBUTIONS:
        data |= await _contributions(connection, contract_id, int(parameters["year"]), sources)
        return Facts(_dated(data, day), None)
    if kind == PAYMENTS:
        data |= (await listed(connection, contract_id, parameters)).facts
        return Facts(_dated(data, day), None)
    if kind == RECAP:
        data |= await recap_facts(connection, contract_id, parameters, day=day)
        return Facts(_dated(data, day), None)
    if kind == REMOVAL:
        data["people"] = [
            _removed(one)
            for one in await removed_from(connection, contract_id, sources, day=day)
            if one.beneficiary_id in parameters["people"]
        ]
        _check(len(data["people"]) == len(parameters["people"]))
        return Facts(_dated(data, day), None)
    start, end = valid_period(effective_on=holder.effective_on, ended_on=holder.ended_on, today=day)
    _check(start <= day <= end)
    data |= {"valid_from": long_date(start), "valid_until": long_date(end)}
    data["people"] = await _covered(connection, contract_id, parameters["people"])
    if kind in {CARD, THIRD_PARTY}:
        data["amc_number"] = amc_number
    if kind == CARD:
        data["member"] = {"name": member["name"], "number": member["number"]}
    return Facts(data if kind == CARD else _dated(data, day), end)


async def letterhead_of(connection: AsyncConnection, contract_id: int, day: date) -> dict[str, Any]:
    """Return whom a letter of a day is to, and about which contract: `member` and `contract`, for its template."""
    return (await _letterhead(connection, contract_id, day))[1]


async def removed_from(
    connection: AsyncConnection, contract_id: int, sources: Sources, *, day: date
) -> tuple[Removed, ...]:
    """Return who is not covered any more on a day: those who were removed; everybody, once the contract has ended."""
    removed = tuple(one for one in await sources.removals.of(connection, contract_id) if one.ended_on < day)
    ended_on = (await connection.execute(select(Contract.ended_on).where(Contract.id == contract_id))).scalar_one()
    if ended_on is None or ended_on >= day:
        return removed
    known = {one.beneficiary_id for one in removed}
    return removed + tuple(
        Removed(one.id, one.first_name, one.last_name, one.birth_date, ended_on)
        for one in await people_of(connection, contract_id)
        if one.id not in known
    )


async def _letterhead(connection: AsyncConnection, contract_id: int, day: date) -> tuple[Any, dict[str, Any]]:
    holder = (await connection.execute(_HOLDER.where(Contract.id == contract_id))).one()
    contract = {
        "number": holder.number,
        "title": holder.title,
        "effective_on": long_date(holder.effective_on),
        "ended_on": long_date(holder.ended_on) if holder.ended_on and holder.ended_on < day else "",
    }
    return holder, {"member": await _member(connection, contract_id, holder, day), "contract": contract}


async def _member(connection: AsyncConnection, contract_id: int, holder: Any, day: date) -> dict[str, Any]:
    home = (
        await connection.execute(
            select(Address.street, Address.postcode, Address.city)
            .join(Contract, Contract.member_id == Address.member_id)
            .where(Contract.id == contract_id, Address.replaced_at.is_(None), Address.since <= day)
            .order_by(Address.since.desc(), Address.id.desc())
            .limit(1)
        )
    ).one_or_none()
    return {
        "name": f"{holder.first_name} {holder.last_name}",
        "number": holder.member_number,
        "address": [home.street, f"{home.postcode} {home.city}"] if home else [],
    }


async def _covered(connection: AsyncConnection, contract_id: int, ids: list[int]) -> list[dict[str, Any]]:
    people = [one for one in await people_of(connection, contract_id) if one.id in ids]
    _check(len(people) == len(ids) > 0)
    guarantees = await guarantees_of(connection, contract_id)
    effective_on = (
        await connection.execute(select(Contract.effective_on).where(Contract.id == contract_id))
    ).scalar_one()
    return [_person(one, guarantees.get(one.id, []), effective_on) for one in people]


def _person(person: Person, guarantees: list[tuple[str, date]], effective_on: date) -> dict[str, Any]:
    since = min((day for _, day in guarantees), default=effective_on)
    return {
        "name": f"{person.first_name} {person.last_name}",
        "birth_date": short_date(person.birth_date),
        "since": long_date(since),
        "guarantees": [name for name, _ in guarantees],
    }


def _removed(one: Removed) -> dict[str, Any]:
    return {
        "name": f"{one.first_name} {one.last_name}",
        "birth_date": short_date(one.birth_date),
        "ended_on": long_date(one.ended_on),
    }


async def _contributions(connection: AsyncConnection, contract_id: int, year: int, sources: Sources) -> dict[str, Any]:
    paid = await sources.contributions.of_year(connection, contract_id, year)
    _check(bool(paid))
    return {
        "year": year,
        "payments": [{"paid_on": long_date(one.paid_on), "amount": euros(one.amount)} for one in paid],
        "total": euros(sum((one.amount for one in paid), Decimal(0))),
    }


def _dated(data: dict[str, Any], day: date) -> dict[str, Any]:
    return {**data, "issued_on": long_date(day)}


def _check(holds: bool) -> None:  # noqa: FBT001
    if not holds:
        raise DocumentChanged
