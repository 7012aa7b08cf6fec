from datetime import date

import pytest
from sqlalchemy import insert, text

from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.talk import log_in, rasa_id_of


@pytest.fixture
async def marc(accounts, store, transcript, family):
    conversation = await transcript.open("web", "marc")
    await log_in(accounts, store, conversation, family.marc_login)
    return await rasa_id_of(store, conversation)


@pytest.fixture
async def glasses(store, family):
    """Léa's glasses and their frame, bought in March 2024 and paid in May, in tiers payant."""
    payment = {
        "id": 50,
        "contract_id": family.claire,
        "beneficiary_id": family.lea,
        "paid_on": date(2024, 5, 14),
        "payee": "OPTIQUE MARTIN",
        "care": "optical",
        "paid_cents": 20009,
    }
    lines = [
        (date(2024, 3, 28), "Verres (classe B)", 25000, 9, 15000),
        (date(2024, 4, 2), "Monture (classe B)", 10000, 0, 5000),
    ]
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement), [payment])
        await connection.execute(
            insert(ReimbursementLine),
            [
                {
                    "reimbursement_id": 50,
                    "label": label,
                    "care_on": day,
                    "expense_cents": expense,
                    "amo_cents": amo,
                    "amc_cents": amc,
                    "remaining_cents": expense - amo - amc,
                }
                for day, label, expense, amo, amc in lines
            ],
        )
        if connection.dialect.name == "postgresql":
            for table in ("reimbursements", "reimbursement_lines"):
                last = f"(SELECT max(id) FROM {table})"
                await connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
    return 50
