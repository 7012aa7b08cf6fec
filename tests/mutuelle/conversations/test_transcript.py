import asyncio

import pytest

from mutuelle.conversations.transcript import MAX_TEXT, Incoming, as_plain_text
from tests.talk import log_in, rasa_id_of, say

GREETING = {
    "type": "text",
    "text": "Bonjour",
    "buttons": [{"title": "Oui", "payload": "/affirm"}, {"title": "Non", "payload": "/deny"}],
}


async def button_ids(transcript, conversation):
    view = await transcript.view(conversation, after=0)
    return [button["id"] for event in view.events for button in event.body.get("buttons", ())]


async def greeted(transcript, worklist, address="a"):
    conversation = await transcript.open("web", address)
    asked = await say(transcript, conversation, "bonjour", "message-1")
    await worklist.answer(conversation, seq=asked.seq, replies=[GREETING], turn=True)
    return conversation


async def test_an_address_keeps_its_conversation(transcript):
    assert await transcript.open("web", "a") == await transcript.open("web", "a")
    assert await transcript.open("web", "a") != await transcript.open("telegram", "a")


async def test_two_first_messages_at_once_begin_one_conversation(transcript):
    opened = await asyncio.gather(*(transcript.open("web", "a") for _ in range(6)))
    assert len(set(opened)) == 1


async def test_a_message_delivered_again_is_logged_once(transcript, worklist):
    conversation = await transcript.open("web", "a")
    received = await asyncio.gather(*(say(transcript, conversation, "bonjour", "message-1") for _ in range(8)))
    assert {r.seq for r in received} == {1}
    assert sum(not r.again for r in received) == 1
    assert len(await worklist.pending(conversation)) == 1


async def test_simultaneous_messages_are_numbered_without_a_gap(transcript, worklist):
    conversation = await transcript.open("web", "a")
    await asyncio.gather(*(say(transcript, conversation, f"message {n}", f"message-{n}") for n in range(10)))
    assert [p.seq for p in await worklist.pending(conversation)] == list(range(1, 11))


async def test_a_button_answers_with_what_the_server_kept_for_it(transcript, worklist):
    conversation = await greeted(transcript, worklist)
    yes, _ = await button_ids(transcript, conversation)
    await transcript.receive(conversation, Incoming("tap-00001", button=yes))
    (pending,) = await worklist.pending(conversation)
    assert (pending.payload, pending.body["title"]) == ("/affirm", "Oui")


async def test_a_payload_never_leaves_the_server(transcript, worklist):
    conversation = await greeted(transcript, worklist)
    assert "/affirm" not in str(await transcript.view(conversation, after=0))


async def test_a_double_tap_and_a_tap_on_the_other_button_do_nothing(transcript, worklist):
    conversation = await greeted(transcript, worklist)
    yes, no = await button_ids(transcript, conversation)
    await asyncio.gather(
        *(transcript.receive(conversation, Incoming(f"tap-{n:05}", button=yes)) for n in range(4)),
    )
    await transcript.receive(conversation, Incoming("tap-other", button=no))
    payloads = [p.payload for p in await worklist.pending(conversation)]
    assert payloads.count("/affirm") == 1
    assert payloads.count(None) == 4
    assert (await transcript.view(conversation, after=1)).events[0].body["buttons"][1]["used"] is True


@pytest.mark.parametrize("forged", ["", "x", "/affirm", "' OR 1=1", "é" * 64])
async def test_a_forged_button_is_answered_as_a_dead_one(transcript, worklist, forged):
    conversation = await greeted(transcript, worklist)
    await transcript.receive(conversation, Incoming("tap-00001", button=forged))
    (pending,) = await worklist.pending(conversation)
    assert (pending.payload, pending.body["problem"]) == (None, "stale_button")


