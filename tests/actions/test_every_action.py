"""Every action answers whoever is there: a visitor, a member, a locked session, a sender nobody knows."""

from dataclasses import replace

import pytest

from actions.__main__ import ACTIONS
from tests.actions.dialogue import Dialogue
from tests.consistency.assistant import contents

ONLY_AFTER_ITS_FORM = {  # says how the form ended, or what it asks: alone it has nothing to say
    "action_account_opening_end",
    "action_ask_simulation_care_form_simulation_step",
    "action_ask_practitioners_search_form_practitioners_step",
    "action_practitioners_find",
    "action_practitioners_find_partner",
}
PERSONAL = (
    "_reimbursements_",
    "_privacy_show",
    "_privacy_hide",
    "_profile_",
    "_documents_",
    "_contract_",
    "_beneficiaries_",
    "_bank_",
    "_card_",
    "_requests_follow",
)
OPEN_TO_ALL = {"action_documents_useful"}  # but for the member's own documents
NAMES = [
    action.action_name
    for action in ACTIONS
    if hasattr(action, "action_name") and action.action_name not in ONLY_AFTER_ITS_FORM
]
FOR_MEMBERS = [name for name in NAMES if name not in OPEN_TO_ALL and any(part in name for part in PERSONAL)]
FOR_ALL = [name for name in NAMES if name not in FOR_MEMBERS]
FORM = "validate_reimbursements_period_form"
CHOSEN = {"reimbursements_period": "2026-09-01/2026-09-30", "reimbursements_attempts": 0}


def reads_as_french(answered):
    text = answered.text
    assert len(text) > 10
    assert not any(wrong in text for wrong in ("{", "}", "None", "utter_", "problème technique"))
    assert all(body["text"] for body in answered.bodies)


def test_all_actions_are_looked_at_here():
    assert len(NAMES) == len(ACTIONS) - len(contents("forms")) - len(
        ONLY_AFTER_ITS_FORM
    )  # each form has an action that checks its answers
    assert len(FOR_MEMBERS) >= 7
    assert len(FOR_ALL) >= 4


@pytest.mark.parametrize("action", NAMES)
async def test_a_member_is_answered(logs_in, family, action):
    answered = await (await logs_in()).run(action, "mes remboursements", slots=CHOSEN)
    reads_as_french(answered)
    assert answered.member_id in {family.claire, None}
    assert "/connexion/" not in str(answered.bodies)


@pytest.mark.parametrize("action", FOR_MEMBERS)
async def test_a_visitor_who_asks_for_a_members_matter_gets_a_link_to_the_login_page(visits, action):
    answered = await (await visits()).run(action, "mes remboursements", slots=CHOSEN)
    reads_as_french(answered)
    (link,) = answered.bodies
    assert (link["type"], link["label"]) == ("link", "Me connecter")
    assert link["url"].startswith("http://bot.test/connexion/")
    assert "savoir qui vous êtes" in link["text"]
    assert answered.member_id is None


@pytest.mark.parametrize("action", FOR_MEMBERS)
async def test_a_locked_session_is_said_to_be_locked_and_shows_nothing(locks, action):
    answered = await (await locks()).run(action, "mes remboursements", slots=CHOSEN)
    (link,) = answered.bodies
    assert "verrouillée" in link["text"]
    assert "/connexion/" in link["url"]
    assert "Claire" not in str(answered.bodies)
    assert answered.member_id is None


@pytest.mark.parametrize("action", FOR_ALL)
async def test_a_visitor_is_answered_what_needs_no_login(visits, action):
    answered = await (await visits()).run(action, "bonjour")
    reads_as_french(answered)
    assert answered.member_id is None


@pytest.mark.parametrize("action", FOR_ALL)
async def test_a_locked_session_does_not_keep_anybody_from_what_needs_no_login(locks, action):
    answered = await (await locks()).run(action, "bonjour")
    reads_as_french(answered)
    assert "Claire" not in answered.text


@pytest.mark.parametrize("action", NAMES)
async def test_a_sender_that_nobody_knows_is_told_to_begin_again_and_nothing_is_kept(unknown, action):
    answered = await (await unknown()).run(action, "mes remboursements", slots=CHOSEN)
    assert answered.bodies == []
    assert [one["text"] for one in answered.uttered] == [
        "Je ne retrouve pas votre conversation. Rechargez la page, ou écrivez-moi de nouveau."
    ]


