"""What is sent by itself: each payment stated once, months that are over, contributions to come; frozen and sealed."""

import asyncio
import io
import re
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, func, insert, select, update

from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.contract.tables import Contribution, Member, PaymentTerms
from mutuelle.documents.drafts import Owner
from mutuelle.letters.drafting import letter_draft, letters_of
from mutuelle.letters.tables import Letter
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine


@pytest.fixture
def sent(store):
    """The letters of a contract, Claire's unless told, the latest first."""

    async def read(contract_id=1):
        async with store.read() as connection:
            return await letters_of(connection, contract_id)

    return read


@pytest.fixture
def file_of(store, settings):
    """Makes the file of a letter of Claire's."""

    async def make(letter):
        async with store.read() as connection:
            draft = await letter_draft(connection, Owner(1, 1), {"letter": letter.id}, secret=settings.secret)
        return draft.make()

    return make


def text_of(pdf):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\xa0", " ").replace("\u202f", " "))


def payment(key, paid_on, cents=1_000):
    return {
        "id": key,
        "contract_id": 1,
        "beneficiary_id": 2,
        "paid_on": paid_on,
        "payee": "PHARMACIE DU PORT",
        "care": "pharmacy",
        "paid_cents": cents,
    }


async def test_the_months_that_are_over_get_their_statement_once(due, sent, clock):
    assert await due.send() == 3
    assert [one.name for one in await sent()] == [
        "Relevé de prestations – octobre 2026",
        "Relevé de prestations – septembre 2026",
        "Relevé de prestations – août 2026",
    ]
    assert await due.send() == 0
    clock.at = clock.at.replace(month=12, day=2)
    assert await due.send() == 0  # November is over, its statement is sent on the 3rd
    clock.pass_(days=1)
    assert await due.send() == 1


async def test_two_that_send_at_once_send_each_letter_once(due, sent):
    assert sum(await asyncio.gather(due.send(), due.send())) == 3
    assert len(await sent()) == 3


async def test_what_is_recorded_late_is_stated_once_in_a_statement_that_completes_the_first(
    due, sent, store, file_of, clock
):
    await due.send()
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement).values(payment(500, date(2026, 10, 30), 4_242)))
    clock.pass_(days=1)
    assert await due.send() == 1
    first = (await sent())[0]
    said = text_of(await file_of(first))
    assert "42,42 €" in said and "complète celui de ce mois" in said and "1 paiement" in said
    assert await due.send() == 0


async def test_a_first_load_of_history_is_stated_by_no_letter(due, sent, store):
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement).values(payment(500, date(2026, 5, 3))))
    await due.send()
    assert min(one.about.start for one in await sent()) == date(2026, 8, 1)


async def test_a_statement_says_the_payments_of_its_month_to_the_cent(due, sent, file_of, store):
    await due.send()
    october = (await sent())[0]
    async with store.read() as connection:
        cents = (
            await connection.execute(
                select(func.sum(Reimbursement.paid_cents)).where(
                    Reimbursement.contract_id == 1, Reimbursement.paid_on.between(date(2026, 10, 1), date(2026, 10, 31))
                )
            )
        ).scalar_one()
    said = text_of(await file_of(october))
    assert f"Versé sur votre compte {cents / 100:.2f} €".replace(".", ",") in said
    assert "octobre 2026" in said and "Claire Vasseur" in said and "Durand" not in said


async def test_a_letter_that_was_sent_never_changes(due, sent, file_of, store):
    await due.send()
    october = (await sent())[0]
    before = await file_of(october)
    assert before == await file_of(october)
    async with store.write() as connection:
        await connection.execute(update(Member).values(first_name="Autre", last_name="Nom"))
        await connection.execute(update(Beneficiary).values(first_name="Personne"))
        await connection.execute(update(Reimbursement).values(paid_cents=1))
        await connection.execute(delete(ReimbursementLine))
    assert await file_of(october) == before


async def test_what_a_letter_states_is_sealed(due, store):
    await due.send()
    async with store.read() as connection:
        rows = (await connection.execute(select(*Letter.__table__.columns))).mappings().all()
    assert len(rows) == 3
    for row in rows:
        kept = str(dict(row)) + bytes(row["stated"]).decode("latin-1")
        assert not any(word in kept for word in ("Vasseur", "Claire", "Consultation", "Paul"))


async def test_a_contribution_that_is_due_soon_is_called_once(due, sent, store, file_of, clock):
    async with store.write() as connection:
        await connection.execute(
            insert(PaymentTerms).values(
                contract_id=1, mode="cheque", frequency="monthly", notice="monthly", debit_day=None
            )
        )
        for offset, state, cents in ((5, "due", 9_773), (20, "due", None), (90, "due", 9_773), (-5, "paid", 9_773)):
            due_on = clock.now().date() + timedelta(days=offset)
            await connection.execute(
                insert(Contribution).values(
                    contract_id=1,
                    period_start=due_on.replace(day=1),
                    period_end=due_on,
                    due_on=due_on,
                    amount_cents=cents,
                    mode="cheque",
                    state=state,
                    paid_on=None,
                )
            )
    assert await due.send() == 4
    (notice,) = [one for one in await sent() if one.kind == "contribution_notice"]
    said = text_of(await file_of(notice))
    assert "97,73 €" in said and "27 novembre 2026" in said and "Chaque montant est à régler" in said
    assert await due.send() == 0


async def test_many_payments_with_long_names_take_several_pages_and_none_is_lost(due, sent, file_of, store):
    async with store.write() as connection:
        await connection.execute(
            update(Beneficiary).values(first_name="Marie-Antoinette-Joséphine", last_name="de la Rochefoucauld" * 3)
        )
        for number in range(120):
            await connection.execute(
                insert(Reimbursement).values(
                    {
                        **payment(600 + number, date(2026, 10, 1 + number % 30), 1_000 + number),
                        "payee": f"CABINET DES KINÉSITHÉRAPEUTES ASSOCIÉS DE SAINT-GERMAIN-EN-LAYE N° {number}",
                    }
                )
            )
    await due.send()
    pdf = await file_of((await sent())[0])
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 3
    flat = text_of(pdf).replace(" ", "")
    assert all(f"{(1_000 + number) / 100:.2f}€".replace(".", ",") in flat for number in range(120))
    assert f"Page{len(pages)}sur{len(pages)}" in flat