async def test_a_button_of_another_conversation_is_dead_here(transcript, worklist):
    theirs = await greeted(transcript, worklist, "theirs")
    mine = await transcript.open("web", "mine")
    yes, _ = await button_ids(transcript, theirs)
    await transcript.receive(mine, Incoming("tap-00001", button=yes))
    assert (await worklist.pending(mine))[0].payload is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "empty"), ("  \n ", "empty"), ("///", "empty"), ("x" * (MAX_TEXT + 1), "too_long")],
    ids=["nothing", "blanks", "only slashes", "too long"],
)
async def test_what_cannot_be_read_is_kept_to_be_answered_plainly(transcript, worklist, text, problem):
    conversation = await transcript.open("web", "a")
    await say(transcript, conversation, text, "message-1")
    (pending,) = await worklist.pending(conversation)
    assert (pending.payload, pending.body["problem"]) == (None, problem)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("/restart", "restart"),
        (' \u00a0\u2003/view_reimbursements{"a": "b"}', 'view_reimbursements{"a": "b"}'),
        ("/ / /back", "back"),
        ("1/2", "1/2"),
        ("\x1c/session_start", "session_start"),
    ],
)
def test_typed_commands_are_only_text(typed, plain):
    assert as_plain_text(typed) == plain


async def test_an_iban_typed_in_the_chat_is_masked_before_it_is_stored(transcript, worklist):
    conversation = await transcript.open("web", "a")
    await say(transcript, conversation, "mon iban FR76 3000 6000 0112 3456 7890 189 merci", "message-1")
    (pending,) = await worklist.pending(conversation)
    assert "3000" not in str(pending)
    assert "0189" in pending.payload
    assert pending.body["text"] == pending.payload


async def test_a_personal_answer_is_shown_to_its_member_only(accounts, store, transcript, worklist, family, clock):
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, family.claire_login)
    (resumed,) = await worklist.pending(conversation)
    rasa_id = await rasa_id_of(store, conversation)
    answer = await worklist.leave_answer(rasa_id, [{"type": "text", "text": "7,50 €"}], member_id=family.claire)
    await worklist.answer(conversation, seq=resumed.seq, replies=[{"answer": answer}], turn=True)

    async def shown():
        return [event.body for event in (await transcript.view(conversation, after=0)).events]

    assert (await shown())[0]["text"] == "7,50 €"
    clock.pass_(minutes=16)
    assert await shown() == [{"type": "hidden"}]
    await log_in(accounts, store, conversation, family.marc_login)
    assert (await shown())[0] == {"type": "hidden"}
    await log_in(accounts, store, conversation, family.claire_login)
    assert (await shown())[0]["text"] == "7,50 €"


async def test_an_answer_left_for_one_conversation_cannot_be_fetched_by_another(
    accounts, store, transcript, worklist, family
):
    theirs, mine = await transcript.open("web", "theirs"), await transcript.open("web", "mine")
    left = await worklist.leave_answer(await rasa_id_of(store, theirs), [{"type": "text", "text": "x"}], member_id=1)
    asked = await say(transcript, mine, "bonjour", "message-1")
    await worklist.answer(mine, seq=asked.seq, replies=[{"answer": left}], turn=True)
    assert [e.direction for e in (await transcript.view(mine, after=0)).events] == ["in"]


async def test_an_emergency_is_answered_by_the_log_itself(transcript, worklist):
    conversation = await transcript.open("web", "a")
    await say(transcript, conversation, "mon bébé ne respire plus !!", "message-1")
    events = (await transcript.view(conversation, after=0)).events
    assert all(number in events[1].body["text"] for number in ("15", "112", "114", "3114"))
    assert await worklist.pending(conversation) == []


async def test_a_conversation_is_answered_by_one_replica_at_a_time(transcript, worklist, clock):
    from datetime import timedelta

    conversation = await transcript.open("web", "a")
    lasting = timedelta(seconds=60)
    assert await worklist.lease(conversation, "one", lasting=lasting)
    assert await worklist.lease(conversation, "one", lasting=lasting)
    assert not await worklist.lease(conversation, "two", lasting=lasting)
    clock.pass_(seconds=61)
    assert await worklist.lease(conversation, "two", lasting=lasting)
    await worklist.release(conversation, "two")
    assert await worklist.lease(conversation, "one", lasting=lasting)


async def test_a_late_notice_is_given_once(transcript, worklist):
    conversation = await transcript.open("web", "a")
    asked = await say(transcript, conversation, "bonjour", "message-1")
    for _ in range(3):
        await worklist.tell_late(conversation, seqs=[asked.seq], body={"type": "text", "text": "Un instant"})
    assert [e.direction for e in (await transcript.view(conversation, after=0)).events] == ["in", "out"]
    assert len(await worklist.pending(conversation)) == 1
