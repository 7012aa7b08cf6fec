"""Whole conversations about the profile, on the running assistant and its demo data."""

import re
import sqlite3

import httpx
import pytest

from tests.chat import PATIENCE_S, words
from tests.dialogues.test_telegram import link_of

pytestmark = pytest.mark.running

KARIM = ("k.benali@exemple.fr", "Demo-Karim-2026")
CAMILLE = ("c.roux@exemple.fr", "Demo-Camille-2026")
MONIQUE = ("m.garnier@exemple.fr", "Demo-Monique-2026")
THOMAS = ("t.lefevre@exemple.fr", "Demo-Thomas-2026")
JEAN = ("jf.delarochefontaine@exemple.fr", "Demo-Jean-2026")


def mails_to(stack, recipient):
    with sqlite3.connect(stack.database) as connection:
        rows = connection.execute("SELECT plain FROM mails WHERE recipient = ? ORDER BY id", [recipient])
        return [plain for (plain,) in rows]


async def submit(url, who):
    """Fill in the login page."""
    async with httpx.AsyncClient(timeout=30) as browser:
        csrf = re.search(r'name="csrf" value="([^"]*)"', (await browser.get(url)).text)[1]
        done = await browser.post(url, data={"csrf": csrf, "identifier": who[0], "password": who[1]})
        assert done.status_code == 200


async def hears(person, phrase):
    """Return the first message that holds a phrase."""
    for _ in range(6):
        sent = await person.hears(PATIENCE_S)
        if phrase in sent.text:
            return sent.text
    raise AssertionError(phrase)


def test_a_move_told_in_one_sentence_is_corrected_confirmed_and_shown(logged_in, stack):
    chat, _ = logged_in(KARIM)
    recap = words(chat.say("j'emménage au 8 allée des Tilleuls 21000 Dijon le 1er mars"))
    assert "8 allée des Tilleuls, 21000 Dijon, à partir du 1er mars" in recap and "pas reconnu" not in recap
    assert "12 allée des Tilleuls, 21000 Dijon" in words(chat.say("non, c'est le 12 allée des Tilleuls"))
    assert "C'est fait" in words(chat.say("oui"))
    shown = words(chat.say("affichez mon profil"))
    assert "•• allée des Tilleuls, 21000 Dijon, à partir du 1er mars" in shown
    assert "•• impasse des Mimosas, 13004 Marseille" in shown
    assert "12 allée des Tilleuls" in words(chat.tap("Afficher en clair"))
    (mail,) = mails_to(stack, KARIM[0])
    assert "votre adresse postale" in mail and "Tilleuls" not in mail


def test_a_move_told_bit_by_bit_with_a_step_back_and_given_up(logged_in):
    chat, _ = logged_in(MONIQUE)
    said = [words(chat.say(text)) for text in ("je change d'adresse", "5 rue des Fleurs", "67000 Strasbourg", "retour")]
    assert ["le numéro et la rue" in said[0], "code postal" in said[1], "quelle date" in said[2]] == [True] * 3
    assert "code postal" in said[3] and "pas reconnu" not in "".join(said)
    chat.say("67000 Strasbourg")
    assert "Strasbourg, à partir du" in words(chat.say("dans 2 semaines"))
    assert "rien n'a été enregistré" in words(chat.say("annuler"))
    assert "Strasbourg" not in words(chat.say("mon profil"))


def test_a_mobile_is_changed_once_the_code_was_entered(logged_in, stack):
    chat, _ = logged_in(CAMILLE)
    chat.say("nouveau portable : 06 39 98 00 11")
    (asked,) = chat.say("oui")
    code = re.search(r"\b\d{6}\b", mails_to(stack, CAMILLE[0])[-1])[0]
    page = chat.http.get(asked["url"])
    csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)[1]
    assert chat.http.post(asked["url"], data={"csrf": csrf, "code": code}).status_code == 200
    heard = words(chat.hear())
    if "à jour" not in heard:
        heard = words(chat.hear())
    assert "votre numéro de portable est à jour" in heard
    assert "•• •• •• 00 11" in words(chat.say("mon profil"))


