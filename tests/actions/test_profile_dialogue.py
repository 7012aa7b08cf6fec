"""The profile's actions: masked cards, the form that talks a change over, sessions, each in the channel's way."""

import pytest
from sqlalchemy import update

from mutuelle.contract.tables import Member

FORM = "validate_profile_change_form"
ASK = "action_ask_profile_change_form_profile_step"
MOVE = "j'emménage au 8 allée des Tilleuls 21000 Dijon le 1er mars"


async def answer(dialogue, text):
    """Answer the form's question, and return what the validation said and the slot it set."""
    return await dialogue.run(FORM, text, filled={"profile_step": "given"})


@pytest.fixture
async def reachable(store, family):
    async with store.write() as connection:
        await connection.execute(
            update(Member)
            .where(Member.id == family.claire)
            .values(mobile="0639981234", contact_email="claire@exemple.fr", family_status="divorced")
        )


async def test_the_profile_is_masked_until_the_member_taps_for_all_of_it_on_the_web(logs_in, reachable):
    dialogue = await logs_in()
    shown = await dialogue.run("action_profile_view", "mon profil")
    assert "•• •• •• 12 34" in str(shown.cards) and "c•••@exemple.fr" in str(shown.cards)
    assert "39 98 12" not in str(shown.cards) and "M1000001" not in str(shown.cards)
    clear = await dialogue.tap("action_profile_view", shown.buttons["Afficher en clair"])
    assert "06 39 98 12 34" in str(clear.cards) and "M1000001" in str(clear.cards)


async def test_telegram_never_shows_the_profile_clear(logs_in, reachable):
    dialogue = await logs_in(channel="telegram")
    shown = await dialogue.run("action_profile_view", "mon profil")
    assert "Afficher en clair" not in shown.buttons
    forced = await dialogue.tap("action_profile_view", '/view_profile{"field": "#clear"}')
    assert "06 39 98" not in str(forced.cards)


@pytest.mark.parametrize(
    ("channel", "street"), [("web", "8 allée des Tilleuls"), ("telegram", "•• allée des Tilleuls")]
)
async def test_a_move_is_recapped_then_recorded_and_told_from_when(logs_in, channel, street):
    dialogue = await logs_in(channel=channel)
    begun = await dialogue.run("action_profile_update_contact", MOVE)
    assert [event["event"] for event in begun.events] == ["slot", "followup"]
    recap = await dialogue.run(ASK, MOVE)
    assert f"{street}, 21000 Dijon, à partir du 1er mars 2027" in recap.text
    assert {"Oui, je confirme", "Non"} <= set(recap.buttons)
    done = await answer(dialogue, "oui")
    assert done.slots == {"profile_step": "over"}
    assert "Elle remplacera l'actuelle le 1er mars 2027" in done.text and "e-mail vous en informe" in done.text


async def test_the_beginning_of_the_form_is_no_answer(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "je change d'adresse")
    silent = await dialogue.run(FORM, "je change d'adresse", filled={"profile_step": None})
    assert silent.bodies == []
    assert "le numéro et la rue" in (await dialogue.run(ASK, "je change d'adresse")).text


async def test_what_is_no_phone_number_is_said_and_asked_again(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "nouveau portable")
    wrong = await answer(dialogue, "06 39 98")
    assert wrong.slots == {"profile_step": None}
    assert "10 chiffres" in wrong.text


async def test_a_mobile_asks_for_a_code_and_the_recap_waits(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "nouveau portable : 06 39 98 00 11")
    asked = await answer(dialogue, "oui")
    assert "/code/" in asked.bodies[0]["url"]
    assert asked.slots == {"profile_step": None}
    assert (await dialogue.run(ASK, "oui")).bodies == []


async def test_a_slip_in_an_address_is_asked_about(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "changez mon e-mail de contact : claire@gmial.com")
    recap = await dialogue.run(ASK, "")
    assert "Corriger en claire@gmail.com" in recap.buttons
    await dialogue.run(FORM, recap.buttons["Corriger en claire@gmail.com"], entities=[{"entity": "field", "value": "#hint"}], filled={"profile_step": "given"})  # fmt: skip  # noqa: E501
    assert "claire@gmail.com" in (await dialogue.run(ASK, "")).text


async def test_a_death_is_met_with_tact_and_changes_nothing(logs_in):
    answered = await (await logs_in()).run("action_profile_report_situation", "mon mari est décédé")
    assert "désolé pour votre perte" in answered.text
    assert answered.events == []


async def test_a_status_is_offered_in_the_members_gender(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_report_situation", "ma situation familiale a changé")
    asked = await dialogue.run(ASK, "ma situation familiale a changé")
    assert {"Mariée", "Veuve", "Concubine"} <= set(asked.buttons)


async def test_notices_are_not_promised_before_they_are_sent(logs_in):
    answered = await (await logs_in()).run("action_profile_notifications", "prévenez-moi par e-mail")
    assert "par e-mail" in answered.text and "pas encore en service" in answered.text


async def test_it_was_not_me_ends_the_others_and_advises_a_new_password(logs_in, family):
    dialogue = await logs_in()
    phone = await logs_in(channel="telegram")
    assert "dans un navigateur" in (await phone.run("action_profile_view", "ma dernière connexion ?")).text
    ended = await phone.tap("action_profile_log_out_everywhere", '/logout_everywhere{"field": "#not_me"}')
    assert "Changer mon mot de passe" in ended.buttons
    assert "/connexion/" in (await dialogue.run("action_profile_view", "mon profil")).bodies[0]["url"]


async def test_the_welcome_tells_the_last_login(logs_in):
    await logs_in()
    welcome = await (await logs_in(channel="telegram")).run("action_smalltalk_greet", "bonjour")
    assert "Dernière connexion le 22 novembre 2026" in welcome.text
