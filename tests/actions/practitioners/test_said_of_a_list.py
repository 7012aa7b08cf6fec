"""What strangers said of a list, or instead of an answer: the list and its profession are kept, nothing loops."""

import pytest

from mutuelle.places.service import PlacesService
from mutuelle.settings import Settings
from tests.actions.practitioners.talk import ASK, FIND, SLOT, answer, hear, places, plain, show

LIST = "cherche dentiste Quimper"
AROUND = "chirurgiens-dentistes autour de Quimper (29)"


@pytest.mark.parametrize(
    ("said", "intent", "confidence", "told"),
    [
        ("le moins cher", "find_practitioner", 0.3, "ne donne pas les prix"),
        ("un truc pas cher", "out_of_scope", 0.78, "ne donne pas les prix"),
        ("pas trop cher", "cancel_contract", 0.65, "ne donne pas les prix"),
        ("c'est cher", "cancel_contract", 0.68, "ne donne pas les prix"),
        ("combien ça coûte", "nlu_fallback", 0.2, "ne donne pas les prix"),
        ("y en a un qui fait du domicile", "find_practitioner", 0.39, "qui se déplace à domicile"),
        ("y a un parking ?", "nlu_fallback", 0.2, "parking"),
        ("c'est ouvert ?", "list_sessions", 0.54, "ni les horaires"),
        ("et une femme ?", "refine_reimbursements", 0.98, "la civilité"),
        ("c'est trop loin, je ne conduis plus", "medical_emergency", 0.36, "le plus proche que je connaisse"),
        ("trop loin", "previous_page", 0.96, "le plus proche que je connaisse"),
    ],
)
async def test_what_the_directory_does_not_tell_is_said_beside_the_list(
    visits, directory, said, intent, confidence, told
):
    dialogue = await visits()
    await show(dialogue, LIST)
    answered = plain(await answer(dialogue, said, intent=intent, confidence=confidence))
    assert told in answered
    assert AROUND in answered


async def test_it_is_said_once_only(visits, directory):
    dialogue = await visits()
    await show(dialogue, LIST)
    await answer(dialogue, "y a un parking ?", intent="nlu_fallback", confidence=0.2)
    assert "parking" not in plain(await answer(dialogue, "plus loin"))


async def test_a_question_of_prices_offers_sector_1_and_a_simulation(visits, directory):
    dialogue = await visits()
    await show(dialogue, "généraliste Quimper")
    answered = await answer(dialogue, "combien ça coûte", intent="nlu_fallback", confidence=0.2)
    assert {"Secteur 1 seulement", "Faire une simulation"} <= set(answered.buttons)


@pytest.mark.parametrize("said", ["le + proche", "le plus proche", "le moins loin"])
async def test_the_nearest_is_the_first_of_the_list(visits, directory, said):
    dialogue = await visits()
    await show(dialogue, LIST)
    answered = await answer(dialogue, said, intent="find_practitioner", confidence=0.99)
    assert "Voici la fiche de Le Goff A (A)" in answered.text


@pytest.mark.parametrize("in_form", [True, False], ids=["in the form", "after something else"])
async def test_what_is_not_understood_keeps_the_list_and_its_profession(visits, directory, in_form):
    dialogue = await visits()
    await show(dialogue, LIST)
    said = "celui qui est bleu turquoise"
    if in_form:
        unheard = await answer(dialogue, said, intent="find_practitioner", confidence=0.4)
    else:
        await dialogue.run(FIND, said, intent="find_practitioner", confidence=0.4)
        unheard = await dialogue.run(ASK, said)
    assert "je garde la liste" in unheard.text
    again = await answer(dialogue, "celui qui est vert", intent="find_practitioner", confidence=0.4)
    assert {"Revenir à la liste", "Nouvelle recherche", "Parler à un conseiller"} <= set(again.buttons)
    assert "chirurgiens-dentistes autour de Tours" in plain(
        await answer(dialogue, "et a Tours", intent="refine_reimbursements", confidence=0.66)
    ) or "chirurgien-dentiste autour de Tours" in plain(await answer(dialogue, "Tours"))


