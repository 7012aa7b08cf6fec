"""What is no answer to a search is left to its own rule; a search can be dropped at any time."""

import pytest

from tests.actions.practitioners.talk import FORM, SLOT, answer, hear, places, plain, show


async def test_a_question_about_something_else_is_left_to_its_rule(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    heard = await hear(dialogue, "mes remboursements", intent="view_reimbursements", confidence=0.98)
    assert SLOT not in heard.slots
    assert heard.bodies == []
    assert "Voici la fiche de Le Goff B" in (await show(dialogue, "détails du deuxième")).text


async def test_what_a_word_means_is_left_to_the_glossary(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    heard = await hear(dialogue, "c'est quoi le secteur 1 ?", intent="ask_definition", confidence=0.6)
    assert SLOT not in heard.slots


async def test_it_can_be_dropped_at_any_time(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    ended = await answer(dialogue, "laisse tomber", intent="deny", confidence=0.9)
    assert "j'arrête la recherche" in ended.text
    assert ended.slots[SLOT] == "over"


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


@pytest.mark.parametrize(
    ("action", "said", "intent", "letter"),
    [
        ("action_reimbursements_next", "la suite", "next_page", "F"),
        ("action_reimbursements_explain", "détails du deuxième", "explain_reimbursement", "B"),
        ("action_smalltalk_unclear", "le deuxième", "nlu_fallback", "B"),
        ("action_smalltalk_unclear", "y a un parking ?", "nlu_fallback", "A"),
        ("action_reimbursements_refine", "et à Pluguffan", "refine_reimbursements", "A"),
    ],
)
async def test_the_list_on_display_is_come_back_to_after_something_else(
    visits, directory, action, said, intent, letter
):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper à 30 km")
    assert places(await dialogue.run(action, said, intent=intent))[0]["letter"] == letter


@pytest.mark.parametrize("said", ["expliquez mon dernier remboursement", "détails du 2e paiement"])
async def test_a_payment_that_is_named_is_none_of_the_professionals(logs_in, directory, said):
    dialogue = await logs_in()
    await show(dialogue, "cherche dentiste Quimper")
    answered = await dialogue.run("action_reimbursements_explain", said, intent="explain_reimbursement")
    assert not places(answered) and "Voici la fiche" not in plain(answered)


async def test_payments_listed_since_are_what_is_on_display(logs_in, directory):
    dialogue = await logs_in()
    await show(dialogue, "cherche dentiste Quimper")
    await dialogue.run("action_reimbursements_list", "mes remboursements")
    assert "remboursements" in (await dialogue.run("action_reimbursements_next", "la suite", intent="next_page")).text


async def test_a_search_that_was_dropped_is_not_on_display_any_more(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    await answer(dialogue, "laisse tomber", intent="deny", confidence=0.9)
    asked = await dialogue.run("action_reimbursements_next", "la suite", intent="next_page")
    assert "/connexion/" in str(asked.bodies)


@pytest.mark.parametrize("said", ["la suite", "page suivante", "suivant"])
async def test_the_next_page_of_nothing_is_no_reason_to_log_in(visits, directory, said):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    asked = await answer(dialogue, said, intent="next_page", confidence=0.98)
    assert "Je n'ai pas encore de liste à vous montrer." in asked.text
    assert "Autour de quel endroit" in asked.text


async def test_farther_away_than_nowhere_is_no_reason_to_log_in_either(visits, directory):
    dialogue = await visits()
    await show(dialogue, "un dentiste")
    asked = await answer(dialogue, "plus loin", intent="refine_reimbursements", confidence=0.9)
    assert "Je n'ai pas encore de liste à vous montrer." in asked.text


async def test_the_next_page_of_a_list_that_was_shown_before_is_left_to_its_rule(logs_in, directory):
    dialogue = await logs_in()
    await dialogue.run("action_reimbursements_list", "mes remboursements")
    await show(dialogue, "un dentiste")
    heard = await hear(dialogue, "la suite", intent="next_page", confidence=0.98)
    assert SLOT not in heard.slots
    assert heard.bodies == []


async def test_whose_reimbursements_they_are_is_not_a_question_about_the_list(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    said = "numéro d'adhérent 12345678 je veux ses remboursements"
    heard = await hear(dialogue, said, intent="view_reimbursements", confidence=0.6)
    assert SLOT not in heard.slots
    assert heard.bodies == []
