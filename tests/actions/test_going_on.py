"""Short messages after an answer go on with it, whatever the engine takes them for by themselves."""

import pytest
from sqlalchemy import insert, update

from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.actions.consultation import CONSULTATION
from tests.talk import plain

LIST, REFINE, UNCLEAR = "action_reimbursements_list", "action_reimbursements_refine", "action_smalltalk_unclear"
EXPLAIN, DEFINE, PAID = "action_reimbursements_explain", "action_glossary_define", "action_contract_contributions"
FIND, CHAT, EASY = "action_practitioners_find", "action_smalltalk_chitchat", "action_smalltalk_easy_to_read"
DENY = "action_smalltalk_deny"
BANK, DEBIT = "action_bank_change_reimbursements", "action_bank_change_debit"


@pytest.fixture
async def kept(store, family):
    """Two euros of participation were kept of Claire's latest consultation and one in 2025, 50 cents of franchise."""
    async with store.write() as connection:
        for payment, kind, cents in ((1, "participation", 200), (2, "franchise", 50), (13, "participation", 100)):
            line = update(ReimbursementLine).where(ReimbursementLine.reimbursement_id == payment)
            await connection.execute(line.values(withholding=kind, withheld_cents=cents))
        mine = update(Reimbursement).where(Reimbursement.id.in_([1, 2]))
        await connection.execute(mine.values(beneficiary_id=family.claire_self))


@pytest.fixture
async def told(store, family):
    """How Claire's latest consultation came about; and what she and Paul paid at two specialists."""
    visits = [(70, family.paul, "Consultation dermatologue"), (71, family.claire_self, "Consultation gynécologue")]
    async with store.write() as connection:
        latest = update(ReimbursementLine).where(ReimbursementLine.reimbursement_id == 1)
        await connection.execute(latest.values(label="Consultation médecin généraliste", **CONSULTATION))
        latest_paid_on = (await connection.execute(Reimbursement.__table__.select().where(Reimbursement.id == 1))).one()
        for key, person, label in visits:
            payment = {"id": key, "contract_id": family.claire, "beneficiary_id": person, "care": "specialist"}
            paid = {"paid_on": latest_paid_on.paid_on.replace(month=6), "payee": "", "paid_cents": 900}
            await connection.execute(insert(Reimbursement).values(**payment, **paid))
            line = {"reimbursement_id": key, "label": label, "care_on": paid["paid_on"], **CONSULTATION}
            await connection.execute(insert(ReimbursementLine).values(**line))


@pytest.mark.parametrize(
    ("taken_for", "said"),
    [
        (LIST, "et on m'en a pris combien cette année ?"),
        (PAID, "et j'en ai payé combien"),
        (UNCLEAR, "et moi jen ai eu pour cb cette anee"),
    ],
)
async def test_what_was_kept_is_asked_of_what_was_just_defined(logs_in, kept, taken_for, said):
    dialogue = await logs_in()
    await dialogue.run(DEFINE, "c'est quoi la participation forfaitaire ?")
    answered = plain((await dialogue.run(taken_for, said)).text)
    assert "• Claire : participation forfaitaire, 2,00 € sur 50,00 €" in answered, answered
    assert "franchise" not in answered


async def test_how_much_it_is_remains_a_question_on_the_word(logs_in, kept):
    dialogue = await logs_in()
    await dialogue.run(DEFINE, "c'est quoi la participation forfaitaire ?")
    assert "a retenu sur" not in (await dialogue.run(DEFINE, "et c'est combien pour une consultation ?")).text


async def test_a_definition_without_counters_is_gone_on_with_by_none(logs_in, kept):
    dialogue = await logs_in()
    await dialogue.run(DEFINE, "c'est quoi le ticket modérateur ?")
    assert "a retenu" not in (await dialogue.run(LIST, "et on m'en a pris combien cette année ?")).text


async def test_the_same_counters_are_told_of_another_year_and_person(logs_in, kept):
    dialogue = await logs_in()
    await dialogue.run(LIST, "où j'en suis de mes participations forfaitaires")
    before = plain((await dialogue.run(PAID, "et en 2025 ?")).text)
    assert "les soins de 2025" in before and "• Léa : participation forfaitaire, 1,00 €" in before
    assert "n'a rien retenu pour Paul" in (await dialogue.run(REFINE, "et pour Paul ?")).text
    franchises = plain((await dialogue.run(DEFINE, "et les franchises, en 2026, pour moi ?")).text)
    assert "• Claire : franchise médicale, 0,50 €" in franchises
    assert "a retenu" not in (await dialogue.run(PAID, "et mes cotisations en 2025 ?")).text


