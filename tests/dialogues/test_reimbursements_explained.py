"""Making reimbursements understandable: searched by care, explained, summed up, drawn, looked for; demo data."""

import pytest

from tests.chat import words
from tests.conftest import CLAIRE
from tests.dialogues.test_reimbursements import SANDRINE, cards

pytestmark = pytest.mark.running


def plain(bodies):
    return words(bodies).replace("\xa0", " ").replace("\u202f", " ")


def test_the_guides_consultation_is_explained_with_the_rules_of_2019(logged_in):
    chat, _ = logged_in(SANDRINE)
    chat.say("mes remboursements d'octobre 2019")
    told = plain(chat.say("expliquez-moi ce remboursement svp"))
    assert "base de 25,00 € et en prend 70 %, soit 17,50 €" in told
    assert "garde 1,00 € de participation forfaitaire" in told and "verse donc 16,50 €" in told
    assert "15 mai 2024" not in told, "a rule of later"


def test_an_advanced_search_goes_by_dates_of_care_and_is_interrupted_by_an_explanation(logged_in):
    chat, _ = logged_in(SANDRINE)
    assert "plus longue" in plain(chat.say("je voudrais faire une recherche avancée"))
    found = chat.say("du 1er au 10 septembre 2019")
    assert "soins reçus du 1er septembre au 10 septembre 2019" in plain(found) and len(cards(found)) == 2
    assert "Analyses" in plain(chat.say("explique la première"))
    assert len(cards(chat.say("lancez la recherche"))) == 2


def test_the_years_total_is_tabled_then_drawn(logged_in):
    chat, _ = logged_in(CLAIRE)
    summed = chat.say("combien m'avez-vous remboursé en tout cette année ?")
    assert [body["type"] for body in summed].count("table") == 2
    drawn = chat.tap("En images")
    assert [body["type"] for body in drawn].count("chart") == 3


def test_a_missing_reimbursement_ends_as_a_request_after_an_interruption_and_a_correction(logged_in):
    chat, _ = logged_in(CLAIRE)
    asked = plain(chat.say("je n'ai toujours rien touché pour mon ostéo du 3 octobre"))
    assert "votre facture" in asked
    assert "NOEMIE" in plain(chat.say("c'est quoi noemie ?"))
    recap = plain(chat.say("oui je vous l'ai envoyée"))
    assert "3 octobre" in recap
    assert "5 octobre" in plain(chat.say("non c'était le 5 octobre"))
    assert "n° 2026-" in plain(chat.tap("Oui, je confirme"))
