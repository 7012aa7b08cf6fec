"""A message in a form that holds the answer and a request: the answer is taken, the request gets its turn later."""

import pytest

from bot.texts import say
from mutuelle.conversations.apart import Reading
from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.model import RECAP, Said
from mutuelle.procedures.service import ProcedureService
from tests.talk import log_in, rasa_id_of

PAYMENTS, ADDRESS, CARD = "je voudrais aussi mes remboursements", "mon adresse c'est 3 rue des Lilas", "perdu ma carte"
DEBIT = "c'est quand mon prochain prélèvement"
CHANGE = "je voudrais changer de téléphone"
AT_RECAP = ("requests_message", "", "une question", "Bonjour, quand serai-je payée ?", "non")
PROCEDURES, SEARCH = "requests_procedure_form", "practitioners_search_form"
READ = {
    PAYMENTS: Reading("view_reimbursements", 0.95),
    ADDRESS: Reading("update_contact_details", 0.9),
    CARD: Reading("reissue_card", 0.9),
    CHANGE: Reading("update_contact_details", 0.95),
    DEBIT: Reading("view_contributions", 0.95),
    "à Quimper": Reading("find_practitioner", 0.8),
    "je ne sais pas trop": Reading("view_contract", 0.3),
}


def beside(*requests):
    return say("answers", "beside", requests=" ; ".join(f"« {one} »" for one in requests))


@pytest.fixture
def procedures(store, clock, settings):
    return ProcedureService(store, clock, settings, all_procedures(settings))


@pytest.fixture
async def claire(chat, accounts, store, family):
    await log_in(accounts, store, chat, family.claire_login)
    return chat


@pytest.fixture
def asked(claire, procedures, store, rasa):
    """Begins a procedure, which then asks its first question."""

    async def begin(kind, text="", *answers):
        rasa.form, rasa.readings = PROCEDURES, READ
        sender = await rasa_id_of(store, claire)
        progress = await procedures.begin(sender, kind, text)
        for answer in answers:
            progress = await procedures.go_on(sender, Said(answer))
        return progress

    return begin


async def test_the_answer_is_taken_and_the_request_kept_until_the_form_is_over(asked, hears, rasa, said, chat):
    await asked("profile_contact", "changer d'adresse")
    await hears(f"{ADDRESS} et {PAYMENTS}")
    assert rasa.messages == [ADDRESS]
    assert beside(PAYMENTS) in await said(chat)
    rasa.form = ""
    await hears("aujourd'hui")
    assert rasa.messages == [ADDRESS, "aujourd'hui", PAYMENTS]


async def test_the_request_may_come_first(asked, hears, rasa):
    await asked("profile_contact", "changer d'adresse")
    await hears(f"{PAYMENTS}. {ADDRESS}")
    assert rasa.messages == [ADDRESS]


async def test_a_yes_to_the_recap_and_a_request_that_changes_nothing(asked, hears, rasa):
    assert (await asked(*AT_RECAP)).step.name == RECAP
    await hears(f"oui, {DEBIT}")
    assert rasa.messages == ["oui"]


async def test_a_yes_with_another_change_is_no_yes(asked, hears, rasa):
    assert (await asked(*AT_RECAP)).step.name == RECAP
    await hears(f"oui, {CHANGE}")
    assert rasa.messages == [f"oui, {CHANGE}"]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (f"annuler, {PAYMENTS}", "annuler"),
        (f"bon laisse et {PAYMENTS}", "bon laisse"),
        (f"non finalement annulez. {PAYMENTS.capitalize()}", "non finalement annulez"),
        (f"laisse tomber, plutôt {PAYMENTS}", "laisse tomber"),
    ],
)
async def test_who_gives_up_may_ask_for_something_else_at_once(asked, hears, rasa, said, heard):
    await asked("card_reissue", "perdue")
    rasa.form, rasa.readings = PROCEDURES, {**READ, PAYMENTS.capitalize(): READ[PAYMENTS]}
    await hears(said)
    assert rasa.messages == [heard]


async def test_a_letter_stays_whole(asked, hears, rasa):
    progress = await asked("requests_message", "", "une question")
    assert progress.step.letter
    letters = [f"Je n'ai rien reçu, {PAYMENTS}", f"Annulez, {PAYMENTS}"]
    for letter in letters:
        await hears(letter)
    assert rasa.messages == letters


async def test_a_letter_told_instead_of_its_subject_stays_whole(asked, hears, rasa):
    await asked("requests_message")
    letter = f"ma voisine attend depuis des semaines une réponse à son courrier, {PAYMENTS}"
    await hears(letter)
    assert rasa.messages == [letter]


@pytest.mark.parametrize(
    "text",
    ["3 rue des Lilas, la porte à droite, au fond", f"je ne sais pas trop, {PAYMENTS}"],
    ids=["an address in pieces", "no answer beside the request"],
)
async def test_what_is_not_surely_an_answer_and_a_request_stays_whole(asked, hears, rasa, text):
    await asked("profile_contact", "changer d'adresse")
    await hears(text)
    assert rasa.messages == [text]


async def test_a_place_is_an_answer_to_a_search(hears, rasa, said, chat):
    rasa.form, rasa.readings = SEARCH, READ
    await hears(f"à Quimper et {PAYMENTS}")
    assert rasa.messages == ["à Quimper"]
    assert beside(PAYMENTS) in await said(chat)


async def test_what_a_visitor_is_asked_to_open_an_account_stays_whole(hears, rasa):
    rasa.form, rasa.readings = "account_opening_form", READ
    await hears(f"{ADDRESS} et {PAYMENTS}")
    assert rasa.messages == [f"{ADDRESS} et {PAYMENTS}"]


async def test_how_to_talk_is_not_put_off(hears, rasa):
    rasa.form, rasa.readings = SEARCH, {**READ, "faites des phrases simples": Reading("easy_to_read", 0.95)}
    await hears("mon mari lit mal, faites des phrases simples")
    assert rasa.messages == ["mon mari lit mal, faites des phrases simples"]
