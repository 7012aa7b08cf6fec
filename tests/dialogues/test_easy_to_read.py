"""Easy-to-read words, and a question that is not repeated, on the running assistant."""

import pytest

from tests.chat import words

pytestmark = pytest.mark.running

KARIM = ("k.benali@exemple.fr", "Demo-Karim-2026")
THOMAS = ("t.lefevre@exemple.fr", "Demo-Thomas-2026")


def longest_line(said):
    return max(len(line.split()) for line in said.splitlines() if not line.startswith(("  ", "http")))


def until_said(chat, text):
    while text not in words(chat.shown):
        chat.hear()


def test_a_visitor_asks_for_easy_words_gets_them_everywhere_and_leaves_them_again(chat):
    usual = words(chat.say("que savez-vous faire ?"))
    assert "mots simples" in words(chat.say("je ne comprends rien à vos phrases"))
    easy = words(chat.say("que savez-vous faire ?"))
    assert "Mots difficiles :" in easy and longest_line(easy) < longest_line(usual)
    assert "Il marche 5 minutes, une seule fois." in words(chat.say("me connecter"))
    assert "habituelles" in words(chat.say("mode normal"))
    assert words(chat.say("que savez-vous faire ?")) == usual


def test_a_member_asks_for_them_in_the_middle_of_a_procedure_which_asks_again_in_them(logged_in):
    chat, _ = logged_in(THOMAS)
    chat.say("j'ai perdu ma carte")
    assert "Revenons à votre demande de carte" in words(chat.say("c'est quoi le tiers payant"))
    again = words(chat.say("qui es-tu ?"))
    assert "On reprend : votre demande de carte. Est-ce exact ?" in again and "Envoyée à" not in again
    easy = words(chat.say("parlez plus simplement"))
    assert "Nouvelle carte de tiers payant au nom de" in easy
    assert "• Carte de tiers payant : la carte à montrer pour ne pas avancer l'argent." in easy
    assert "j'arrête votre demande de carte" in words(chat.say("annuler"))
    chat.say("mode normal")  # what a member chose holds wherever he logs in


def test_an_answer_and_a_request_in_one_message_are_both_heard(logged_in):
    chat, _ = logged_in(KARIM)
    chat.say("je veux changer d'adresse")
    said = words(chat.say("mon adresse c'est 3 rue des Lilas 75020 Paris et je voudrais aussi mes remboursements"))
    assert "C'est noté, je m'occuperai ensuite de : « je voudrais aussi mes remboursements »" in said
    assert "À partir de quelle date" in said
    assert "j'abandonne" in words(chat.say("annuler"))
    until_said(chat, "Vous m'aviez aussi demandé : « je voudrais aussi mes remboursements »")
