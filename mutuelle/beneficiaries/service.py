"""The beneficiaries of the member's contract."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.rules import Person, Relation
from mutuelle.beneficiaries.tables import Beneficiary


async def people_of(connection: AsyncConnection, contract_id: int) -> tuple[Person, ...]:
    """Return whom the contract covers or has covered, the policyholder first, then by age."""
    rows = await connection.execute(
        select(
            Beneficiary.id,
            Beneficiary.first_name,
            Beneficiary.last_name,
            Beneficiary.birth_date,
            Beneficiary.relation,
            Beneficiary.gender,
        ).where(Beneficiary.contract_id == contract_id)
    )
    people = [
        Person(row.id, row.first_name, row.last_name, row.birth_date, Relation(row.relation), row.gender)
        for row in rows
    ]
    return tuple(sorted(people, key=lambda p: (p.relation is not Relation.POLICYHOLDER, p.birth_date, p.id)))


async def covered_people(connection: AsyncConnection, contract_id: int, today: date) -> tuple[Person, ...]:
    """Return whom the contract covers on a day, or will: who has left it is not among them."""
    gone = set(
        (
            await connection.execute(
                select(Beneficiary.id).where(Beneficiary.contract_id == contract_id, Beneficiary.covered_until < today)
            )
        ).scalars()
    )
    return tuple(person for person in await people_of(connection, contract_id) if person.id not in gone)
