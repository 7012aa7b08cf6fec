"""What was asked for people of a contract and is not done yet; what staff's « done » does to the contract."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.tables import Beneficiary, Guarantee
from mutuelle.contract.tables import Contract
from mutuelle.requests.moving import Closed
from mutuelle.requests.opening import contents_of_open

REMOVAL, ENROLMENT = "beneficiaries_removal", "beneficiaries_enrolment"


async def removals_asked(connection: AsyncConnection, member_id: int, *, secret: str) -> dict[int, str]:
    """Return the number of the open request of each person whose removal was asked for."""
    found: dict[int, str] = {}
    for number, content in await contents_of_open(connection, member_id, REMOVAL, secret=secret):
        found |= dict.fromkeys(content["people"], number)
    return found


async def enrolments_asked(
    connection: AsyncConnection, member_id: int, *, secret: str
) -> Sequence[tuple[str, str, str]]:
    """Return number, first name and birth date (ISO) of each person whose enrolment was asked for."""
    return [
        (number, content["first_name"], content["birth_date"])
        for number, content in await contents_of_open(connection, member_id, ENROLMENT, secret=secret)
    ]


async def end_cover(connection: AsyncConnection, closed: Closed) -> None:
    """End the cover of the people of a removal that staff has done."""
    content, contract_id = closed.content, await _contract_of(connection, closed.member_id)
    await connection.execute(
        update(Beneficiary)
        .where(Beneficiary.contract_id == contract_id, Beneficiary.id.in_(content["people"]))
        .values(covered_until=date.fromisoformat(content["since"]))
    )


async def begin_cover(connection: AsyncConnection, closed: Closed) -> None:
    """Cover the person of an enrolment that staff has done, with the guarantees that the rest of the family has."""
    content, contract_id = closed.content, await _contract_of(connection, closed.member_id)
    since = date.fromisoformat(content["since"])
    others = (
        await connection.execute(
            select(Guarantee.name)
            .join(Beneficiary, Beneficiary.id == Guarantee.beneficiary_id)
            .where(Beneficiary.contract_id == contract_id, Beneficiary.relation != "policyholder")
            .distinct()
        )
    ).scalars()
    names = list(others)
    beneficiary_id = (
        await connection.execute(
            insert(Beneficiary)
            .values(
                contract_id=contract_id,
                first_name=content["first_name"],
                last_name=content["last_name"],
                birth_date=date.fromisoformat(content["birth_date"]),
                relation=content["relation"],
                gender=content["gender"],
                covered_from=since,
            )
            .returning(Beneficiary.id)
        )
    ).scalar_one()
    if names:
        rows = [{"beneficiary_id": beneficiary_id, "name": name, "since": since} for name in names]
        await connection.execute(insert(Guarantee), rows)


async def _contract_of(connection: AsyncConnection, member_id: int) -> int:
    found: int = (await connection.execute(select(Contract.id).where(Contract.member_id == member_id))).scalar_one()
    return found
