"""The questions of who opens an account, and all that is no answer to them."""

import pytest


@pytest.mark.parametrize(
    ("said", "outcome", "told"),
    [("au revoir", "paused", "Au revoir"), ("je veux un conseiller", "human", "carte de tiers payant")],
)
@pytest.mark.parametrize("before", [(), ("m 1000001",), ("m 1000001", "Claire Vasseur")])
async def test_goodbye_and_a_person_leave_the_questions_at_any_step(visits, services, said, outcome, told, before):
    dialogue = await visits()
    await services.openings.begin(dialogue.rasa_id, "")
    for answer in before:
        await services.openings.hear(dialogue.rasa_id, answer, intent="any")
    form = "validate_account_opening_form"
    state = {"slots": {"requested_slot": "account_opening"}, "loop": "account_opening_form"}
    filled = await dialogue.run(form, said, **state)
    assert filled.slots["account_opening"] == outcome
    end = await dialogue.run("action_account_opening_end", said, slots={"account_opening": outcome})
    assert told in end.text and "une heure" in end.text
    assert (await services.openings.begin(dialogue.rasa_id, "")).number == ("M1000001" if before else None)


async def test_another_question_is_left_to_its_own_answer_and_the_explanation_is_said_once(visits):
    dialogue = await visits()
    ask, form = "action_ask_account_opening_form_account_opening", "account_opening_form"
    assert "quatre questions" in (await dialogue.run(ask, "je veux créer mon espace", loop=form)).text
    state = {"slots": {"requested_slot": "account_opening"}, "loop": form}
    said = {"intent": "ask_definition", "confidence": 0.9}
    left = await dialogue.run(f"validate_{form}", "c'est quoi le ticket modérateur ?", **state, **said)
    assert left.slots == {} and left.bodies == []
    again = (await dialogue.run(ask, "", **state)).text
    assert "numéro d'adhérent" in again and "quatre questions" not in again


async def test_an_answer_that_ends_with_a_goodbye_is_an_answer(visits, services):
    dialogue = await visits()
    await services.openings.begin(dialogue.rasa_id, "")
    heard = await services.openings.hear(dialogue.rasa_id, "M1000001, bonne journée", intent="goodbye")
    assert (heard.fields.number, heard.outcome) == ("M1000001", "")