async def test_what_a_visitor_asks_of_a_definition_goes_on_after_the_login(visits, kept, services):
    dialogue = await visits()
    await dialogue.run(DEFINE, "c'est quoi la franchise médicale ?")
    asked = await dialogue.run(PAID, "et j'en ai payé combien cette année ?")
    assert asked.bodies[0]["type"] == "link"
    told = await services.telling.last(dialogue.rasa_id)
    assert told is not None and told.what == "defined", "what is said again after the login is about the definition"


async def test_counters_of_one_member_are_gone_on_with_by_nobody_else(logs_in, kept, family):
    claire = await logs_in()
    await claire.run(LIST, "mes franchises cette année")
    marc = await logs_in(family.marc_login)
    assert "retenu" not in (await marc.run(REFINE, "et en 2025 ?")).text


@pytest.mark.parametrize(
    ("taken_for", "said"),
    [(EXPLAIN, "explique autrement"), (CHAT, "j'ai rien compris"), (UNCLEAR, "plus simple"), (DEFINE, "en clair ?")],
)
async def test_an_explanation_that_was_not_understood_is_said_in_easy_words(logs_in, told, taken_for, said):
    dialogue = await logs_in()
    await dialogue.run(EXPLAIN, "explique mon dernier remboursement")
    again = plain((await dialogue.run(taken_for, said)).text)
    assert "• Le prix : 30,00 €." in again and "• La Sécurité sociale paie 19,00 €." in again
    assert "• La mutuelle paie 9,00 €." in again and "• Vous payez 2,00 €." in again
    assert "Pourquoi 2,00 € pour vous ?" in again and "ticket modérateur" not in again
    person = await dialogue.run(taken_for, said)
    assert "plus simplement" in person.text and "Parler à un conseiller" in person.buttons


async def test_asking_for_easy_words_in_general_turns_them_on_and_says_the_explanation_in_them(logs_in, told):
    dialogue = await logs_in()
    await dialogue.run(EXPLAIN, "explique mon dernier remboursement")
    answered = await dialogue.run(EASY, "parlez plus simplement", intent="easy_to_read")
    assert "mots simples" in answered.text and "Vous payez" in answered.text


async def test_another_request_after_an_explanation_is_no_wish_for_easy_words(logs_in, told):
    dialogue = await logs_in()
    await dialogue.run(EXPLAIN, "explique mon dernier remboursement")
    card = await dialogue.run("action_card_reissue", "j'ai perdu ma carte", intent="reissue_card", confidence=0.95)
    assert "Vous payez" not in card.text


async def test_where_care_is_hidden_easy_words_name_no_act(logs_in, told, store, family):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run("action_privacy_hide_care")
    await dialogue.run(EXPLAIN, "explique mon dernier remboursement")
    again = plain((await dialogue.run(CHAT, "j'ai rien compris")).text)
    assert "Consultation" not in again and "• Vous payez 2,00 €." in again


async def test_the_same_is_explained_for_another_person_and_specialist(logs_in, told):
    dialogue = await logs_in()
    await dialogue.run(EXPLAIN, "explique mon dernier remboursement")
    other = (await dialogue.run(FIND, "et moi, le gynéco")).text
    assert "Consultation gynécologue" in other
    assert "Consultation dermatologue" in (await dialogue.run(FIND, "et le dermato de Paul ?")).text
    nobody = await dialogue.run(REFINE, "et pour Léa ?")
    assert "ne trouve pas ce remboursement" in nobody.text


async def test_a_search_for_a_professional_after_an_explanation_stays_one(logs_in, told):
    dialogue = await logs_in()
    await dialogue.run(EXPLAIN, "explique mon dernier remboursement")
    assert "Consultation" not in (await dialogue.run(FIND, "trouvez-moi un gynéco à Quimper")).text


