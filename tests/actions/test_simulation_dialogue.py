"""A simulation in words: what is asked, the table, what is said to be unknown; nothing of it in a slot."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select

from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.consistency.assistant import contents

BEGIN, ASK = "action_simulation_begin", "action_ask_simulation_care_form_simulation_step"
FORM, SLOT = "simulation_care_form", "simulation_step"


async def answer(dialogue, text, **understood):
    """Hand a message to the running form, and return what it says next."""
    heard = await dialogue.run(f"validate_{FORM}", text, slots={"requested_slot": SLOT}, loop=FORM, **understood)
    return heard, await dialogue.run(ASK, text)


async def show(dialogue, text):
    await dialogue.run(BEGIN, text)
    return await dialogue.run(ASK, text)


def rows(answered):
    return {row[0]: row[-1].replace("\xa0", " ") for body in answered.bodies for row in body.get("rows", ())}


async def test_a_members_estimate_is_a_table_of_who_pays_what(logs_in, guaranteed, family):
    dialogue = await logs_in()
    answered = await show(dialogue, "une séance d'ostéo à 60 €")
    assert "Il vous resterait 35,00 €" in answered.text.replace("\xa0", " ")
    assert rows(answered)["Reste à votre charge"] == "35,00 €"
    assert "estimation" in answered.bodies[0]["footer"]
    assert answered.member_id == family.claire


@pytest.mark.parametrize(
    ("withheld", "told"),
    [(1200, "dont 12,00 € déjà comptés cette année"), (5000, "le plafond de 50,00 € est atteint cette année")],
)
async def test_what_was_kept_back_this_year_is_said_to_count(logs_in, guaranteed, store, family, withheld, told):
    async with store.write() as connection:
        latest = (
            await connection.execute(
                select(func.max(Reimbursement.id)).where(
                    Reimbursement.beneficiary_id == family.claire_self, Reimbursement.paid_on >= date(2026, 1, 1)
                )
            )
        ).scalar_one()
        await connection.execute(
            insert(ReimbursementLine).values(
                reimbursement_id=latest,
                label="Consultations",
                care_on=date(2026, 3, 2),
                withholding="participation",
                withheld_cents=withheld,
                expense_cents=5000,
                amo_cents=0,
                amc_cents=0,
                remaining_cents=5000,
            )
        )
    answered = await show(await logs_in(), "généraliste à 30 €")
    assert told in answered.bodies[0]["footer"].replace("\xa0", " ")


async def test_what_is_missing_is_asked_with_the_usual_answers(logs_in, guaranteed):
    dialogue = await logs_in()
    asked = await show(dialogue, "une couronne à 600 €")
    assert {"Métal", "Zircone", "Je ne sais pas", "Annuler"} <= set(asked.buttons)
    _, asked = await answer(dialogue, "céramique")
    assert "dent" in asked.text
    heard, shown = await answer(dialogue, "molaire")
    assert rows(shown)["Reste à votre charge"] == "360,00 €"
    assert heard.slots[SLOT] is None


async def test_an_estimate_is_corrected_and_then_left_in_silence(logs_in, guaranteed):
    dialogue = await logs_in()
    await show(dialogue, "ostéo 60 €")
    _, shown = await answer(dialogue, "non 50 €")
    assert rows(shown)["Reste à votre charge"] == "25,00 €"
    heard, silent = await answer(dialogue, "merci")
    assert SLOT not in heard.slots
    assert silent.bodies == []
    assert silent.slots == {"requested_slot": None}


async def test_a_contract_without_levels_is_told_so(logs_in):
    answered = await show(await logs_in(), "ostéo 60 €")
    assert "inconnue" in str(answered.bodies[0]["rows"])
    assert "Je n'ai pas le détail des garanties de votre contrat" in answered.bodies[0]["footer"]


async def test_a_visitor_sees_the_general_rules_and_is_offered_to_log_in(visits, guaranteed):
    answered = await show(await visits(), "généraliste à 30 €")
    assert rows(answered)["Part de la mutuelle"] == "selon votre contrat"
    assert rows(answered)["Reste à votre charge"] == "11,00 € avant la mutuelle"
    assert "Calculer avec mes garanties" in answered.buttons
    assert answered.member_id is None


async def test_the_offer_leads_a_visitor_to_the_login_page(visits):
    dialogue = await visits()
    shown = await show(dialogue, "ostéo 60 €")
    asked = await dialogue.tap(BEGIN, shown.buttons["Calculer avec mes garanties"])
    assert "/connexion/" in asked.bodies[-1]["url"]


async def test_what_has_no_rule_gets_no_figure_but_a_person(logs_in, guaranteed):
    answered = await show(await logs_in(), "un implant à 1200 €")
    assert "je préfère ne pas donner de chiffre" in answered.text
    assert "Parler à un conseiller" in answered.buttons
    assert "rows" not in answered.bodies[0]


async def test_a_simulation_inside_of_a_procedure_offers_to_go_back_to_it(logs_in, guaranteed):
    dialogue = await logs_in()
    await dialogue.run(BEGIN, "ostéo 60 €", loop="requests_procedure_form")
    assert (await dialogue.run(ASK)).buttons["Reprendre ma démarche"] == "/resume_procedure"


async def test_an_answer_that_says_nothing_is_said_to_and_asked_again(logs_in, guaranteed):
    dialogue = await logs_in()
    await show(dialogue, "une couronne")
    _, asked = await answer(dialogue, "euh voilà")
    assert "Je n'ai pas compris" in asked.text
    heard, silent = await answer(dialogue, "annuler")
    assert "j'arrête la simulation" in heard.text
    assert silent.bodies == []


async def test_a_crown_of_an_unknown_ceiling_shows_no_part_of_the_mutuelle(logs_in, guaranteed):
    dialogue = await logs_in()
    shown = await show(dialogue, "couronne 800 € 100 % santé")
    full = next(row for row in shown.bodies[0]["rows"] if "Si c'est" in row[0])
    assert full[2] == "tout le reste"
    assert "prix plafond que je ne peux pas confirmer" in shown.bodies[0]["footer"]
    assert "728" not in str(shown.bodies)


async def test_a_stay_that_is_not_known_is_told_by_the_day(logs_in, guaranteed):
    dialogue = await logs_in()
    await show(dialogue, "hospitalisation")
    await answer(dialogue, "je sais pas")
    _, shown = await answer(dialogue, "je sais pas")
    (body,) = shown.bodies
    assert "Il vous resterait" not in body["text"]
    assert "23,00 € par jour" in body["footer"].replace("\xa0", " ")


async def test_a_price_that_no_such_care_has_is_asked_about(logs_in, guaranteed):
    dialogue = await logs_in()
    await show(dialogue, "une couronne")
    _, asked = await answer(dialogue, "non 3")
    assert "3,00 € pour une couronne dentaire, cela me paraît peu probable" in asked.text.replace("\xa0", " ")


async def test_not_to_know_the_care_offers_the_usual_ones_and_then_a_person(logs_in, guaranteed):
    dialogue = await logs_in()
    await show(dialogue, "simulation")
    _, asked = await answer(dialogue, "je sais pas")
    assert "Je n'ai pas reconnu le soin" in asked.text
    assert "Des lunettes" in asked.buttons
    heard, silent = await answer(dialogue, "je sais pas")
    assert {"Parler à un conseiller", "Une couronne"} <= set(heard.buttons)
    assert heard.slots[SLOT] == "over"
    assert silent.bodies == []


@pytest.mark.parametrize(
    ("care", "told"), [("couronne 600 €", "100 % Santé"), ("dermato 70 €", "secteur 1"), ("ostéo 60 €", "Kalixia")]
)
async def test_an_estimate_that_is_found_expensive_leads_to_what_costs_less(logs_in, guaranteed, care, told):
    dialogue = await logs_in()
    shown = await show(dialogue, care)
    while "rows" not in shown.bodies[0]:
        _, shown = await answer(dialogue, "je ne sais pas")
    heard, silent = await answer(dialogue, "c'est trop cher", intent="cancel_contract", confidence=0.97)
    assert told in heard.text
    assert heard.slots[SLOT] is None
    assert silent.bodies == []


async def test_the_second_other_question_in_a_row_ends_it_with_a_sentence(logs_in, guaranteed):
    dialogue = await logs_in()
    await dialogue.run(BEGIN, "une couronne", loop="requests_procedure_form")
    other = {"intent": "list_beneficiaries", "confidence": 0.95}
    heard, asked = await answer(dialogue, "qui est couvert ?", **other)
    assert SLOT not in heard.slots  # its rule answers it
    assert "prix de la couronne" in asked.text
    heard, ended = await answer(dialogue, "et mes bénéficiaires ?", **other)
    assert SLOT not in heard.slots
    assert "laisse la simulation de côté" in ended.text
    assert {"Autre simulation", "Reprendre ma démarche"} <= set(ended.buttons)
    assert ended.slots == {"requested_slot": None}
    assert (await dialogue.run(ASK)).bodies == []


@pytest.mark.parametrize("said", ["ostéo 60 €", "des lunettes à 300 €", "3 jours d'hôpital", "kiné 20 €", "bridge 900"])
async def test_every_estimate_reads_as_french(logs_in, guaranteed, said):
    dialogue = await logs_in()
    answered = await show(dialogue, said)
    for _ in range(4):
        if "rows" in answered.bodies[0]:
            break
        _, answered = await answer(dialogue, "je ne sais pas")
    (body,) = answered.bodies
    said = "\n".join([body["text"], body["footer"], *(cell for row in body["rows"] for cell in row)])
    assert "Reste" in str(body)
    assert not any(wrong in said for wrong in ("{", "None", "utter_", "  "))


async def test_what_the_guarantees_pay_is_a_table(logs_in, guaranteed):
    dialogue = await logs_in()
    offered = (await show(dialogue, "ostéo 60 €")).buttons["Ce que paient mes garanties"]
    answered = await dialogue.tap("action_contract_view", offered)
    assert rows(answered) == {
        "Prothèses dentaires (hors 100 % Santé)": "200 % de la base, Sécurité sociale comprise",
        "Ostéopathie": "25,00 € par séance, 5 par an",
    }


async def test_without_levels_it_is_said_that_they_are_not_known(logs_in):
    dialogue = await logs_in()
    offered = (await show(dialogue, "ostéo 60 €")).buttons["Ce que paient mes garanties"]
    answered = await dialogue.tap("action_contract_view", offered)
    assert "je préfère ne rien inventer" in answered.text
    assert "Parler à un conseiller" in answered.buttons


def test_nothing_is_kept_in_the_forms_slot():
    slot = contents("slots")[SLOT]
    assert slot["mappings"] == [{"type": "custom"}]


async def test_a_message_is_heard_once_though_the_form_is_validated_again_after_its_answer(logs_in, guaranteed):
    dialogue = await logs_in()
    await dialogue.run(BEGIN, "une couronne")
    other = {"intent": "list_beneficiaries", "confidence": 0.95}
    await answer(dialogue, "qui est couvert ?", **other)
    state = {"slots": {"requested_slot": SLOT}, "loop": "simulation_care_form", "interrupted": True}
    assert (await dialogue.run("validate_simulation_care_form", "qui est couvert ?", **state, **other)).events == []
    assert "prix de la couronne" in (await dialogue.run(ASK)).text


async def test_how_many_sessions_are_paid_is_answered_without_a_price(logs_in, guaranteed):
    answered = await show(await logs_in(), "j'ai droit à combien de séances d'ostéo ?")
    assert any("Votre garantie paie 5 séances par an" in str(body) for body in answered.bodies)


@pytest.mark.parametrize(
    "said", ["mes lunettes, j'y ai droit quand de nouveau", "un appareil auditif tous les combien"]
)
async def test_how_soon_again_is_a_rule_and_no_estimate(logs_in, said):
    answered = await (await logs_in()).run(BEGIN, said)
    assert answered.text.startswith("Délai de renouvellement")
    assert not any(event.get("event") == "followup" for event in answered.events)


@pytest.mark.parametrize("action", ["action_reimbursements_refine", "action_reimbursements_track"])
async def test_how_soon_again_is_a_rule_whatever_it_is_taken_for(logs_in, action):
    answered = await (await logs_in()).run(action, "et mes lunettes c tous les combien")
    assert answered.text.startswith("Délai de renouvellement")