def test_a_status_a_form_left_for_something_else_and_sessions(logged_in):
    chat, _ = logged_in(JEAN)
    chat.say("ferme mes autres sessions")  # those that other tests left open
    assert "Marié" in words(chat.say("ma situation familiale a changé"))
    chat.tap("Marié")
    chat.tap("Aujourd'hui")
    assert "(marié)" in words(chat.say("oui"))
    chat.say("mettez à jour mes coordonnées")
    assert "emboursement" in words(chat.say("mes remboursements"))
    other, _ = logged_in(JEAN)
    assert words(other.say("mes appareils connectés")).count("[Navigateur") == 2
    assert "autres sessions sont fermées (1)" in words(other.tap("Fermer les autres sessions"))
    assert chat.state() == "anonymous"
    assert "déconnecté(e) partout" in words(other.say("déconnecte-moi partout"))
    assert other.state() == "anonymous"


def test_a_card_waits_for_an_address_that_changed_and_shows_the_one_of_the_day(logged_in):
    chat, _ = logged_in(CAMILLE)
    assert "Envoyée à" in words(chat.say("j'ai perdu ma carte"))
    assert "le numéro et la rue" in words(chat.say("mon adresse a changé"))
    chat.say("8 allée des Tilleuls 21000 Dijon")
    chat.say("le 1er mars")
    back = words(chat.say("oui"))
    assert "Revenons à votre demande de carte" in back and "celle de Dijon ne compte qu'à partir du 1er mars" in back
    assert "enregistrée sous le n°" in words(chat.say("oui"))


def test_a_retirement_is_interrupted_resumed_and_handed_over(logged_in):
    chat, _ = logged_in(MONIQUE)
    assert "Une naissance" in words(chat.say("ma situation change"))
    chat.tap("Retraite, emploi, autre")
    assert "À partir de quand" in words(chat.tap("Départ à la retraite"))
    chat.say("au revoir")
    assert "À partir de quand" in words(chat.say("on reprend"))
    assert "précision" in words(chat.say("le 1er janvier"))
    assert "Départ à la retraite" in words(chat.say("non"))
    assert "transmis à un gestionnaire" in words(chat.say("oui"))


def test_an_emergency_leaves_the_form(logged_in):
    chat, _ = logged_in(MONIQUE)
    chat.say("je change d'adresse")
    assert "15 : SAMU" in words(chat.say("mon mari fait un infarctus"))


async def test_on_telegram_the_same_change_is_made_and_personal_values_stay_masked(stack, telegram):
    person = telegram.person("Thomas")
    await person.says("mon profil")
    await submit(await link_of(person), THOMAS)
    heard = await hears(person, "Vos coordonnées")
    assert "•• •• •• 00 42" in heard and "06 39 98" not in heard
    await person.says("changez mon e-mail de contact : thomas.lefevre@exemple.fr")
    recap = await hears(person, "Est-ce exact")
    assert "t•••@exemple.fr" in recap and "thomas.lefevre" not in recap
    await person.taps("Oui, je confirme")
    assert "e-mail de contact est à jour" in await hears(person, "C'est fait")


async def test_on_telegram_a_card_waits_for_an_address_that_changed(stack, telegram):
    person = telegram.person("Karim")
    await person.says("mon profil")
    await submit(await link_of(person), KARIM)
    await hears(person, "Vos coordonnées")
    await person.says("j'ai perdu ma carte")
    recap = await hears(person, "Est-ce exact")
    assert "impasse des Mimosas" in recap and "3 bis" not in recap
    await person.taps("Mon adresse a changé")
    await hears(person, "le numéro et la rue")
    await person.says("9 place du Marché 87000 Limoges aujourd'hui")
    assert "•• place du Marché" in await hears(person, "Est-ce exact")
    await person.taps("Oui, je confirme")
    await hears(person, "Revenons à votre demande de carte")
    assert "•• place du Marché, 87000 Limoges" in await hears(person, "Envoyée à")
