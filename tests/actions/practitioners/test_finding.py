"""A search for a professional in words: what is asked, the list, the network; nothing of it in a slot."""

import pytest
from sqlalchemy import update

from mutuelle.conversations.positions import SharedPosition
from mutuelle.conversations.transcript import Incoming
from mutuelle.practitioners.service import DEMO
from mutuelle.practitioners.tables import DirectoryExtract
from tests.actions.practitioners.talk import ASK, FORM, PARTNER, POSITION, SLOT, answer, places, plain, show, tap
from tests.small_places import QUIMPER


async def test_a_whole_sentence_gives_the_list_of_the_guide(visits, directory):
    answered = await show(await visits(), "cherche dentiste Quimper")
    (body,) = answered.bodies
    assert body["type"] == "places"
    assert plain(answered).startswith("5 chirurgiens-dentistes autour de Quimper (29), à moins de 2 km")
    assert [one["letter"] for one in body["places"]] == ["A", "B", "C", "D", "E"]
    assert body["places"][0]["name"] == "Le Goff A"
    assert body["places"][0]["distance"].replace("\xa0", " ") == "343 m"
    assert body["places"][0]["number"].startswith("RPPS 1010")
    assert "Annuaire du 3 novembre 2026" in body["footer"]
    assert answered.member_id is None


async def test_what_is_missing_is_asked_one_at_a_time(visits, directory):
    dialogue = await visits()
    asked = await show(dialogue, "je cherche un professionnel de santé")
    assert "Quel professionnel" in asked.text
    assert {"Médecin généraliste", "Annuler"} <= set(asked.buttons)
    asked = await tap(dialogue, asked, "Chirurgien-dentiste")
    assert asked.bodies[0]["type"] == "location_request"
    assert asked.bodies[0]["label"] == "Partager ma position"
    assert len(places(await answer(dialogue, "quimper"))) == 5


async def test_a_shared_position_is_searched_around_and_told_nowhere(visits, directory, transcript, store):
    dialogue = await visits("telegram", "77")
    conversation = await transcript.find("telegram", "77")
    await show(dialogue, "un dentiste près de moi")
    here = SharedPosition(QUIMPER.point.latitude, QUIMPER.point.longitude)
    await transcript.receive(conversation, Incoming("p1", text="Ma position", payload=POSITION, position=here))
    await dialogue.tap(f"validate_{FORM}", POSITION, slots={"requested_slot": SLOT}, loop=FORM)
    answered = await dialogue.tap(ASK, POSITION)
    assert "autour de vous" in answered.text
    assert answered.bodies[0]["center"] is None
    assert answered.bodies[0]["bounds"][0] > here.latitude  # the map shows those found, not who asks


async def test_around_me_without_a_position_asks_for_it(visits, directory):
    asked = await show(await visits(), "un dentiste autour de moi")
    assert "Je n'ai pas votre position" in asked.text
    assert asked.bodies[0]["type"] == "location_request"


async def test_an_ambiguous_place_asks_which(visits, directory):
    dialogue = await visits()
    asked = await show(dialogue, "un dentiste à Saint-Denis")
    assert {"Saint-Denis (93)", "Saint-Denis (974)"} <= set(asked.buttons)
    answered = await tap(dialogue, asked, "Saint-Denis (974)")
    assert "Je ne trouve aucun chirurgien-dentiste autour de Saint-Denis (974)" in plain(answered)


@pytest.mark.parametrize("said", ["974", "celui du 974", "le dernier", "le deuxième", "2"])
async def test_an_ambiguous_place_is_chosen_by_typing_its_department_or_its_rank(visits, directory, said):
    dialogue = await visits()
    await show(dialogue, "un dentiste à Saint-Denis")
    assert "Saint-Denis (974)" in (await answer(dialogue, said)).text


