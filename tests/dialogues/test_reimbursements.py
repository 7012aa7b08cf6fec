"""Whole conversations about reimbursements, on the running assistant and its demo data."""

import re
import sqlite3

import pytest

from tests.chat import words
from tests.conftest import CLAIRE

pytestmark = pytest.mark.running

SANDRINE = ("s.abadie@exemple.fr", "Demo-Sandrine-2026")
THOMAS = ("t.lefevre@exemple.fr", "Demo-Thomas-2026")


def cards(bodies):
    return [card for body in bodies for card in body.get("cards", ())]


def values(bodies, label):
    return {f["value"] for card in cards(bodies) for f in card["fields"] if f["label"] == label}


def test_a_visitor_is_told_what_the_assistant_can_do(chat):
    answer = words(chat.say("bonjour"))
    assert "remboursements" in answer and "assistant" in answer


def test_the_first_request_leads_through_the_login_to_its_answer(logged_in):
    _, answer = logged_in(CLAIRE)
    text = words(answer)
    assert "3 derniers mois" in text and re.search(r"payés du .* au ", text)
    (first, *_) = cards(answer)
    assert re.fullmatch(r"[\d\s]+,\d\d\s€", first["title"])
    assert first["subtitle"].startswith("payé le ")
    assert {f["label"] for f in first["fields"]} >= {"Pour", "Soin", "Date des soins", "Versé"}
    assert {f["label"] for f in first["details"]} >= {"Dépense", "Part Sécurité sociale", "Part mutuelle"}


def test_the_figures_of_the_guide_are_found(logged_in):
    chat, answer = logged_in(SANDRINE)
    assert "14 octobre 2019" in words(answer) and "7,50" in words(answer)
    seen = answer + chat.say("de juillet à décembre 2019")
    while any(b["title"] == "Voir la suite" for b in seen[-1].get("buttons", ())):
        seen += chat.tap("Voir la suite")
    lab = next(c for c in cards(seen) if "LABORATOIRE BIOMIBIS" in str(c))
    details = {f["label"]: f["value"].replace("\xa0", " ") for f in lab["details"]}
    assert lab["title"].replace("\xa0", " ") == "58,05 €"
    assert details["Dépense"] == "58,05 €"
    assert details["Part Sécurité sociale"] == "34,83 €"
    assert details["Part mutuelle"] == "23,22 €"
    assert details["Reste à charge"] == "0,00 €"


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ("depuis 6 mois", None),
        ("le mois dernier", None),
        ("en 2025", "du 1er janvier au 31 décembre 2025"),
        ("entre le 1er mars et le 15 avril 2026", "du 1er mars au 15 avril 2026"),
        ("03/2025", "du 1er mars au 31 mars 2025"),
        ("et en 2024 ?", "du 1er janvier au 31 décembre 2024"),
        ("depui 2 moi stp", None),
        ("JANVIER 2026", "du 1er janvier au 31 janvier 2026"),
        ("je voudrais voir tous mes remboursements de l'année dernière s'il vous plaît", None),
    ],
)
def test_a_period_in_the_members_words_narrows_the_list_and_is_said(claire, said, bounds):
    text = words(claire.say(said))
    assert re.search(r"payés? (du|le) .* (20\d\d)", text), text
    if bounds:
        assert bounds in text


def test_whom_it_is_for_narrows_the_list_and_the_period_stays(claire):
    claire.say("depuis 1 an")
    answer = claire.say("pour ma fille")
    assert len(values(answer, "Pour")) == 1
    assert "votre fille" in words(answer)
    assert "derniers mois" not in words(answer)
    everyone = claire.say("toute la famille")
    assert len(values(everyone, "Pour")) > 1 or len(cards(everyone)) == 5


def test_which_daughter_is_asked_and_a_tap_answers(logged_in):
    chat, _ = logged_in(THOMAS)
    question = chat.say("pour ma fille")
    titles = [b["title"] for b in question[-1]["buttons"]]
    assert len(titles) == 2 and all("votre fille" in title for title in titles)
    answer = chat.tap(titles[0])
    assert values(answer, "Pour") == {titles[0]}


