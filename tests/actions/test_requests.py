"""Requests in words: a person at once, anger without a lecture, requests followed with their next step."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from mutuelle.contract.tables import Member
from mutuelle.requests.opening import Requested, open_request
from mutuelle.requests.rules import State
from tests.actions.dialogue import Dialogue

HUMAN, FOLLOW, COMPLAIN, WRITE = (f"action_requests_{name}" for name in ("human", "follow", "complain", "write"))
ASK = "action_ask_requests_procedure_form_requests_step"


@pytest.fixture
def record(store, settings, clock):
    async def one(member_id, kind="card_reissue", subject=""):
        async with store.write() as connection:
            asked = Requested(member_id, kind, {}, subject)
            return (await open_request(connection, asked, secret=settings.secret, now=clock.now())).number

    return one


@pytest.fixture
async def phone(store, family):
    async with store.write() as connection:
        await connection.execute(update(Member).where(Member.id == family.claire).values(mobile="0639981234"))


async def test_a_member_reads_how_to_reach_a_person_at_once_and_may_be_called_back(logs_in, phone):
    dialogue = await logs_in()
    answered = await dialogue.run(HUMAN, "un conseiller")
    assert "carte de tiers payant" in answered.text
    assert list(answered.buttons) == ["Être rappelé(e)", "Nous écrire"]
    begun = await dialogue.tap(HUMAN, answered.buttons["Être rappelé(e)"])
    assert "vous n'aurez pas à tout répéter" in begun.text
    asked = await dialogue.run(ASK)
    assert "•• •• •• 12 34, à tout moment de la journée" in asked.text
    assert {"Oui, je confirme", "Le matin", "L'après-midi"} <= set(asked.buttons)


async def test_who_was_in_the_middle_of_something_is_offered_to_go_on(logs_in):
    dialogue = await logs_in()
    await dialogue.run(WRITE, "je veux vous écrire")
    answered = await dialogue.run(HUMAN, "un conseiller")
    assert answered.buttons["Reprendre ma démarche"] == "/resume_procedure"
    assert "votre message" in (await dialogue.run("action_requests_resume", "on reprend")).text


async def test_a_visitor_gets_the_number_and_a_way_to_log_in(visits, services, store):
    reachable = replace(services.settings, support_phone="01 23 45 67 89", support_hours="du lundi au vendredi")
    dialogue = Dialogue(store, replace(services, settings=reachable), (await visits()).rasa_id)
    (body,) = (await dialogue.run(HUMAN, "rappelez-moi")).bodies
    assert "01 23 45 67 89, du lundi au vendredi." in body["text"] and "/connexion/" in body["url"]


@pytest.mark.parametrize("said", ["c'est du vol", "bande d'incapables", "VOUS ETES NULS"])
async def test_anger_is_offered_a_complaint_without_a_lecture_nor_a_form(visits, said):
    answered = await (await visits()).run(COMPLAIN, said)
    assert list(answered.buttons) == ["Déposer une réclamation", "Parler à un conseiller"]
    assert not any(word in answered.text.lower() for word in ("calme", "poli", "respect", "!", "désolé"))
    assert answered.events == []


async def test_the_ombudsman_is_explained_without_a_figure_that_we_are_unsure_of(visits):
    answered = await (await visits()).run(COMPLAIN, "je veux saisir le médiateur")
    assert "médiateur" in answered.text and "conditions générales" in answered.text
    assert "deux mois" not in answered.text and "90" not in answered.text


async def test_the_button_of_the_offer_begins_the_complaint(logs_in):
    dialogue = await logs_in()
    offered = await dialogue.run(COMPLAIN, "c'est du vol")
    begun = await dialogue.tap(COMPLAIN, offered.buttons["Déposer une réclamation"])
    assert "traitée en priorité" in begun.text
    assert "De quoi s'agit-il ?" in (await dialogue.run(ASK)).text


async def test_a_request_is_followed_in_plain_words_with_its_next_step(logs_in, record, family):
    number = await record(family.claire)
    answered = await (await logs_in()).run(FOLLOW, "où en est ma demande")
    assert "personne ne l'a encore ouverte" in str(answered.cards)
    assert list(answered.buttons) == ["Annuler cette demande"]
    assert number in answered.buttons["Annuler cette demande"]


async def test_what_is_missing_is_told_and_can_be_sent(logs_in, record, services, family):
    number = await record(family.claire)
    await services.requests.move(number, State.MISSING_DOCUMENT, "Il manque la photo.")
    dialogue = await logs_in()
    answered = await dialogue.run(FOLLOW, "où en est ma demande")
    assert "Il manque la photo." in str(answered.cards)
    begun = await dialogue.tap(FOLLOW, answered.buttons[f"Envoyer le document ({number})"])
    assert begun.events
    page = await dialogue.run(ASK)
    assert "/demarche/" in page.bodies[-1]["url"] and number in page.text


async def test_on_telegram_neither_our_note_nor_the_members_own_subject_is_shown_before_he_agrees(
    logs_in, record, services, family
):
    number = await record(family.claire, "requests_message", "Facture (Ostéopathie)")
    await services.requests.move(number, State.MISSING_DOCUMENT, "Il manque la facture d'ostéopathie.")
    answered = await (await logs_in(channel="telegram")).run(FOLLOW, "mes demandes")
    assert number in str(answered.bodies)
    assert "stéopathie" not in str(answered.bodies)


async def test_a_goal_that_was_missed_is_said_and_a_person_offered(logs_in, record, clock, family):
    await record(family.claire)
    clock.pass_(days=12)
    answered = await (await logs_in()).run(FOLLOW, "où en est ma demande")
    assert "plus long que prévu" in str(answered.cards)
    assert "Parler à un conseiller" in answered.buttons


async def test_a_request_is_taken_back_in_words(logs_in, record, family):
    number = await record(family.claire)
    dialogue = await logs_in()
    await dialogue.run(FOLLOW, f"annuler ma demande {number}")
    assert f"n° {number}" in (await dialogue.run(ASK)).text


async def test_leaving_is_explained_even_when_the_reason_is_told_at_once(logs_in):
    answered = await (await logs_in()).run("action_contract_cancel", "résilier le contrat de mon père décédé")
    assert answered.text.startswith("Je vous présente toutes mes condoléances.")
    assert "je ne résilie pas le contrat moi-même" in answered.text
    assert "un mois" not in answered.text  # not verified


async def test_other_guarantees_are_never_priced(logs_in):
    dialogue = await logs_in()
    answered = await dialogue.run("action_contract_change_guarantees", "combien en plus pour la formule au dessus")
    assert "devoir de conseil" in answered.text and "€" not in answered.text
