"""A visitor who looks for a professional and changes his mind all the time, on the running assistant."""

import pytest

from tests.chat import words
from tests.dialogues.steps import MEANING, ROBOT, hears, question

pytestmark = pytest.mark.running

WHERE, WHOM, WHICH = "Autour de quel endroit", "Quel professionnel de santé", "lequel est-ce"


def test_every_question_of_a_search_is_interrupted_and_stepped_back_from(chat):
    asked = hears(chat, "je cherche un médecin", WHERE)
    hears(chat, *MEANING, question(asked))
    hears(chat, "jsais pas trop", WHERE)
    hears(chat, "Saint-Denis", WHICH, "Saint-Denis (974)")
    beside = hears(chat, *ROBOT, WHICH, "Saint-Denis (93)")
    assert "pas compris" not in words(beside)
    hears(chat, "retour", WHERE)
    hears(chat, "retour", WHOM)
    hears(chat, *MEANING, WHOM)
    hears(chat, "retour", "première question", WHOM)
    hears(chat, "finalement un dentiste", WHERE)
    hears(chat, "mes remboursements", "/connexion/", WHERE)
    hears(chat, "saint denis", WHICH)
    hears(chat, "le 93", "chirurgiens-dentistes autour de Saint-Denis (93)")


def test_a_list_is_refined_corrected_left_for_a_question_and_come_back_to(chat):
    hears(chat, "un généraliste à Rennes", "médecins généralistes autour de Rennes")
    hears(chat, "secteur 1", "généralistes de secteur 1")
    hears(chat, "c'est quoi le secteur 2 ?", "fixe librement")
    hears(chat, "plus loin", "6-10 sur")
    hears(chat, "pardon, un dentiste", "chirurgiens-dentistes autour de Rennes")
    hears(chat, "plutôt à Nantes", "chirurgiens-dentistes autour de Nantes")
    hears(chat, *ROBOT)
    hears(chat, "la suite", "autour de Nantes", "6-")
    hears(chat, "retour", "autour de Nantes", "1-5 sur")
    hears(chat, "mes remboursements", "/connexion/")
    hears(chat, "détails du deuxième", "(B)")
    hears(chat, "plus loin", "autour de Nantes", "6-")
    hears(chat, "laisse tomber", "j'arrête la recherche")


@pytest.mark.parametrize(
    ("said", "asked"),
    [("je cherche un professionnel de santé", WHOM), ("un dentiste", WHERE), ("un ophtalmo à Saint-Denis", WHICH)],
)
def test_a_search_is_dropped_at_any_question_and_another_one_begins_anew(chat, said, asked):
    hears(chat, said, asked)
    hears(chat, "laisse tomber", "j'arrête la recherche")
    hears(chat, said, asked)
    hears(chat, "non", "j'arrête la recherche")


def test_a_saint_is_asked_about_and_the_next_page_of_nothing_asks_nobody_to_log_in(chat):
    hears(chat, "un dentiste", WHERE)
    beside = hears(chat, "la suite", "pas encore de liste", WHERE)
    assert "/connexion/" not in words(beside)
    hears(chat, "à Saint Martin", WHICH, "Saint-Martin-d'Hères (38)")
    hears(chat, "38", WHICH, "Saint-Martin-le-Vinoux (38)")
    hears(chat, "le premier", "chirurgiens-dentistes autour de Saint-Martin-d'Hères (38)")
    hears(chat, "plutot saint paul", WHICH, "Saint-Paul (974)")


@pytest.mark.parametrize("said", ["ambulance", "vsl", "taxi conventionné"])
def test_the_name_of_a_transport_alone_is_neither_out_of_scope_nor_a_reason_to_log_in(chat, said):
    answered = words(chat.say(said))
    assert "/connexion/" not in answered
    assert "Cela sort de" not in answered
