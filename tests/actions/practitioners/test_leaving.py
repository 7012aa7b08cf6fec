"""What is no answer to a search is left to its own rule; a search can be dropped at any time."""

import pytest

from tests.actions.practitioners.talk import FORM, SLOT, answer, hear, show


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
