"""A login asked for in the middle of a request, and Telegram being linked: interrupted, put off, given up."""

import sqlite3

import pytest

from tests.chat import words
from tests.dialogues.steps import MEANING, ROBOT, heard_until, hears, hears_of, last_code, submit, url_in
from tests.dialogues.test_documents import documents
from tests.dialogues.test_linking import link_page, start_secret

pytestmark = pytest.mark.running

NADIA = ("n.haddad@exemple.fr", "Demo-Nadia-2026")


def said_here(chat):
    """Return all that was answered in a conversation."""
    events = chat.http.get("/chat/events", params={"after": 0}).json()["events"]
    return [words([event["body"]]) for event in events if event["direction"] == "out"]


def test_what_waits_for_a_login_is_taken_up_once_after_other_questions(chat):
    link = url_in(hears(chat, "je voudrais une attestation de cotisations", "/connexion/"))
    hears(chat, *MEANING)
    hears(chat, "je cherche un dentiste", "Autour de quel endroit")
    hears(chat, "Rennes", "autour de Rennes")
    hears(chat, *ROBOT)
    assert chat.log_in(link, *NADIA).status_code == 200
    heard_until(chat, "Pour quelle année")
    assert chat.log_in(link, *NADIA).status_code == 410
    assert documents(hears(chat, "2024", "attestation de cotisations"))
    assert sum("Je reprends votre demande" in one for one in said_here(chat)) == 1
    assert sum("Pour quelle année" in one for one in said_here(chat)) == 1


def test_of_two_requests_that_need_a_login_the_last_one_is_taken_up(chat):
    former = url_in(hears(chat, "je voudrais vous envoyer un message", "/connexion/"))
    link = url_in(hears(chat, "mes courriers", "/connexion/"))
    assert chat.log_in(former, *NADIA).status_code == 410
    assert chat.log_in(link, *NADIA).status_code == 200
    heard_until(chat, "Vos courriers")
    assert not any("objet de votre message" in one for one in said_here(chat))


def test_a_login_given_up_shows_nothing_and_its_link_is_worth_nothing_later(chat, stack):
    link = url_in(hears(chat, "mes courriers", "/connexion/"))
    hears(chat, "non laisse tomber", "je ne fais rien")
    hears(chat, *MEANING)
    assert chat.state() == "anonymous"
    with sqlite3.connect(stack.database, timeout=10) as database:
        database.execute(
            "UPDATE login_links SET created_at = datetime(created_at, '-20 minutes') WHERE used_at IS NULL"
        )
    assert chat.log_in(link, *NADIA).status_code == 410
    again = url_in(hears(chat, "me connecter", "/connexion/"))
    assert chat.log_in(again, *NADIA).status_code == 200
    assert "Vos courriers" not in words(heard_until(chat, "connecté"))


def test_linking_telegram_is_interrupted_at_every_step_and_left_unlinked(logged_in, stack):
    nadia, _ = logged_in(NADIA)
    code_page = url_in(hears(nadia, "relier mon compte telegram", "/code/"))
    hears(nadia, *MEANING)
    assert submit(nadia.http, code_page, code=last_code(stack)).status_code == 200
    page = url_in(heard_until(nadia, "/relier-telegram/"))
    hears(nadia, *ROBOT)
    hears(nadia, "finalement non", "je ne fais rien")
    assert "Telegram est relié" not in submit(nadia.http, page).text
    hears(nadia, "délie telegram", "Aucun compte Telegram")


def test_linking_telegram_given_up_before_the_code_needs_another_one(logged_in):
    nadia, _ = logged_in(NADIA)
    hears(nadia, "relier mon compte telegram", "/code/")
    hears(nadia, "non laisse tomber", "je ne fais rien")
    hears(nadia, "relier telegram", "/code/")
    hears(nadia, "délie telegram", "Aucun compte Telegram")


async def test_the_question_in_telegram_is_asked_again_after_another_one_and_refused(logged_in, stack, telegram):
    nadia, _ = logged_in(NADIA)
    page = link_page(stack, nadia)
    person = telegram.person("Nadia")
    await person.says(f"/start {start_secret(nadia, page)}")
    await hears_of(person, "Confirmez-vous")
    await person.says(MEANING[0])
    await hears_of(person, MEANING[1])
    await hears_of(person, "Confirmez-vous")
    await person.says("laisse tomber")
    await hears_of(person, "rien n'est relié")
    assert submit(nadia.http, page).status_code == 410