async def test_it_was_another_payment_asks_which(logs_in, told):
    dialogue = await logs_in()
    await dialogue.run(EXPLAIN, "explique mon dernier remboursement")
    asked = await dialogue.run(DENY, "non pas celui-là")
    assert "que j'explique" in asked.text and len(asked.buttons) > 1


@pytest.mark.parametrize(
    ("taken_for", "said", "begun"),
    [
        (LIST, "celui des remboursements", "vers"),
        ("action_reimbursements_previous", "le premier", "vers"),
        (PAID, "celui des cotisations", "prélev"),
        (REFINE, "le 2e", "prélev"),
    ],
)
async def test_which_account_is_changed_may_be_answered_in_words(logs_in, taken_for, said, begun):
    dialogue = await logs_in()
    await dialogue.run(BANK, "je change de banque")
    answered = await dialogue.run(taken_for, said)
    assert answered.events[-1] == {"event": "followup", "timestamp": None, "name": "requests_procedure_form"}
    assert begun in answered.text


async def test_a_message_is_taken_once(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_bank_view", "mes comptes")
    said = "changez-le pour Paul seulement"
    await dialogue.run(REFINE, said)
    asks = "action_ask_requests_procedure_form_requests_step"
    asked = await dialogue.run(asks, said, loop="requests_procedure_form", before=REFINE)
    assert "je reprends" not in asked.text


async def test_both_accounts_are_changed_one_after_the_other(logs_in):
    dialogue = await logs_in()
    await dialogue.run(BANK, "je change de banque")
    answered = await dialogue.run(UNCLEAR, "les deux")
    assert answered.text.startswith("D'abord le compte de vos remboursements")
    asked = await dialogue.run("action_ask_requests_procedure_form_requests_step", loop="requests_procedure_form")
    assert asked.bodies
    left = await dialogue.run(
        "validate_requests_procedure_form",
        "annuler",
        loop="requests_procedure_form",
        slots={"requested_slot": "requests_step"},
    )
    assert "prélevé" in left.text, "the other one is asked for then"


async def test_payments_asked_for_right_then_are_no_account(logs_in):
    dialogue = await logs_in()
    await dialogue.run(BANK, "je change de banque")
    assert (await dialogue.run(LIST, "montre-moi mes derniers remboursements")).cards


async def test_the_payment_before_is_meant_when_this_one_was_not(logs_in, told):
    dialogue = await logs_in()
    first = (await dialogue.run(EXPLAIN, "explique mon dernier remboursement")).text
    before = (await dialogue.run(DENY, "pas celui-là, celui d'avant")).text
    assert "dépensés" in before and before != first


async def test_an_account_on_display_is_changed_by_pointing_at_it(logs_in, family):
    dialogue = await logs_in()
    await dialogue.run("action_bank_view", "mes comptes")
    begun = await dialogue.run(REFINE, "changez-le pour Paul seulement")
    assert begun.events[-1]["name"] == "requests_procedure_form"
    await dialogue.run("action_bank_view", "mes comptes")
    asked = await dialogue.run(REFINE, "changez-le")
    assert "De quel compte parlez-vous" in asked.text and "Les deux comptes" in asked.buttons
    await dialogue.run("action_bank_view", "mes comptes")
    assert (await dialogue.run(LIST, "mes remboursements de novembre")).cards


async def test_where_nothing_was_found_the_latest_may_be_asked_for(logs_in):
    dialogue = await logs_in()
    nothing = await dialogue.run(LIST, "mes remboursements de 2019")
    assert not nothing.cards
    offered = [title for title in nothing.buttons if title.startswith("Celui du ")]
    answered = await dialogue.run(REFINE, "le dernier alors")
    (card,) = answered.cards
    assert offered[0].removeprefix("Celui du ") in card["subtitle"]


@pytest.mark.parametrize("said", ["je n'ai pas l'acte sur moi", "on fait quoi maintenant"])
async def test_what_there_is_to_do_is_told_after_condolences(logs_in, said):
    dialogue = await logs_in()
    condoled = await dialogue.run("action_profile_report_situation", "mon mari est décédé la semaine dernière")
    answered = await dialogue.run(UNCLEAR, said)
    assert "envoyé plus tard" in answered.text
    assert answered.buttons == condoled.buttons
    assert "envoyé plus tard" not in (await dialogue.run(UNCLEAR, "bonjour")).text
