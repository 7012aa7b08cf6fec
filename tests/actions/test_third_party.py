"""Payments to professionals as a member reads them: the guide's columns, seven values, Telegram's cards."""

from datetime import date

import pytest
from sqlalchemy import insert, update

from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.talk import plain

THIRD, LIST, REFINE = "action_third_party_list", "action_reimbursements_list", "action_reimbursements_refine"
SHOW, HIDE = "action_privacy_show_care", "action_privacy_hide_care"

MEANING = (
    "Les « tiers » sont les professionnels de santé que nous payons directement, sans que vous avanciez l'argent : "
    "c'est le tiers payant."
)


@pytest.fixture
async def biomibis(store, family):
    """The guide's example, paid on 7 September."""
    payment = {
        "id": 60,
        "contract_id": family.claire,
        "beneficiary_id": family.lea,
        "paid_on": date(2026, 9, 7),
        "payee": "LABORATOIRE BIOMIBIS",
        "care": "laboratory",
        "paid_cents": 5805,
    }
    line = {
        "reimbursement_id": 60,
        "label": "Analyses",
        "care_on": date(2026, 9, 5),
        "expense_cents": 5805,
        "amo_cents": 3483,
        "amc_cents": 2322,
        "remaining_cents": 0,
        "withheld_cents": 0,
        "deferred_cents": 100,
        "withholding": "participation",
    }
    async with store.write() as connection:
        await connection.execute(update(Reimbursement).where(Reimbursement.id == 1).values(payee="PHARMACIE DU PORT"))
        await connection.execute(insert(Reimbursement), [payment])
        await connection.execute(insert(ReimbursementLine), [line])


async def test_tiers_is_explained_and_the_list_has_the_guides_columns(logs_in, family, biomibis):
    answered = await (await logs_in()).run(THIRD, "remboursements aux tiers")
    assert plain(answered.text).splitlines()[:3] == [
        MEANING,
        "Payé aux professionnels ces 3 derniers mois (du 22 août au 22 novembre 2026) :",
        "2 paiements, 65,55 € au total.",
    ]
    (table,) = answered.bodies
    assert table["columns"] == ["Date de paiement", "Professionnel de santé", "Assuré", "Remb. Mutuelle"]
    assert [plain(cell) for cell in table["rows"][1]] == ["07/09/2026", "LABORATOIRE BIOMIBIS", "Léa", "58,05 €"]
    assert answered.member_id == family.claire


async def test_a_button_opens_a_payment_with_its_seven_values_and_a_sentence(logs_in, biomibis):
    dialogue = await logs_in()
    answered = await dialogue.run(THIRD, "tiers payant")
    assert "Détail : 07/09/2026, 58,05 €" in [plain(title) for title in answered.buttons]
    answered = await dialogue.run(THIRD, "", entities=[{"entity": "request_id", "value": "#60"}])
    (table,) = answered.bodies
    assert table["columns"] == ["Prestations", "Date", "Dépenses", "S. Sociale", "Mutuelle", "Total", "R.A.C"]
    (row,) = table["rows"]
    assert [plain(cell) for cell in row] == [
        "Analyses",
        "05/09/2026",
        "58,05 €",
        "34,83 €",
        "23,22 €",
        "58,05 €",
        "0,00 €",
    ]
    assert plain(table["footer"]).splitlines() == [
        "60 % Sécu + 40 % mutuelle, il vous reste 0,00 €.",
        "La Sécurité sociale retiendra aussi 1,00 € de participation forfaitaire sur un autre remboursement.",
    ]


async def test_percentages_that_are_not_exact_are_said_to_be_about(logs_in, biomibis):
    answered = await (await logs_in()).run(THIRD, "", entities=[{"entity": "request_id", "value": "#1"}])
    assert plain(answered.bodies[0]["footer"]).startswith("Environ 67 % Sécu + 26 % mutuelle, il vous reste 2,00 €.")


async def test_the_ellipsis_and_the_end_of_the_list_stay_with_the_professionals(logs_in, biomibis):
    dialogue = await logs_in()
    await dialogue.run(THIRD, "tiers payant")
    answered = await dialogue.run(REFINE, "et en septembre ?")
    assert plain(answered.text).startswith("Payé aux professionnels du 1er septembre au 30 septembre 2026 :")
    assert "BIOMIBIS" in str(answered.bodies)
    answered = await dialogue.run(REFINE, "en 2023")
    assert answered.text.startswith("Je ne trouve aucun paiement fait directement à un professionnel du 1er janvier")