@pytest.mark.parametrize("state", ["visitor", "member", "locked session"])
async def test_the_period_form_checks_an_answer_whoever_gives_it(visits, logs_in, locks, state):
    dialogue = await {"visitor": visits, "member": logs_in, "locked session": locks}[state]()
    answered = await dialogue.run(FORM, "blablabla", filled={"reimbursements_period": "blablabla"})
    assert answered.text == "Je n'ai pas reconnu de période dans votre réponse."
    assert answered.slots == {"reimbursements_period": None, "reimbursements_attempts": 1}


async def test_the_period_form_tells_an_unknown_sender_to_begin_again(unknown):
    answered = await (await unknown()).run(FORM, "blablabla", filled={"reimbursements_period": "blablabla"})
    assert "Je ne retrouve pas votre conversation" in answered.text


async def test_rasa_is_told_nothing_but_an_opaque_id(logs_in):
    answered = await (await logs_in()).run("action_reimbursements_list", "mes remboursements")
    (uttered,) = answered.uttered
    assert uttered["custom"].keys() == {"answer"}
    assert len(uttered["custom"]["answer"]) == 32
    assert not uttered["text"] and not uttered["buttons"]
    assert answered.events == []


async def test_a_visitor_is_welcomed_and_a_member_by_name(visits, logs_in, family):
    welcome = await (await visits()).run("action_smalltalk_greet", "bonjour")
    assert "assistant automatique" in welcome.text
    assert "Me connecter" in welcome.buttons
    back = await (await logs_in()).run("action_smalltalk_greet", "bonjour")
    assert back.text.startswith("Bonjour Claire,")
    assert back.member_id == family.claire


async def test_a_login_link_replaces_none_of_a_member_who_is_there(logs_in):
    answered = await (await logs_in()).run("action_account_log_in", "me connecter")
    assert answered.text == "Vous êtes déjà connecté(e), Claire."


async def test_a_login_link_is_given_on_demand(visits):
    answered = await (await visits()).run("action_account_log_in", "me connecter")
    assert "5 minutes" in answered.text
    assert answered.bodies[0]["url"].startswith("http://bot.test/connexion/")


@pytest.mark.parametrize(
    ("channel", "told"),
    [("web", "J'ai effacé de cette page"), ("telegram", "y reste visible")],
)
async def test_logging_out_says_what_stays_visible(logs_in, channel, told):
    dialogue = await logs_in(channel=channel)
    assert told in (await dialogue.run("action_account_log_out", "déconnexion")).text
    again = await dialogue.run("action_account_log_out", "déconnexion")
    assert again.text.startswith("Vous n'êtes pas connecté(e)")


async def test_a_locked_session_can_be_closed(locks):
    answered = await (await locks()).run("action_account_log_out", "déconnexion")
    assert answered.text.startswith("Vous êtes déconnecté(e).")


async def test_without_a_number_of_its_own_the_deployment_points_at_the_card(visits):
    answered = await (await visits()).run("action_requests_human", "un conseiller")
    assert "carte de tiers payant" in answered.text


async def test_a_deployment_with_a_number_gives_it(visits, services, store):
    reachable = replace(services.settings, support_phone="01 23 45 67 89", support_hours="du lundi au vendredi")
    dialogue = Dialogue(store, replace(services, settings=reachable), (await visits()).rasa_id)
    answered = await dialogue.run("action_requests_human", "un conseiller")
    assert "01 23 45 67 89, du lundi au vendredi." in answered.text


async def test_a_no_right_after_a_list_narrows_it_when_it_says_how(logs_in):
    dialogue = await logs_in()
    about = [{"entity": "beneficiary", "value": "Paul"}]
    narrowed = await dialogue.run(
        "action_smalltalk_deny", "non, pour Paul", entities=about, after="action_reimbursements_list"
    )
    assert "Pour Paul" in narrowed.text
    plain = await dialogue.run("action_smalltalk_deny", "non", after="action_reimbursements_list")
    assert plain.events == [] and "je ne fais rien" in plain.text
    assert "je ne fais rien" in (await dialogue.run("action_smalltalk_deny", "non, pour Paul", entities=about)).text
