"""Whole conversations about requests, on the running assistant and its demo data."""

import subprocess
import sys

import pytest

from tests.chat import words

pytestmark = pytest.mark.running

SANDRINE = ("s.abadie@exemple.fr", "Demo-Sandrine-2026")
KARIM = ("k.benali@exemple.fr", "Demo-Karim-2026")
MONIQUE = ("m.garnier@exemple.fr", "Demo-Monique-2026")


def staff(stack, *arguments):
    """Run the staff's command on the running assistant's database."""
    command = [sys.executable, "-m", "mutuelle.requests", *arguments]
    done = subprocess.run(command, env=stack.env(), capture_output=True, text=True, check=True)
    return done.stdout


def number_in(text):
    return next(word.strip(".,:") for word in text.split() if word.startswith("2026-"))


def test_an_angry_member_is_offered_a_complaint_asks_for_a_person_goes_on_and_has_it_recorded(logged_in, stack):
    chat, _ = logged_in(SANDRINE)
    assert "Déposer une réclamation" in words(chat.say("c'est du vol"))
    assert "médiateur" in words(chat.say("je veux saisir le médiateur"))
    assert "De quoi s'agit-il" in words(chat.tap("Déposer une réclamation"))
    assert "Racontez" in words(chat.say("un remboursement"))
    assert "conseillers" in words(chat.say("un conseiller"))
    assert "Racontez" in words(chat.say("on reprend"))
    assert "Qu'attendez-vous" in words(chat.say("j'attends mes 54 euros depuis mars, vous êtes des voleurs"))
    assert "vous êtes des voleurs" in words(chat.say("je sais pas"))
    recorded = words(chat.say("oui"))
    assert "en priorité" in recorded
    assert number_in(recorded) in words(chat.say("et ma réclamation alors ?"))
    assert f"{number_in(recorded)}  !" in staff(stack, "list")


def test_a_message_in_several_pieces_interrupted_is_followed_and_taken_back(logged_in, stack):
    chat, _ = logged_in(KARIM)
    assert "Ostéopathie" in words(chat.say("jai une facture d'ostéo a vous envoyer"))
    assert "/demarche/" in words(chat.say("c'est pour mon fils, faite le 3 novembre"))
    assert "/demarche/" in words(chat.say("elle est acquittée, merci d'avance"))
    interrupted = words(chat.say("qui es-tu ?"))
    assert "assistant automatique" in interrupted and "/demarche/" in interrupted
    recap = words(chat.say("non"))
    assert "faite le 3 novembre\nelle est acquittée" in recap
    number = number_in(words(chat.say("oui")))
    assert "personne ne l'a encore ouverte" in words(chat.say("vous avez bien reçu mon message ?"))
    staff(stack, "move", number, "missing_document", "--note", "Il manque la facture.")
    assert "Il manque la facture." in words(chat.say(f"où en est {number}"))
    assert "/demarche/" in words(chat.tap(f"Envoyer le document ({number})"))
    assert "abandonne" in words(chat.say("annuler"))


def test_a_person_takes_the_conversation_the_assistant_keeps_silent_then_goes_on(logged_in, stack):
    chat, _ = logged_in(MONIQUE)
    assert "rappelle" in words(chat.say("rappelez-moi demain matin"))
    number = number_in(words(chat.say("oui")))
    staff(stack, "take", number, "--by", "Julie")
    assert "Julie, de la mutuelle, prend la suite" in words(chat.hear())
    chat.http.post("/chat/messages", content='{"id": "monique-0001", "text": "et mes remboursements ?"}')
    staff(stack, "say", number, "Bonjour, je regarde votre dossier.")
    heard = words(chat.hear())
    assert "Julie : Bonjour" in heard and "€" not in heard
    assert "< et mes remboursements ?" in staff(stack, "conversation", number)
    staff(stack, "give-back", number)
    chat.hear()
    assert "€" in words(chat.say("mes remboursements"))


def test_who_wants_to_leave_because_of_the_price_can_ask_for_other_guarantees(logged_in):
    chat, _ = logged_in(MONIQUE)
    told = words(chat.say("je veux résilier c'est trop cher"))
    assert "je ne résilie pas le contrat moi-même" in told and "À quelle date" in told
    assert "devoir de conseil" in words(chat.tap("Adapter mes garanties plutôt"))
    chat.say("annuler")
    chat.say("le 31 décembre 2026")
    assert "n'est PAS résilié" in words(chat.say("oui"))


async def test_on_telegram_a_complaint_is_told_and_recorded(stack, telegram):
    from tests.dialogues.test_telegram import logged_in as on_telegram

    person, _ = await on_telegram(telegram, "Claire R.")
    for said, expected in (
        ("je veux faire une réclamation", "De quoi s'agit-il"),
        ("un délai", "Racontez"),
        ("six mois sans réponse à trois courriers", "Qu'attendez-vous"),
        ("non", "Est-ce que je l'enregistre"),
        ("oui", "en priorité"),
    ):
        await person.says(said)
        for _ in range(6):
            if expected in (await person.hears(30)).text:
                break
        else:
            raise AssertionError(expected)
