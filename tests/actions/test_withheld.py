"""How far the year's participations and franchises went, as a member reads it; and what came out of his purse."""

import pytest
from sqlalchemy import update

from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.talk import plain

LIST, CONTRACT, UNCLEAR = "action_reimbursements_list", "action_contract_view", "action_smalltalk_unclear"
EXPLAIN, DEFINE, PAID = "action_reimbursements_explain", "action_glossary_define", "action_contract_contributions"


@pytest.fixture
async def kept(store, family):
    """Two euros of participation were kept of Claire's latest consultation, fifty cents of franchise before."""
    async with store.write() as connection:
        for payment, kind, cents in ((1, "participation", 200), (2, "franchise", 50)):
            line = update(ReimbursementLine).where(ReimbursementLine.reimbursement_id == payment)
            await connection.execute(line.values(withholding=kind, withheld_cents=cents))
            mine = update(Reimbursement).where(Reimbursement.id == payment)
            await connection.execute(mine.values(beneficiary_id=1))


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (CONTRACT, "où j'en suis de mes franchises et participations forfaitaires"),
        (LIST, "et mes participations forfaitaires et franchises cette année ?"),
        (EXPLAIN, "combien de franchises et de participations de 2 euros j'ai eu"),
        (DEFINE, "plafond de mes franchises et participations forfaitaires atteint ?"),
        (UNCLEAR, "les retenues de la sécu en 2026"),
    ],
)
async def test_the_counters_of_the_year_are_told_whatever_the_question_was_taken_for(logs_in, kept, action, text):
    answered = await (await logs_in()).run(action, text)
    assert (
        "• Claire : participation forfaitaire, 2,00 € sur 50,00 € au plus par an ; "
        "franchise médicale, 0,50 € sur 50,00 € au plus par an."
    ) in plain(answered.text)


async def test_the_kind_the_person_and_the_year_that_are_named_are_those_told(logs_in, kept):
    dialogue = await logs_in()
    franchises = plain((await dialogue.run(LIST, "combien de franchises pour moi cette année")).text)
    assert "franchise médicale, 0,50 €" in franchises and "participation forfaitaire," not in franchises
    child = plain((await dialogue.run(LIST, "combien de franchises pour Léa cette année")).text)
    assert "n'a rien retenu pour Léa" in child
    assert "n'a rien retenu" in (await dialogue.run(LIST, "mes franchises de 2024")).text
    assert "ne trouve pas" in (await dialogue.run(LIST, "combien de franchises pour mon mari")).text


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (DEFINE, "c'est quoi la franchise médicale"),
        (EXPLAIN, "pourquoi cette franchise cette année"),
        (DEFINE, "c'est combien la franchise par boîte"),
        (CONTRACT, "combien de jours de franchise en arrêt de travail"),
    ],
)
async def test_what_they_are_or_why_is_another_question(logs_in, kept, action, text):
    answered = await (await logs_in()).run(action, text)
    assert "a retenu sur les soins de" not in plain(answered.text)


@pytest.mark.parametrize("text", ["combien j'ai payé de ma poche en 2026", "mon reste à charge cette année"])
async def test_what_came_out_of_the_purse_is_no_question_on_contributions(logs_in, family, text):
    answered = await (await logs_in()).run(PAID, text)
    assert "à charge" in answered.text and "dépensés pour" in answered.text


async def test_who_is_not_logged_in_is_told_nothing(visits):
    assert "a retenu" not in (await (await visits()).run(LIST, "où j'en suis de mes franchises")).text
