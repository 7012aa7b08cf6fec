"""Whole conversations about finding a professional, on the running assistant and its demo directory."""

import json
import re
import secrets

import pytest

from tests.chat import words
from tests.dialogues.steps import hears_of

pytestmark = pytest.mark.running

QUIMPER = {"latitude": 47.9960, "longitude": -4.1024}


def plain(bodies):
    return words(bodies).replace("\xa0", " ").replace("\u202f", " ")


def places(bodies):
    return [place for body in bodies for place in body.get("places", ())]


def test_the_guides_search_is_walked_through_by_talking(chat):
    answer = chat.say("cherche podologue Quimper")
    assert "pédicures-podologues autour de Quimper (29)" in plain(answer)
    listed = places(answer)
    assert [one["letter"] for one in listed] == ["A", "B", "C", "D", "E"]
    assert re.search(r"6-\d+ sur \d+", str(chat.say("la suite")))
    (second,) = places(chat.say("montre B sur la carte"))
    assert second["name"] == listed[1]["name"]
    assert second["name"] in plain(chat.say("son téléphone ?"))
    assert second["name"] in plain(chat.say("comment y aller ?"))
    assert "Quel professionnel" in plain(chat.say("nouvelle recherche"))


def test_what_is_missing_is_asked_and_another_question_does_not_lose_it(chat):
    asked = chat.say("je cherche un cardiologue")
    assert asked[-1]["type"] == "location_request"
    assert "secteur 2" in plain(chat.say("c'est quoi un secteur 2 ?"))
    assert "cardiologues autour de Clermont-Ferrand" in plain(chat.say("clermont ferrand"))
    assert "de secteur 1 autour de Clermont-Ferrand" in plain(chat.say("secteur 1"))
    assert "Me connecter" in str(chat.say("mes remboursements"))
    assert "B sur la carte" in plain(chat.say("montre B sur la carte"))


def test_an_ambiguous_town_and_a_misspelt_one(chat):
    chat.say("un ophtalmo à Saint-Denis")
    assert "Saint-Denis (974)" in plain(chat.tap("Saint-Denis (974)"))
    assert "autour de Marseille" in plain(chat.say("medcin marseil"))


def test_an_emergency_comes_before_any_search(chat):
    assert "15" in plain(chat.say("cherche médecin j'ai mal à la poitrine"))


def test_a_shared_position_is_searched_around_and_is_nowhere_in_the_log(chat):
    chat.say("je cherche une pharmacie")
    body = json.dumps({"id": secrets.token_hex(8), "position": QUIMPER})
    response = chat.http.post("/chat/messages", content=body)
    assert response.status_code == 202
    answer = chat.hear(after=response.json()["seq"])
    assert "autour de vous" in plain(answer)
    events = chat.http.get("/chat/events", params={"after": 0}).json()["events"]
    mine = [event["body"] for event in events if event["direction"] == "in"]
    assert mine[-1] == {"type": "text", "text": "Ma position"}
    assert "4.1024" not in str(events)
    assert answer[-1]["center"] is None


def test_a_position_refused_is_answered_and_a_town_does_as_well(chat):
    chat.say("un dentiste")
    body = json.dumps({"id": secrets.token_hex(8), "position": {"problem": "refused"}})
    response = chat.http.post("/chat/messages", content=body)
    assert "n'a pas donné votre position" in plain(chat.hear(after=response.json()["seq"]))
    assert "autour de Rennes (35)" in plain(chat.say("rennes"))


async def test_a_position_is_shared_on_telegram(telegram):
    person = telegram.person("Yann")
    await person.says("un médecin près de moi")
    asked = await hears_of(person, "Autour de quel endroit")
    assert "request_location" in asked.raw["reply_markup"]
    await person.sends(location=QUIMPER)
    answer = await hears_of(person, "autour de vous")
    assert "Détails A" in answer.buttons
    await person.says("montre B sur la carte")
    await hears_of(person, "B sur la carte")
    assert telegram.called("sendVenue")
