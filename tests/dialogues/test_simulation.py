"""Simulations on the running assistant: pieces, corrections, a question beside them, a login on the way."""

import pytest

from tests.chat import words
from tests.conftest import CLAIRE

pytestmark = pytest.mark.running


def left(bodies):
    """Return the last table's last column, by its first."""
    table = next(body for body in reversed(bodies) if body["type"] == "table")
    return {row[0]: row[-1].replace("\xa0", " ") for row in table["rows"]}


def test_a_crown_is_talked_over_corrected_and_left_for_something_else(claire):
    assert "matériau" in words(claire.say("combien pour une couronne à 600 €"))
    claire.say("céramo-métallique")
    assert left(claire.say("une molaire"))["Reste à votre charge"] == "480,00 €"
    assert left(claire.say("non 650 €"))["Reste à votre charge"] == "530,00 €"
    assert set(left(claire.say("et en zircone ?")).values()) == {"0,00 €", "530,00 €"}
    assert "3 personnes" in words(claire.say("mes bénéficiaires"))
    assert "estimation" not in words(claire.say("merci"))


def test_what_a_word_means_is_asked_beside_an_estimate(claire):
    assert left(claire.say("combien il me resterait pour un ostéo à 60 €"))["Reste à votre charge"] == "35,00 €"
    assert "ticket" in words(claire.say("c'est quoi le ticket modérateur ?")).lower()
    assert left(claire.say("et à 50 € ?"))["Reste à votre charge"] == "25,00 €"


def test_a_question_on_the_way_is_answered_and_the_simulation_goes_on(claire):
    assert "100 % Santé" in words(claire.say("simulation pour des lunettes à 400 €"))
    beside = words(claire.say("quel est mon numéro de contrat ?"))
    assert "C1000026" in beside and "100 % Santé" in beside
    claire.say("classe B")
    assert left(claire.say("progressifs"))["Reste à votre charge"] == "au plus 100,00 €"


def test_a_visitor_has_the_rules_and_his_guarantees_once_he_has_logged_in(chat):
    assert left(chat.say("si je vais chez l'ostéo à 60 euros vous remboursez combien"))["Part de la mutuelle"] == (
        "selon votre contrat"
    )
    link = chat.tap("Calculer avec mes garanties")[-1]["url"]
    assert chat.log_in(link, *CLAIRE).status_code == 200
    assert left(chat.hear())["Reste à votre charge"] == "35,00 €"
    assert left(chat.say("et à 50 € ?"))["Reste à votre charge"] == "25,00 €"
