"""What is said of a list that is shown: nearer, farther, another page, one of it."""

import pytest

from tests.actions.practitioners.talk import ASK, FORM, answer, places, plain, show


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


async def test_plus_loin_goes_on_where_those_shown_end(visits, directory):
    dialogue = await visits()
    shown = await show(dialogue, "cherche dentiste Quimper")
    further = await answer(dialogue, "plus loin")
    assert [one["letter"] for one in places(further)] == ["F"]
    assert [one["letter"] for one in places(await answer(dialogue, "précédents"))] == ["A", "B", "C", "D", "E"]
    assert len(places(shown)) == 5


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


async def test_which_one_is_meant_answers_what_was_asked(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    await answer(dialogue, "son téléphone ?")
    assert "Le téléphone de Le Goff B" in (await answer(dialogue, "le B")).text


async def test_the_number_of_results_is_at_most_fifty(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    assert "de 1 à 50 résultats" in (await answer(dialogue, "affichez 80 résultats")).text


async def test_what_the_directory_does_not_tell_is_said_once_beside_the_list(visits, directory):
    dialogue = await visits()
    shown = await show(dialogue, "un dentiste qui parle anglais à Quimper")
    further = await answer(dialogue, "plus loin", intent="find_practitioner", confidence=0.9)
    asked = await answer(dialogue, "et ouvert le samedi ?", intent="ask_opening_hours", confidence=0.9)

    assert shown.text.startswith("Notre annuaire ne dit pas quelles langues parle chacun")
    assert len(places(shown)) == 5
    assert "langues" not in further.text
    assert "horaires" in asked.text
    assert places(asked) == places(further)


async def test_the_first_is_one_of_the_list_even_where_the_engine_takes_it_for_a_page(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    one = await answer(dialogue, "le premier", intent="previous_page", confidence=0.97)
    assert "Voici la fiche de Le Goff A (A)" in one.text


async def test_a_step_back_from_a_distance_that_nobody_is_in_takes_it_away(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    assert "Je ne trouve aucun" in (await answer(dialogue, "à moins de 10 m")).text
    again = await answer(dialogue, "retour", intent="previous_page", confidence=0.97)
    assert len(places(again)) == 5
    assert "début de la liste" not in again.text


async def test_a_stranger_to_the_directory_is_not_looked_for_as_whoever_was_before(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    asked = await answer(dialogue, "un véto à Pluguffan")
    assert "n'a pas ce type de professionnel" in asked.text
    assert "Quel professionnel de santé cherchez-vous ?" in asked.text
    assert places(asked) == []


async def test_a_stranger_to_the_directory_without_a_place_leaves_the_list_as_it_is(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    told = await answer(dialogue, "un véto", intent="find_practitioner", confidence=0.9)
    assert "n'a pas ce type de professionnel" in told.text
    assert len(places(told)) == 5


async def test_of_two_professions_in_another_town_one_is_to_be_chosen(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche podologue Quimper")
    asked = await answer(dialogue, "un kiné et un dentiste à Quimper")
    assert {"Masseur-kinésithérapeute", "Chirurgien-dentiste"} <= set(asked.buttons)
    assert "chirurgiens-dentistes autour de Quimper" in (await answer(dialogue, "le dentiste")).text


async def test_what_was_refused_is_not_said_again_after_something_else(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un kiné")
    assert "n'a pas de secteur" in (await answer(dialogue, "secteur 1")).text
    asked = await dialogue.run(ASK, "c'est nul", loop=FORM, interrupted=True)
    assert "n'a pas de secteur" not in asked.text


async def test_a_department_that_several_of_the_places_offered_are_in_leaves_those(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste à Saint Martin")
    asked = await answer(dialogue, "38")
    assert "lequel est-ce" in asked.text
    assert [*asked.buttons][:2] == ["Saint-Martin-d'Hères (38)", "Saint-Martin-le-Vinoux (38)"]
    assert "Saint-Martin (978)" not in asked.buttons


async def test_another_town_goes_on_with_whom_was_looked_for_though_something_else_was_asked(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    await dialogue.run("action_reimbursements_list", "mes remboursements")
    assert "chirurgiens-dentistes autour de Tours" in plain(await show(dialogue, "et à Tours ?"))


@pytest.mark.parametrize("said", ["finalement plutôt un médecin", "et à Quimperlé ?"])
async def test_how_near_was_said_of_the_ones_before(visits, directory, said):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    nearer = plain(await answer(dialogue, "plus près"))
    assert "à moins de" in nearer
    assert "à moins de 1 km" not in plain(await answer(dialogue, said))