async def test_a_department_says_which_of_the_places_offered_is_meant(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste à Locmaria")
    assert "Locmaria-Plouzané (29)" in (await answer(dialogue, "dans le Finistère")).text


async def test_around_a_neighbourhood_is_said_to_be_about_there(visits, directory):
    shown = await show(await visits(), "un dentiste quartier de Locmaria")
    assert "dans le quartier « Locmaria (Quimper) » et autour (position approximative), à moins de" in plain(shown)
    assert len(places(shown)) == 5


async def test_back_asks_the_question_before_and_says_when_there_is_none(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste à Saint-Denis")
    asked = [await answer(dialogue, "retour", intent="previous_page", confidence=0.9) for _ in range(3)]
    assert [one.bodies[0]["type"] for one in asked] == ["location_request", "text", "text"]
    assert asked[1].text.startswith("Quel professionnel")
    assert asked[2].text.startswith("Vous êtes à la première question")
    assert "Autour de quel endroit" in (await answer(dialogue, "un dentiste")).text


async def test_not_to_know_where_is_no_refusal(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    assert "Autour de quel endroit" in (await answer(dialogue, "jsais pas trop", intent="deny")).text


async def test_an_unknown_place_offers_the_nearest_spellings(visits, directory):
    dialogue = await visits()
    asked = await show(dialogue, "un dentiste à Kimper")
    assert "Vouliez-vous dire" in asked.text
    assert len(places(await tap(dialogue, asked, "Quimper (29)"))) == 5


async def test_a_place_that_is_none_is_asked_again_and_given_up(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    assert "Je ne connais pas de lieu" in (await answer(dialogue, "Xyzzyville")).text
    ended = await answer(dialogue, "Xyzzyville")
    assert "j'arrête la recherche" in ended.text
    assert ended.slots[SLOT] == "over"


async def test_a_name_is_looked_up_in_a_place_and_the_only_one_is_shown(visits, directory):
    answered = await show(await visits(), "téléphone du Dr Morel à Quimper")
    assert "Le téléphone de Morel Jean" in answered.text


async def test_the_network_is_searched_first_for_its_professions_and_its_neighbours_are_offered(visits, directory):
    dialogue = await visits()
    answered = await show(dialogue, "un opticien à Quimper", PARTNER)
    assert "Je ne trouve aucun opticien du réseau Kalixia dans la commune de Quimper" in plain(answered)
    assert "prix négociés" in answered.text
    answered = await tap(dialogue, answered, "Étendre aux communes voisines")
    assert (
        "Un seul résultat, opticien du réseau Kalixia dans la commune de Quimper (29) et les communes voisines"
        in plain(answered)
    )
    assert [one["name"] for one in places(answered)] == ["Optique du Steir"]
    answered = await tap(dialogue, answered, "Aussi hors du réseau")
    assert [one["name"] for one in places(answered)] == ["Optique Odet", "Optique du Steir"]


async def test_the_network_offers_its_three_disciplines(visits, directory):
    asked = await show(await visits(), "réseau Kalixia", PARTNER)
    assert set(asked.buttons) == {"Opticien", "Audioprothésiste", "Ostéopathe", "Annuler"}


async def test_the_network_is_asked_for_one_profession_and_not_for_the_next(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un opticien du réseau à Quimper", PARTNER)
    answered = await answer(dialogue, "un dentiste", intent="find_practitioner", confidence=0.9)
    assert "5 chirurgiens-dentistes" in plain(answered)
    assert "réseau" not in answered.text
    assert "réseau Kalixia ne concerne que" in (await answer(dialogue, "seulement le réseau")).text


async def test_invented_professionals_are_said_to_be(visits, directory, store):
    async with store.write() as connection:
        await connection.execute(update(DirectoryExtract).values(source=DEMO))
    answered = await show(await visits(), "cherche dentiste Quimper")
    assert "ces professionnels sont inventés" in answered.bodies[0]["footer"]


async def test_an_empty_directory_says_so(visits, family):
    answered = await show(await visits(), "cherche dentiste Quimper")
    assert "n'est pas chargé" in answered.text