async def test_looking_for_a_professional_begins_anew_though_a_list_is_shown(visits, directory):
    dialogue = await visits()
    await show(dialogue, LIST)
    asked = await show(dialogue, "je cherche un professionnel de santé")
    assert "Quel professionnel de santé" in asked.text


@pytest.mark.parametrize(
    ("said", "intent", "confidence"),
    [
        ("numéro du samu", "medical_emergency", 0.997),
        ("le numéro pour les suicides", "medical_emergency", 0.999),
        ("merci beaucoup vous êtes bien aimable", "thank", 1.0),
        ("et mes remboursements ?", "view_reimbursements", 1.0),
        ("c'est cher la mutuelle", "view_contributions", 0.9),
        ("mon adresse", "update_contact_details", 0.9),
    ],
)
@pytest.mark.parametrize("begun", [LIST, "un dentiste"], ids=["list", "place"])
async def test_an_emergency_and_thanks_are_never_taken(visits, directory, begun, said, intent, confidence):
    dialogue = await visits()
    await show(dialogue, begun)
    heard = await hear(dialogue, said, intent=intent, confidence=confidence)
    assert SLOT not in heard.slots
    assert heard.bodies == []


@pytest.mark.parametrize("begun", ["je cherche un professionnel de santé", "un dentiste"], ids=["category", "place"])
async def test_no_question_is_asked_a_third_time_in_a_row(visits, directory, begun):
    dialogue = await visits()
    await show(dialogue, begun)
    for said in ("itinéraire", "le téléphone"):
        last = await answer(dialogue, said, intent="find_practitioner", confidence=0.5)
    assert "Nouvelle recherche" in last.buttons
    assert last.slots[SLOT] == "over"


async def test_a_place_said_before_the_profession_is_noted_and_asked_for_no_more_than_twice(visits, directory):
    dialogue = await visits()
    await show(dialogue, "je cherche un professionnel de santé")
    asked = await answer(dialogue, "Quimper", intent="out_of_scope", confidence=0.7)
    assert "C'est noté" in asked.text
    assert AROUND in plain(await answer(dialogue, "un dentiste"))


@pytest.mark.parametrize(
    ("said", "intent", "confidence"),
    [
        ("5 rue de la Paix Quimper", "update_contact_details", 0.94),
        ("à Quimper", "goodbye", 0.97),
        ("finalement plutôt à Quimper", "refine_reimbursements", 0.85),
    ],
)
async def test_a_place_answers_the_question_where_whatever_it_is_taken_for(visits, directory, said, intent, confidence):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    assert places(await answer(dialogue, said, intent=intent, confidence=confidence))


async def test_the_first_of_the_places_offered_is_chosen_by_its_rank(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste à Saint-Denis")
    answered = await answer(dialogue, "le premier", intent="previous_page", confidence=0.9)
    assert "Saint-Denis (93)" in plain(answered)


async def test_what_is_too_far_is_no_place(visits, directory):
    dialogue = await visits()
    asked = await show(dialogue, "l'opticien le plus proche de chez moi")
    assert "Autour de quel endroit" in asked.text
    asked = await answer(dialogue, "c'est trop loin", intent="previous_page", confidence=0.91)
    assert "Je ne connais pas" not in asked.text


async def test_a_place_that_is_mentioned_and_unknown_is_said_to_be(visits, directory, services):
    services.searches._places = PlacesService(Settings(database_url="sqlite+aiosqlite://", secret="s" * 40))
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    asked = await answer(dialogue, "a Trifouillis-les-Oies", intent="out_of_scope", confidence=0.38)
    assert "Je ne connais pas de lieu « Trifouillis-les-Oies »" in plain(asked)


async def test_a_place_that_is_unknown_is_told_once(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    asked = await answer(dialogue, "Xyzzyville")
    assert "pas compris" not in asked.text
    assert "Autour de quel endroit" in asked.text
    assert "Xyzzyville" not in (await answer(dialogue, "c'est trop loin")).text


async def test_an_explanation_asked_for_is_not_taken_for_a_profession(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un gynéco")
    heard = await hear(dialogue, "explique moi le dentiste de Chloé", intent="explain_reimbursement", confidence=0.78)
    assert SLOT not in heard.slots
