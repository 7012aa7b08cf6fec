"""A question that was interrupted is asked again: whole the first time, then in one line with the same buttons."""

import pytest

ASK, VALIDATE = "action_ask_requests_procedure_form_requests_step", "validate_requests_procedure_form"
FORM, STEP = "requests_procedure_form", {"requested_slot": "requests_step"}
AGAIN = "Revoir le récapitulatif"


@pytest.fixture
async def claire(logs_in):
    return await logs_in()


@pytest.fixture
async def asked(claire):
    """The question about the subject of a message, as it was asked first."""
    await claire.run("action_requests_write", "je veux vous écrire")
    return await claire.run(ASK, loop=FORM)


async def test_after_one_digression_the_question_is_asked_whole(claire, asked):
    again = await claire.run(ASK, loop=FORM, strays=1)
    assert [body["text"] for body in again.bodies] == ["Revenons à votre message.", asked.text]
    assert again.buttons == asked.buttons


async def test_from_the_second_in_a_row_on_one_line_is_enough(claire, asked):
    again = await claire.run(ASK, loop=FORM, strays=2)
    assert [body["text"] for body in again.bodies] == [
        "On reprend : votre message. Quel est l'objet de votre message ?"
    ]
    assert again.buttons == asked.buttons


async def test_a_recap_can_then_be_seen_again(claire, asked):
    for answer in ("autre chose", "Bonjour, ceci est mon message.", "non"):
        await claire.run(VALIDATE, answer, loop=FORM, slots=STEP)
    recap = await claire.run(ASK, loop=FORM)
    again = await claire.run(ASK, loop=FORM, strays=3)
    assert again.text == "On reprend : votre message. Est-ce que je l'envoie ?"
    assert again.buttons.keys() - recap.buttons.keys() == {AGAIN}
    tapped = await claire.tap(VALIDATE, again.buttons[AGAIN], loop=FORM, slots=STEP)
    assert tapped.bodies == []
    assert (await claire.run(ASK, loop=FORM)).text == recap.text


async def test_who_asks_for_easy_words_gets_the_question_whole_in_them(claire, asked):
    await claire.tap("action_smalltalk_easy_to_read", '/easy_to_read{"field": "#on"}', loop=FORM)
    again = await claire.run(ASK, loop=FORM, strays=2, intent="easy_to_read")
    assert again.bodies[-1]["text"].startswith("C'est à quel sujet ?")


async def test_a_button_of_another_topic_is_a_question_beside_and_no_choice(claire, asked):
    easier = '/ask_definition{"term": "#noemie", "field": "#easy"}'
    tapped = await claire.tap(VALIDATE, easier, loop=FORM, slots=STEP, confidence=1.0)
    assert "requests_step" not in tapped.slots


async def test_a_search_asks_again_in_one_line(visits):
    visitor = await visits()
    await visitor.run("action_practitioners_find", "je cherche un dentiste")
    ask = "action_ask_practitioners_search_form_practitioners_step"
    again = await visitor.run(ask, loop="practitioners_search_form", strays=2)
    assert again.text == "On reprend : Autour de quel endroit ?"


async def test_a_simulation_asks_again_in_one_line(visits):
    visitor = await visits()
    await visitor.run("action_simulation_begin", "combien pour une couronne à 600 €")
    ask = "action_ask_simulation_care_form_simulation_step"
    again = await visitor.run(ask, loop="simulation_care_form", strays=2)
    assert again.text.startswith("On reprend : ")
    assert again.text.endswith("?")
