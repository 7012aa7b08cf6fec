"""A search for a professional in words: what is asked, the list, one of it; nothing of it in a slot."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, update

from mutuelle.contract.tables import Address
from mutuelle.conversations.positions import SharedPosition
from mutuelle.conversations.transcript import Incoming
from mutuelle.practitioners.service import DEMO
from mutuelle.practitioners.tables import DirectoryExtract
from tests.directory import fill, quimper
from tests.small_places import QUIMPER, SmallPlaces

FIND, PARTNER = "action_practitioners_find", "action_practitioners_find_partner"
ASK = "action_ask_practitioners_search_form_practitioners_step"
FORM, SLOT = "practitioners_search_form", "practitioners_step"
POSITION = '/find_practitioner{"location": "#position"}'


@pytest.fixture
def services(services):
    """The real services with a gazetteer of a few towns."""
    services.searches._places = services.searches._looking._places = SmallPlaces()
    return services


@pytest.fixture
async def at_home(store, family):
    """Claire's address is on file."""
    async with store.write() as connection:
        await connection.execute(
            insert(Address).values(
                member_id=family.claire,
                street="8 allée des Tilleuls",
                postcode="35000",
                city="Rennes",
                since=date(2020, 1, 1),
                recorded_at=datetime(2020, 1, 1, tzinfo=UTC),
            )
        )


@pytest.fixture
async def directory(store, family):
    await fill(store, *quimper())


async def show(dialogue, text, action=FIND):
    begun = await dialogue.run(action, text)
    assert begun.events[-1]["name"] == FORM
    return await dialogue.run(ASK, text)


async def answer(dialogue, text, **understood):
    """Hand a message to the running form, and return what it says next."""
    heard = await dialogue.run(f"validate_{FORM}", text, slots={"requested_slot": SLOT}, loop=FORM, **understood)
    if heard.slots.get(SLOT) or heard.bodies:
        return heard
    return await dialogue.run(ASK, text)


async def tap(dialogue, answered, title):
    payload = answered.buttons[title]
    await dialogue.tap(
        f"validate_{FORM}", payload, slots={"requested_slot": SLOT}, loop=FORM, intent="find_practitioner"
    )
    return await dialogue.tap(ASK, payload)


def places(answered):
    return [place for body in answered.bodies for place in body.get("places", ())]


def plain(answered):
    return answered.text.replace("\xa0", " ")


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


async def test_an_ambiguous_place_is_chosen_by_typing_its_department(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste à Saint-Denis")
    assert "Saint-Denis (974)" in (await answer(dialogue, "974")).text


async def test_an_unknown_place_offers_the_nearest_spellings(visits, directory):
    dialogue = await visits()
    asked = await show(dialogue, "un dentiste à Kimper")
    assert "Vouliez-vous dire" in asked.text
    assert len(places(await tap(dialogue, asked, "Quimper (29)"))) == 5


async def test_a_place_that_is_none_is_asked_again_and_given_up(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    for _ in range(2):
        assert "Je ne connais pas de lieu" in (await answer(dialogue, "Xyzzyville")).text
    ended = await answer(dialogue, "Xyzzyville")
    assert "j'arrête la recherche" in ended.text
    assert ended.slots[SLOT] == "over"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("à moins d'un kilomètre", "2 chirurgiens-dentistes autour de Quimper (29), à moins de 1 km"),
        ("plus loin", "6 chirurgiens-dentistes autour de Quimper (29), à moins de 10 km"),
        ("dans un rayon de 50 km", "7 chirurgiens-dentistes autour de Quimper (29), à moins de 50 km"),
        ("et un médecin ?", "2 médecins généralistes autour de Quimper (29)"),
        ("affichez-en 2", "5 chirurgiens-dentistes"),
        ("montre B sur la carte", "B sur la carte : Le Goff B"),
        ("b sur la carte", "B sur la carte : Le Goff B"),
        ("détails du premier", "Voici la fiche de Le Goff A (A)"),
        ("le deuxième", "Voici la fiche de Le Goff B (B)"),
        ("téléphone du 3e", "Le téléphone de Le Goff C (C) : 02 98 00"),
        ("comment aller chez le D ?", "Pour aller chez Le Goff D (D)"),
        ("le plus proche", "Voici la fiche de Le Goff A (A)"),
        ("C", "Voici la fiche de Le Goff C (C)"),
        ("le dernier", "Voici la fiche de Le Goff E (E)"),
        ("son téléphone ?", "De qui parlez-vous ?"),
        ("comment y aller ?", "De qui parlez-vous ?"),
        ("nouvelle recherche", "Quel professionnel de santé cherchez-vous ?"),
        ("le M sur la carte", "Il n'y a pas de professionnel à cette place"),
    ],
)
async def test_the_list_is_refined_without_retyping(visits, directory, said, told):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    assert told in plain(await answer(dialogue, said, intent="update_contact_details", confidence=0.6))