def test_somebody_outside_the_family_is_not_found(claire):
    assert "ne trouve pas" in words(claire.say("et pour Barnabé"))


def test_pages_go_on_and_back(claire):
    first = claire.say("mes remboursements depuis 1 an")
    second = claire.say("la suite")
    assert "6 à 10" in words(second)
    back = claire.say("page précédente")
    assert cards(back) == cards(first)


@pytest.mark.parametrize("said", ["encore", "suivant", "les suivants svp", "la suitte"])
def test_the_next_page_is_asked_in_many_ways(claire, said):
    assert "6 à 10" in words(claire.say(said))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("mes remboursements de mars 2031", "futur"),
        ("du 15 avril 2025 au 1er mars 2025", "avant le début"),
        ("mes remboursements du 31/02/2025", "n'existe pas"),
    ],
)
def test_an_impossible_period_is_asked_again(claire, said, told):
    assert told in words(claire.say(said))


def test_the_suggested_period_is_one_tap_away(claire):
    answer = claire.say("du 15 avril 2025 au 1er mars 2025")
    assert "du 1er mars au 15 avril 2025" in words(claire.tap(answer[-1]["buttons"][0]["title"]))


def test_the_form_asks_for_a_period_and_lets_the_member_wander(claire):
    assert "Quelle période" in words(claire.tap("Changer la période"))
    helped = words(claire.say("aide"))
    assert "je sais" in helped and "Quelle période" in helped
    assert "n'existe pas" in words(claire.say("le 31 février 2025"))
    assert "mars 2025" in words(claire.say("mars 2025"))
    assert "6 à " in words(claire.say("la suite"))


def test_the_form_is_left_by_cancelling(claire):
    claire.tap("Changer la période")
    assert "D'accord" in words(claire.say("laisse tomber"))
    assert "Quelle période" not in words(claire.say("merci"))


def test_the_form_gives_up_politely_after_three_answers_it_cannot_read(claire):
    claire.tap("Changer la période")
    for _ in range(2):
        assert "Quelle période" in words(claire.say("blablabla"))
    assert "m'arrêter là" in words(claire.say("blublublu"))
    assert "26" in words(claire.say("mes remboursements en 2026")) or cards(claire.say("mes remboursements"))


def test_another_request_leaves_the_form(claire):
    claire.tap("Changer la période")
    assert cards(claire.say("mes remboursements depuis 2 mois"))


def test_a_kind_of_care_narrows_the_list(claire):
    claire.say("mes remboursements depuis 2 ans")
    assert values(claire.say("seulement la pharmacie"), "Soin") == {"Pharmacie"}


def test_nothing_personal_of_an_answer_reaches_the_dialogue_engines_own_database(logged_in, stack):
    with sqlite3.connect(stack.folder / "rasa.db") as database:  # what other tests typed is there before
        before = database.execute("select coalesce(max(id), 0) from events").fetchone()[0]
        claire, _ = logged_in(CLAIRE)
        claire.say("mes remboursements depuis 1 an")
        held = " ".join(row[0] for row in database.execute("select data from events where id > ?", (before,)))
    assert "view_reimbursements" in held
    for canary in ("Vasseur", "Manon", "Hugo", "PHARMACIE", "€", "Kinésithérapie"):
        assert canary not in held, canary
        assert canary not in held.encode().decode("unicode_escape", "ignore"), canary


def test_logs_hold_nothing_that_was_said(claire, stack):
    claire.say("bonjour je m'appelle Kunégonde et mon iban est FR76 3000 6000 0112 3456 7890 189")
    logs = "".join(stack.log(name) for name in ("bot", "actions", "rasa"))
    assert "Kunégonde" not in logs and "3000 6000" not in logs and "Vasseur" not in logs
