"""What was not understood is asked again: the closest guesses a tap away, then a person."""

import pytest

PAUL = "Paul (votre fils)"
UNCLEAR = "action_smalltalk_unclear"
TWO = {"nlu_fallback": 0.5, "view_reimbursements": 0.3, "reissue_card": 0.25, "greet": 0.2, "logout": 0.01}
SENTENCE = "mes trucs pour Paul {depuis} « mars »"


@pytest.fixture
def vague(visits):
    async def said(times=1, ranking=TWO):
        dialogue = await visits()
        entities = [{"entity": "beneficiary", "value": "Paul"}, {"entity": "period", "value": "depuis mars"}]
        return await dialogue.run(
            UNCLEAR, SENTENCE, entities=entities, intent="nlu_fallback", ranking=ranking, unclear=times
        )

    return said


async def test_the_likely_guesses_are_offered_in_plain_words_and_nothing_is_done(vague):
    answer = await vague()
    assert list(answer.buttons) == ["Voir mes remboursements", "Ma carte de tiers payant", "Autre chose"]
    assert answer.member_id is None


async def test_a_guess_goes_on_with_what_was_said(vague, logs_in):
    payload = (await vague()).buttons["Voir mes remboursements"]
    claire = await logs_in()
    listed = await claire.tap("action_reimbursements_list", payload)
    assert "depuis le 1er mars" in listed.text or "du 1er mars" in listed.text
    assert {entry["value"] for card in listed.cards for entry in card["fields"] if entry["label"] == "Pour"} == {PAUL}


async def test_without_a_likely_guess_the_member_is_helped_to_say_it(vague):
    assert "Mes remboursements" in (await vague(ranking={"nlu_fallback": 1.0})).buttons


async def test_the_second_time_a_person_is_offered_and_the_third_time_advised(vague):
    assert list((await vague(times=2)).buttons)[-1] == "Parler à un conseiller"
    third = await vague(times=3)
    assert "conseiller" in third.text
    assert "Voir mes remboursements" not in third.buttons


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("action_reimbursements_list", "ambulance"),
        ("action_smalltalk_out_of_scope", "VSL ?"),
        ("action_smalltalk_unclear", "taxi conventionné"),
        ("action_third_party_list", "Ambulances"),
    ],
)
async def test_the_name_of_a_transport_alone_is_asked_about_whatever_the_engine_takes_it_for(visits, action, said):
    asked = await (await visits()).run(action, said)
    assert "le 15 (SAMU)" in asked.text
    assert "Que voulez-vous savoir sur un transport sanitaire ?" in asked.text
    assert f'{{"said": "{said}"}}' in asked.buttons["Estimer un remboursement"]
    assert "Mes remboursements" in asked.buttons
    assert "Trouver un professionnel" not in asked.buttons
    assert all("url" not in body for body in asked.bodies)


async def test_a_visitor_who_names_a_kind_of_care_is_told_what_needs_no_login(visits):
    asked = await (await visits()).run("action_reimbursements_list", "lunettes")
    assert "sur des lunettes" in asked.text
    assert "SAMU" not in asked.text
    assert set(asked.buttons) == {"Estimer un remboursement", "Trouver un professionnel", "Mes remboursements"}
    estimate = await (await visits()).tap("action_simulation_begin", asked.buttons["Estimer un remboursement"])
    assert estimate.events[-1]["name"] == "simulation_care_form"


async def test_a_visitor_who_asks_for_what_was_reimbursed_is_asked_to_log_in(visits):
    asked = await (await visits()).run("action_reimbursements_list", "mes remboursements de lunettes")
    assert asked.bodies[0]["url"].startswith("http://bot.test/connexion/")


async def test_a_member_who_names_a_kind_of_care_gets_what_was_reimbursed_of_it(logs_in):
    listed = await (await logs_in()).run("action_reimbursements_list", "lunettes")
    assert "Que voulez-vous savoir" not in listed.text


async def test_what_is_out_of_scope_is_still_said_to_be(visits):
    answered = await (await visits()).run("action_smalltalk_out_of_scope", "quel temps fait-il ?")
    assert "Cela sort de ce que je sais faire" in answered.text
