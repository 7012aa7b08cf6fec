"""What the database itself holds of a payment."""

from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from mutuelle.reimbursements.tables import Reimbursement
from tests.databases import on_both_databases

PAYMENT = {"paid_on": date(2026, 11, 18), "care": "gp", "paid_cents": 900}


async def pay(store, **values):
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement).values(**PAYMENT, **values))


@on_both_databases
@pytest.mark.parametrize(
    "wrong", [{"contract_id": 999_999}, {"beneficiary_id": 999_999}], ids=lambda one: next(iter(one))
)
async def test_a_payment_is_of_a_contract_and_for_somebody(store, family, wrong):
    with pytest.raises(IntegrityError):
        await pay(store, **{"contract_id": family.claire, "beneficiary_id": family.lea, **wrong})


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_payment_is_for_somebody_of_its_contract(store, family):
    with pytest.raises(IntegrityError):
        await pay(store, contract_id=family.marc, beneficiary_id=family.lea)