async def test_his_telephone_is_that_of_the_one_last_shown(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    await answer(dialogue, "détails du deuxième")
    assert "Le téléphone de Le Goff B" in (await answer(dialogue, "son téléphone ?")).text
    assert "Pour aller chez Le Goff B" in (await answer(dialogue, "et comment y aller ?")).text


async def test_pages_tell_where_one_is_in_the_list(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste dans un rayon de 50 km autour de Quimper")
    shown = await answer(dialogue, "la suite", intent="next_page", confidence=0.9)
    assert shown.bodies[0]["footer"].startswith("6-7 sur 7")
    assert [one["letter"] for one in places(shown)] == ["F", "G"]
    assert places(shown)[1]["distance"].replace("\xa0", " ") == "environ 30 km"
    assert "rue%20de%20Brest" in places(shown)[1]["links"][1]["url"]  # its point is the commune's
    shown = await answer(dialogue, "la suite", intent="next_page", confidence=0.9)
    assert "Vous êtes à la fin de la liste" in shown.text
    assert shown.bodies[0]["footer"].startswith("6-7 sur 7")
    shown = await answer(dialogue, "page précédente", intent="previous_page", confidence=0.9)
    assert shown.bodies[0]["footer"].startswith("1-5 sur 7")


async def test_sectors_narrow_the_list(visits, directory):
    dialogue = await visits()
    answered = await show(dialogue, "un généraliste secteur 1 du côté de Tours")
    assert "Un seul résultat, médecin généraliste de secteur 1 autour de Tours (37)" in plain(answered)
    answered = await show(dialogue, "généraliste Quimper")
    assert [one["name"] for one in places(answered)] == ["Petit Luc", "Morel Jean"]
    answered = await answer(dialogue, "secteur 1")
    assert [one["name"] for one in places(answered)] == ["Morel Jean"]


async def test_who_and_where_in_one_sentence_begin_a_new_search(visits, directory):
    dialogue = await visits()
    await show(dialogue, "généraliste Quimper")
    await answer(dialogue, "secteur 1")
    answered = await answer(dialogue, "un généraliste à Quimper", intent="find_practitioner")
    assert [one["name"] for one in places(answered)] == ["Petit Luc", "Morel Jean"]


async def test_of_the_list_on_display_any_rank_can_be_asked_for(visits, directory):
    dialogue = await visits()
    await show(dialogue, "3 dentistes à Quimper")
    assert "Voici la fiche de Le Goff E (E)" in (await answer(dialogue, "détails du E")).text


async def test_a_sector_is_not_asked_of_a_profession_that_has_none(visits, directory):
    answered = await show(await visits(), "un dentiste secteur 1 à Quimper")
    assert "n'a pas de secteur dans l'annuaire" in answered.text
    assert len(places(answered)) == 5


async def test_a_name_is_looked_up_in_a_place_and_the_only_one_is_shown(visits, directory):
    answered = await show(await visits(), "téléphone du Dr Morel à Quimper")
    assert "Le téléphone de Morel Jean" in answered.text


async def test_which_one_is_meant_answers_what_was_asked(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    await answer(dialogue, "son téléphone ?")
    assert "Le téléphone de Le Goff B" in (await answer(dialogue, "le B")).text


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


async def test_the_number_of_results_is_at_most_fifty(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    assert "de 1 à 50 résultats" in (await answer(dialogue, "affichez 80 résultats")).text


async def test_a_home_on_file_is_used_and_kept_only_after_a_yes(logs_in, directory, at_home):
    dialogue = await logs_in()
    asked = await show(dialogue, "un dentiste près de chez moi")
    assert "Voulez-vous que je cherche autour de votre adresse" in asked.text
    assert asked.member_id is not None
    answered = await tap(dialogue, asked, "Oui, retenez-la")
    assert "autour de chez vous" in answered.text
    assert answered.member_id is not None
    again = await show(dialogue, "un dentiste près de chez moi")
    assert "autour de chez vous" in again.text
    assert "C'est effacé" in (await answer(dialogue, "oubliez mon adresse")).text
    assert "Voulez-vous" in (await show(dialogue, "un dentiste près de chez moi")).text


async def test_a_home_on_file_is_not_used_after_a_no(logs_in, directory, at_home):
    dialogue = await logs_in()
    await show(dialogue, "un dentiste près de chez moi")
    asked = await answer(dialogue, "non", intent="deny", confidence=0.9)
    assert "je n'utilise pas votre adresse" in asked.text
    assert asked.bodies[0]["type"] == "location_request"


async def test_a_workplace_is_kept_when_the_member_says_so(logs_in, directory):
    dialogue = await logs_in()
    asked = await show(dialogue, "un dentiste près de mon travail")
    assert "l'adresse de votre travail" in asked.text
    answered = await answer(dialogue, "5 rue de la Paix Quimper")
    kept = answered.buttons["Retenir comme mon travail"]
    told = await dialogue.tap(f"validate_{FORM}", kept, slots={"requested_slot": SLOT}, loop=FORM)
    assert "C'est retenu : 5 rue de la Paix" in told.text
    assert "autour de votre travail" in (await show(dialogue, "un médecin près de mon bureau")).text


async def test_a_visitor_has_no_home(visits, directory):
    asked = await show(await visits(), "un dentiste près de chez moi")
    assert "vous n'êtes pas connecté(e)" in asked.text


async def test_a_question_about_something_else_is_left_to_its_rule(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    heard = await dialogue.run(
        f"validate_{FORM}",
        "mes remboursements",
        slots={"requested_slot": SLOT},
        loop=FORM,
        intent="view_reimbursements",
        confidence=0.98,
    )
    assert SLOT not in heard.slots
    assert heard.bodies == []
    assert "Voici la fiche de Le Goff B" in (await show(dialogue, "détails du deuxième")).text


async def test_what_a_word_means_is_left_to_the_glossary(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    heard = await dialogue.run(
        f"validate_{FORM}",
        "c'est quoi le secteur 1 ?",
        slots={"requested_slot": SLOT},
        loop=FORM,
        intent="ask_definition",
        confidence=0.6,
    )
    assert SLOT not in heard.slots


async def test_it_can_be_dropped_at_any_time(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    ended = await answer(dialogue, "laisse tomber", intent="deny", confidence=0.9)
    assert "j'arrête la recherche" in ended.text
    assert ended.slots[SLOT] == "over"


async def test_invented_professionals_are_said_to_be(visits, directory, store):
    async with store.write() as connection:
        await connection.execute(update(DirectoryExtract).values(source=DEMO))
    answered = await show(await visits(), "cherche dentiste Quimper")
    assert "ces professionnels sont inventés" in answered.bodies[0]["footer"]


@pytest.mark.parametrize("said", ["cherche dentiste Quimper", "un dentiste"], ids=["list", "question"])
async def test_the_command_to_cancel_ends_it(visits, directory, said):
    dialogue = await visits()
    await show(dialogue, said)
    ended = await dialogue.tap(
        f"validate_{FORM}", "/deny", slots={"requested_slot": SLOT}, loop=FORM, intent="deny", confidence=1.0
    )
    assert "j'arrête la recherche" in ended.text


async def test_a_button_of_another_topic_is_left_to_its_rule(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    heard = await dialogue.tap(
        f"validate_{FORM}", "/next_page", slots={"requested_slot": SLOT}, loop=FORM, intent="next_page", confidence=1.0
    )
    assert SLOT not in heard.slots
    assert heard.bodies == []


async def test_an_empty_directory_says_so(visits, family):
    answered = await show(await visits(), "cherche dentiste Quimper")
    assert "n'est pas chargé" in answered.text


async def test_a_way_gives_where_it_is_and_never_where_the_member_is(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    answered = await answer(dialogue, "itinéraire vers A")
    links = {link["label"]: link["url"] for link in places(answered)[0]["links"]}
    assert set(links) == {"OpenStreetMap", "Google Maps", "Plans (Apple)", "Autre application"}
    assert all("47.99908" in url for url in links.values())
    assert not any(str(QUIMPER.point.latitude) in url for url in links.values())
