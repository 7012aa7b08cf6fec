"""The beneficiaries of the member's contract."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.rules import Person, Relation
from mutuelle.beneficiaries.tables import Beneficiary


async def people_of(connection: AsyncConnection, contract_id: int) -> tuple[Person, ...]:
    """Return whom the contract covers, the policyholder first, then by age."""
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
