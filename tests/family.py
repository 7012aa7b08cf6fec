"""Two households with a few reimbursements each, small enough to reason about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from argon2 import PasswordHasher
from sqlalchemy import insert, text

from mutuelle.account.tables import Account
from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.contract.tables import Address, Contract, Member
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from mutuelle.store import Store

PASSWORD = "Correct-Horse-1"
_HASH = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)


@dataclass(frozen=True)
class Family:
    """Ids of the rows: Claire has a son Paul and a daughter Léa; Marc, of another contract, has two daughters."""

    claire: int = 1
    marc: int = 2
    claire_self: int = 1
    paul: int = 2
    lea: int = 3
    marc_self: int = 4
    ana: int = 5
    mia: int = 6
    claire_login: str = "claire@exemple.fr"
    marc_login: str = "marc@exemple.fr"
    inactive_login: str = "jeanne@exemple.fr"
    password: str = PASSWORD


async def settle(store: Store) -> Family:
    """Write the households and return their ids."""
    family = Family()
    async with store.write() as connection:
        await connection.execute(
            insert(Member),
            [
                _member(1, "M1000001", "Claire", "Vasseur"),
                _member(2, "M1000002", "Marc", "Durand"),
                _member(3, "M1000003", "Jeanne", "Petit"),
            ],
        )
        await connection.execute(insert(Contract), [_contract(1, 1), _contract(2, 2), _contract(3, 3)])
        await connection.execute(
            insert(Beneficiary),
            [
                _person(1, 1, "Claire", "policyholder", "F", 1981),
                _person(2, 1, "Paul", "child", "M", 2012),
                _person(3, 1, "Léa", "child", "F", 2015),
                _person(4, 2, "Marc", "policyholder", "M", 1975),
                _person(5, 2, "Ana", "child", "F", 2010),
                _person(6, 2, "Mia", "child", "F", 2013),
            ],
        )
        await connection.execute(
            insert(Account),
            [
                _account(1, family.claire_login),
                _account(2, family.marc_login),
                {**_account(3, family.inactive_login), "activated_at": None},
            ],
        )
        # Claire: 12 in the last months, one a week back from 16/11/2026; Paul has every third, Léa one of dental care.
        rows = [
            _payment(n, 1, (1, 2, 1)[n % 3], date.fromordinal(date(2026, 11, 16).toordinal() - 7 * n), 750 + n)
            for n in range(12)
        ]
        rows.append(_payment(12, 1, 3, date(2025, 3, 10), 4800, care="dental"))
        rows.append(_payment(13, 2, 5, date(2019, 10, 14), 999))  # all that Marc ever got
        await connection.execute(insert(Reimbursement), rows)
        await connection.execute(
            insert(ReimbursementLine),
            [
                {
                    "reimbursement_id": row["id"],
                    "label": "Consultation",
                    "care_on": row["paid_on"],
                    "expense_cents": row["paid_cents"] + 2100,
                    "amo_cents": 1900,
                    "amc_cents": row["paid_cents"],
                    "remaining_cents": 200,
                }
                for row in rows
            ],
        )
        if connection.dialect.name == "postgresql":  # the rows that tests add come after these
            last = "(SELECT max(id) FROM beneficiaries)"
            await connection.execute(text(f"SELECT setval(pg_get_serial_sequence('beneficiaries', 'id'), {last})"))
    return family


async def give_home(
    store: Store,
    member_id: int,
    street: str = "3 bis impasse des Mimosas",
    postcode: str = "13004",
    city: str = "Marseille",
) -> None:
    """Put a member's address on file, where he has lived since 2020."""
    address = {"street": street, "postcode": postcode, "city": city, "since": date(2020, 1, 1)}
    recorded = datetime(2020, 1, 1, tzinfo=UTC)
    async with store.write() as connection:
        await connection.execute(insert(Address).values(member_id=member_id, recorded_at=recorded, **address))


def _member(key: int, number: str, first: str, last: str) -> dict[str, object]:
    return {"id": key, "number": number, "first_name": first, "last_name": last, "birth_date": date(1981, 5, 4)}


def _contract(key: int, member: int) -> dict[str, object]:
    return {
        "id": key,
        "member_id": member,
        "number": f"C{key:06}",
        "title": "Santé",
        "state": "OUVERT",
        "effective_on": date(2019, 7, 1),
    }


def _person(key: int, contract: int, first: str, relation: str, gender: str, year: int) -> dict[str, object]:
    return {
        "id": key,
        "contract_id": contract,
        "first_name": first,
        "last_name": "Vasseur" if contract == 1 else "Durand",
        "birth_date": date(year, 1, 2),
        "relation": relation,
        "gender": gender,
    }


def _account(member: int, identifier: str) -> dict[str, object]:
    made = datetime(2020, 1, 1, tzinfo=UTC)
    return {
        "id": member,
        "member_id": member,
        "identifier": identifier,
        "password_hash": _HASH,
        "created_at": made,
        "activated_at": made,
    }


def _payment(key: int, contract: int, person: int, paid_on: date, cents: int, *, care: str = "gp") -> dict[str, object]:
    return {
        "id": key + 1,
        "contract_id": contract,
        "beneficiary_id": person,
        "paid_on": paid_on,
        "payee": "",
        "care": care,
        "paid_cents": cents,
    }
