"""Who asked for easy-to-read words: a conversation, and the member who is logged in there."""

import pytest

from mutuelle.easy.service import EasyService
from tests.talk import log_in, rasa_id_of, say


@pytest.fixture
def easy(store, clock, settings):
    return EasyService(store, clock, settings)


@pytest.fixture
def is_easy(easy, store):
    async def ask(conversation):
        return await easy.is_on(await rasa_id_of(store, conversation))

    return ask


async def test_a_conversation_that_is_not_there_has_the_usual_words(easy):
    assert await easy.is_on("nobody") is False


async def test_a_members_choice_holds_wherever_he_logs_in(easy, is_easy, store, transcript, accounts, family):
    here, there = await transcript.open("web", "here"), await transcript.open("web", "there")
    await log_in(accounts, store, here, family.claire_login)
    await easy.choose(await rasa_id_of(store, here), easy=True)
    assert await is_easy(there) is False
    await log_in(accounts, store, there, family.claire_login)
    assert await is_easy(there) is True


async def test_what_a_visitor_asked_for_stays_his_after_the_login(easy, is_easy, store, transcript, accounts, family):
    here, there = await transcript.open("web", "here"), await transcript.open("web", "there")
    await easy.choose(await rasa_id_of(store, here), easy=True)
    await log_in(accounts, store, here, family.claire_login)
    assert await is_easy(here) is True
    await log_in(accounts, store, there, family.claire_login)
    assert await is_easy(there) is True


async def test_after_a_logout_nobody_learns_how_the_member_was_talked_to(
    easy, is_easy, store, transcript, accounts, family
):
    here = await transcript.open("web", "here")
    await log_in(accounts, store, here, family.claire_login)
    await easy.choose(await rasa_id_of(store, here), easy=True)
    await accounts.log_out(await rasa_id_of(store, here))
    assert await is_easy(here) is False
    await log_in(accounts, store, here, family.claire_login)
    assert await is_easy(here) is True


async def test_another_member_who_logs_in_here_has_his_own_choice(easy, is_easy, store, transcript, accounts, family):
    here = await transcript.open("web", "here")
    await log_in(accounts, store, here, family.claire_login)
    await easy.choose(await rasa_id_of(store, here), easy=True)
    await log_in(accounts, store, here, family.marc_login)
    assert await is_easy(here) is False


async def test_what_was_typed_before_can_be_said_again_but_no_button(easy, store, transcript, worklist):
    here = await transcript.open("web", "here")
    for number, text in enumerate(("mes remboursements", "parlez plus simplement")):
        await say(transcript, here, text, f"id-{number:06}")
        if number == 0:
            await worklist.answer(here, seq=1, replies=[], turn=True)
    chosen = await easy.choose(await rasa_id_of(store, here), easy=True)
    assert chosen.last == "mes remboursements"


async def test_a_message_that_only_asks_how_to_talk_never_answers_a_form(transcript, worklist):
    here = await transcript.open("web", "here")
    await say(transcript, here, "Je ne comprends rien à vos phrases", "id-000001")
    await say(transcript, here, "mode normal", "id-000002")
    told = [message.payload for message in await worklist.pending(here)]
    assert told == ['/easy_to_read{"field": "#on"}', '/easy_to_read{"field": "#off"}']
