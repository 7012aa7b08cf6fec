"""A procedure left in the middle for more than a day: the member logs in again, and loses nothing.

What is promised: a draft is kept for a week, the dialogue for a day (docs/operations.md); a confirmation is for what
its recap showed (decision 13).
"""

import sqlite3

import pytest

from mutuelle.clock import SystemClock
from mutuelle.privacy.retention import Retention
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.chat import words
from tests.dialogues.steps import heard_until, hears, left_for_a_day, url_in

pytestmark = pytest.mark.running

NADIA = ("n.haddad@exemple.fr", "Demo-Nadia-2026")
LOCKED, RECAP, NOTHING = "verrouillée", "Est-ce exact", "rien n'a été enregistré"


async def what_is_old_is_deleted(stack):
    """Apply the periods, as the bot does every ten minutes."""
    settings = Settings.from_env(stack.env())
    store = Store(settings.database_url)
    await Retention(store, SystemClock(), settings).run()
    await store.close()


def done_in(stack, conversation):
    """Return how many changes were carried out in a conversation."""
    with sqlite3.connect(stack.database, timeout=10) as database:
        return database.execute("SELECT count(*) FROM effects WHERE conversation_id = ?", (conversation,)).fetchone()[0]


def test_the_answer_itself_is_taken_after_a_login(logged_in, stack):
    nadia, _ = logged_in(NADIA)
    hears(nadia, "bon je déménage le mois prochain", "le numéro et la rue")
    hears(nadia, "5 rue des Fleurs", "code postal")
    left_for_a_day(stack, NADIA[0])
    asked = hears(nadia, "67000 Strasbourg", LOCKED)
    assert "Fleurs" not in words(asked)
    assert nadia.log_in(url_in(asked), *NADIA).status_code == 200
    heard_until(nadia, "quelle date")
    hears(nadia, "le 15 décembre", "5 rue des Fleurs, 67000 Strasbourg", RECAP)
    hears(nadia, "non", NOTHING)


async def test_a_yes_confirms_nothing_that_was_not_shown_again(logged_in, stack):
    nadia, _ = logged_in(NADIA)
    hears(nadia, "bon je déménage le mois prochain", "le numéro et la rue")
    hears(nadia, "5 rue des Fleurs 67000 Strasbourg", "quelle date")
    hears(nadia, "le 15 décembre", RECAP)
    conversation = left_for_a_day(stack, NADIA[0])
    await what_is_old_is_deleted(stack)
    greeted = words(hears(nadia, "bonjour", "Bonjour"))
    assert "Nadia" not in greeted and "Fleurs" not in greeted
    asked = hears(nadia, "oui", LOCKED)
    assert nadia.log_in(url_in(asked), *NADIA).status_code == 200
    heard_until(nadia, "5 rue des Fleurs, 67000 Strasbourg")
    assert done_in(stack, conversation) == 0
    hears(nadia, "finalement le 20", "20 décembre 2026", RECAP)
    hears(nadia, "non", NOTHING)
    assert done_in(stack, conversation) == 0


async def test_a_message_half_written_is_gone_on_with_when_asked(logged_in, stack):
    nadia, _ = logged_in(NADIA)
    hears(nadia, "je voudrais vous envoyer un message", "objet de votre message")
    hears(nadia, "mon contrat", "message")
    hears(nadia, "pourquoi ai-je encore reçu un appel de cotisation ?", "page")
    conversation = left_for_a_day(stack, NADIA[0])
    await what_is_old_is_deleted(stack)
    asked = hears(nadia, "on reprend", LOCKED)
    assert "cotisation" not in words(asked)
    assert nadia.log_in(url_in(asked), *NADIA).status_code == 200
    heard_until(nadia, "Revenons à votre message")
    hears(nadia, "non", "pourquoi ai-je encore reçu un appel de cotisation ?", "Est-ce que je l'envoie")
    hears(nadia, "laisse tomber", NOTHING)
    assert done_in(stack, conversation) == 0


def test_another_request_a_day_later_is_answered_and_the_draft_waits(logged_in, stack):
    nadia, _ = logged_in(NADIA)
    hears(nadia, "bon je déménage le mois prochain", "le numéro et la rue")
    hears(nadia, "5 rue des Fleurs", "code postal")
    left_for_a_day(stack, NADIA[0])
    hears(nadia, "c'est quoi le ticket modérateur ?", "Ticket modérateur")
    asked = hears(nadia, "mes courriers", LOCKED)
    assert nadia.log_in(url_in(asked), *NADIA).status_code == 200
    heard_until(nadia, "Vos courriers")
    hears(nadia, "on reprend", "Revenons à", "code postal")
    hears(nadia, "laisse tomber", NOTHING)
