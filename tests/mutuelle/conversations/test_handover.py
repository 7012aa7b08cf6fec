"""A conversation handed over to a person: said once, the messages kept for her, given back."""

import asyncio

import pytest

from mutuelle.conversations.handover import Handover
from mutuelle.errors import ConversationUnknown, HandedOver, NotHandedOver
from tests.talk import log_in, rasa_id_of, say


@pytest.fixture
def handover(store, clock):
    return Handover(store, clock)


@pytest.fixture
async def chat(transcript, worklist, accounts, store, family):
    conversation = await transcript.open("web", "browser")
    await log_in(accounts, store, conversation, family.claire_login)
    for waiting in await worklist.pending(conversation):
        await worklist.answer(conversation, seq=waiting.seq, replies=[], turn=False)
    return conversation


async def test_what_a_member_writes_is_then_for_the_person(handover, transcript, worklist, chat):
    await say(transcript, chat, "avant", "m-1")
    assert [one.for_human for one in await worklist.pending(chat)] == [False]
    await handover.take_over(chat, "Julie")
    await say(transcript, chat, "après", "m-2")
    assert [one.for_human for one in await worklist.pending(chat)] == [True, True]
    await handover.give_back(chat)
    assert [one.for_human for one in await worklist.pending(chat)] == [False, False]


async def test_who_has_to_log_in_first_is_still_answered_by_the_assistant(handover, transcript, worklist, chat, clock):
    await handover.take_over(chat, "Julie")
    clock.pass_(minutes=16)
    await say(transcript, chat, "me connecter", "m-1")
    assert [one.for_human for one in await worklist.pending(chat)] == [False]


async def test_it_is_said_once_and_only_one_person_has_it(handover, transcript, chat):
    taken = await asyncio.gather(*(handover.take_over(chat, f"Julie {n}") for n in range(3)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in taken) == ["HandedOver", "HandedOver", "NoneType"]
    with pytest.raises(HandedOver):
        await handover.take_over(chat, "Paul")
    told = [event.body["text"] for event in (await transcript.view(chat, after=0)).events if event.direction == "out"]
    assert len([text for text in told if "prend la suite" in text]) == 1


async def test_an_emergency_is_answered_all_the_same(handover, transcript, chat):
    await handover.take_over(chat, "Julie")
    await say(transcript, chat, "mon mari ne respire plus", "m-1")
    told = [event.body["text"] for event in (await transcript.view(chat, after=0)).events]
    assert "15 : SAMU" in told[-1]


async def test_nobody_answers_or_gives_back_what_nobody_has(handover, chat, family):
    with pytest.raises(NotHandedOver):
        await handover.say(chat, "Bonjour", member_id=family.claire)
    with pytest.raises(NotHandedOver):
        await handover.give_back(chat)
    with pytest.raises(ConversationUnknown):
        await handover.take_over("0" * 32, "Julie")


async def test_what_the_person_says_is_for_the_member_alone(handover, transcript, accounts, store, family, chat):
    await handover.take_over(chat, "Julie")
    await handover.say(chat, "Votre dossier est complet.", member_id=family.claire)
    assert "dossier" in str((await transcript.view(chat, after=0)).events)
    await accounts.log_out(await rasa_id_of(store, chat))
    assert "dossier" not in str((await transcript.view(chat, after=0)).events)
