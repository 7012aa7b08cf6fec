"""What the period form makes of an answer."""

import pytest

FORM = "validate_reimbursements_period_form"


async def answer(dialogue, text, *, attempts=0):
    slots = {"reimbursements_attempts": attempts, "requested_slot": "reimbursements_period"}
    return await dialogue.run(FORM, text, slots=slots, filled={"reimbursements_period": text})


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("mars 2025", "2025-03-01/2025-03-31"),
        ("depuis 3 mois svp", "2026-08-22/2026-11-22"),
        ("du 1er au 15 avril 2026", "2026-04-01/2026-04-15"),
        ("2025", "2025-01-01/2025-12-31"),
        ("hier", "2026-11-21/2026-11-21"),
    ],
)
async def test_a_period_becomes_canonical_and_nothing_is_said(logs_in, said, canonical):
    answered = await answer(await logs_in(), said)
    assert answered.slots == {"reimbursements_period": canonical}
    assert answered.uttered == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("mars 2031", "est dans le futur"),
        ("du 15 avril 2025 au 1er mars 2025", "la fin vient avant le début"),
        ("le 31 février 2025", "n'existe pas au calendrier"),
        ("en 1950", "est trop ancienne"),
    ],
    ids=["future", "upside down", "no such day", "too old"],
)
async def test_a_period_that_cannot_be_is_refused_with_its_reason_and_asked_again(logs_in, said, told):
    answered = await answer(await logs_in(), said)
    assert told in answered.text
    assert answered.slots == {"reimbursements_period": None, "reimbursements_attempts": 1}


async def test_an_answer_that_is_no_period_is_asked_again(logs_in):
    answered = await answer(await logs_in(), "blablabla", attempts=1)
    assert answered.text == "Je n'ai pas reconnu de période dans votre réponse."
    assert answered.slots == {"reimbursements_period": None, "reimbursements_attempts": 2}


@pytest.mark.parametrize("said", ["blablabla", "mars 2031"], ids=["unreadable", "refused"])
async def test_the_third_answer_in_vain_ends_the_form_without_another_question(logs_in, said):
    answered = await answer(await logs_in(), said, attempts=2)
    assert answered.slots == {
        "reimbursements_period": None,
        "reimbursements_attempts": 3,
        "requested_slot": None,
    }
    assert answered.uttered == []


async def test_a_good_third_answer_is_taken(logs_in):
    answered = await answer(await logs_in(), "mars 2025", attempts=2)
    assert answered.slots == {"reimbursements_period": "2025-03-01/2025-03-31"}


async def test_the_suggestion_of_a_refused_period_is_one_tap_away_inside_the_form(logs_in):
    dialogue = await logs_in()
    refused = await answer(dialogue, "du 15 avril 2025 au 1er mars 2025")
    ((title, payload),) = refused.buttons.items()
    assert title == "Du 1er mars au 15 avril 2025"
    chosen = [{"entity": "period", "value": "2025-03-01/2025-04-15"}]
    tapped = await dialogue.run(FORM, payload, entities=chosen, filled={"reimbursements_period": payload})
    assert "2025-03-01/2025-04-15" in payload
    assert tapped.slots == {"reimbursements_period": "2025-03-01/2025-04-15"}


async def test_a_long_answer_is_quoted_in_short(logs_in):
    answered = await answer(await logs_in(), "du 1er mars 2031 " + "et du 2 mars 2031 " * 20)
    assert len(answered.text) < 250