async def test_another_members_payment_is_not_opened(logs_in, family, biomibis):
    answered = await (await logs_in(family.marc_login)).run(
        THIRD, "", entities=[{"entity": "request_id", "value": "#60"}]
    )
    assert answered.text == "Je ne trouve aucun paiement qui corresponde."


async def test_telegram_hides_the_professional_and_the_act_until_the_member_agreed(logs_in, biomibis):
    dialogue = await logs_in(channel="telegram")
    tapped = [{"entity": "request_id", "value": "#60"}]
    for answered in (await dialogue.run(THIRD, "tiers payant"), await dialogue.run(THIRD, "", entities=tapped)):
        assert "58,05" in str(answered.bodies)
        assert not any(word in str(answered.bodies) for word in ("BIOMIBIS", "Analyses", "PHARMACIE"))
    assert "60 % Sécu" in plain(str(answered.bodies))
    await dialogue.run(SHOW, "affiche les soins")
    answered = await dialogue.run(THIRD, "détail de Biomibis")
    assert {"Analyses", "LABORATOIRE BIOMIBIS"} <= {f["value"] for card in answered.cards for f in card["fields"]}


async def test_a_line_that_is_not_there_is_said(logs_in, biomibis):
    dialogue = await logs_in()
    await dialogue.run(THIRD, "tiers payant")
    answered = await dialogue.run(THIRD, "ouvrez la ligne 4")
    assert answered.text == "Cette ligne n'existe pas : la liste affichée va de la ligne 1 à la ligne 2."


@pytest.mark.parametrize("action", [THIRD, REFINE])
async def test_a_rank_in_figures_opens_that_line_and_is_no_amount(logs_in, biomibis, action):
    dialogue = await logs_in()
    await dialogue.run(THIRD, "tiers payant")
    answered = await dialogue.run(action, "ouvre le 2e")
    assert "LABORATOIRE BIOMIBIS" in answered.text


async def test_what_came_out_of_ones_own_purse_is_no_matter_of_third_party_payments(logs_in, biomibis):
    dialogue = await logs_in()
    own = await dialogue.run(LIST, "combien on a payé de notre poche en 2026")
    assert "à charge" in own.text
    assert (await dialogue.run(THIRD, "combien on a payé de notre poche en 2026")).text == own.text


async def test_what_was_paid_to_a_professional_is_not_told_both_ways(logs_in, store, biomibis):
    async with store.write() as connection:
        lab = update(Reimbursement).where(Reimbursement.id.in_([2, 4]))
        await connection.execute(lab.values(care="laboratory"))
    answered = await (await logs_in()).run(THIRD, "qu'avez-vous payé au labo ?")
    assert "fois à vous" not in plain(answered.text)
    assert "aux professionnels" in plain(answered.text)


async def test_a_professional_paid_both_ways_is_told_both_ways(logs_in, store, biomibis):
    async with store.write() as connection:
        lab = update(Reimbursement).where(Reimbursement.id.in_([2, 4]))
        await connection.execute(lab.values(care="laboratory"))
    dialogue = await logs_in()
    answered = await dialogue.run(THIRD, "mon labo, vous avez payé oui ou non ?")
    assert "1 fois directement le professionnel (tiers payant), 2 fois à vous" in plain(answered.text)
    assert sorted(
        field["value"] for card in answered.cards for field in card["fields"] if field["label"] == "Versé"
    ) == [
        "directement au professionnel (tiers payant)",
        "à vous",
        "à vous",
    ]
    only = await dialogue.run(THIRD, "le labo, vous l'avez payé directement ?")
    assert "Payé aux professionnels" in only.text and "à vous" not in only.text


async def test_what_was_paid_to_the_member_only_or_to_nobody_is_told_so(logs_in, store, family):
    async with store.write() as connection:
        await connection.execute(update(Reimbursement).where(Reimbursement.id == 2).values(care="physiotherapy"))
    dialogue = await logs_in()
    own = await dialogue.run(THIRD, "mon kiné, vous avez payé oui ou non ?")
    assert own.text.startswith("Rien n'a été payé directement au professionnel") and len(own.cards) == 1
    assert own.text.startswith((await dialogue.run(THIRD, "le kiné, payé directement ?")).text.splitlines()[0])
    nothing = await dialogue.run(THIRD, "mon orthophoniste, vous avez payé oui ou non ?")
    assert nothing.text.startswith("Nous n'avons rien payé pour ce soin, ni au professionnel, ni à vous.")
