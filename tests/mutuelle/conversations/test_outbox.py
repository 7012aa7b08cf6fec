"""What is still to be pushed leaves in order, once, and waits for people who are away."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mutuelle.conversations.outbox import Outbox
from mutuelle.conversations.tables import Conversation, Event
from mutuelle.conversations.transcript import HIDDEN
from mutuelle.errors import ConversationUnknown
from mutuelle.store import Store

SORRY = {"type": "text", "text": "Je ne lis pas les messages transférés."}


@pytest.fixture
def outbox(store: Store, clock) -> Outbox:
    return Outbox(store, clock)


@pytest.fixture
async def chat(transcript) -> str:
    return await transcript.open("telegram", "12345", "Claire")


@pytest.fixture
def answer(worklist):
    async def log(conversation_id: str, *texts: str) -> None:
        replies = [{"type": "text", "text": text} for text in texts]
        await worklist.answer(conversation_id, seq=0, replies=replies, turn=False)

    return log


async def test_answers_are_taken_one_by_one_in_order(outbox, chat, answer):
    await answer(chat, "un", "deux")
    first = await outbox.take(chat)
    assert (first.body["text"], first.address, first.private) == ("un", "12345", False)
    assert (await outbox.take(chat)).body["text"] == "un"
    await outbox.sent(chat, first.seq)
    assert (await outbox.take(chat)).body["text"] == "deux"


async def test_only_conversations_of_the_channel_with_something_to_send_are_due(outbox, chat, answer, transcript):
    web = await transcript.open("web", "cookie")
    silent = await transcript.open("telegram", "999")
    await answer(chat, "un", "deux")
    await answer(web, "un")
    assert await outbox.conversations_due("telegram") == [chat]
    assert await outbox.take(web) is None
    assert await outbox.take(silent) is None


async def test_what_was_settled_is_not_due_any_more(outbox, chat, answer):
    await answer(chat, "un", "deux")
    await outbox.sent(chat, (await outbox.take(chat)).seq)
    await outbox.failed(chat, (await outbox.take(chat)).seq)
    assert await outbox.conversations_due("telegram") == []
    assert await outbox.take(chat) is None


async def test_while_one_process_sends_another_takes_nothing_of_the_conversation(outbox, chat, answer, store, clock):
    other = Outbox(store, clock)
    await answer(chat, "un", "deux")
    taken = await outbox.take(chat)
    assert await other.take(chat) is None
    assert not await other.hold(chat, taken.seq)
    await outbox.sent(chat, taken.seq)
    assert (await other.take(chat)).body["text"] == "deux"
    assert await outbox.take(chat) is None


async def test_the_claim_of_a_process_that_died_lapses(outbox, chat, answer, store, clock):
    other = Outbox(store, clock)
    await answer(chat, "un")
    taken = await outbox.take(chat)
    clock.pass_(seconds=21)
    assert (await other.take(chat)).seq == taken.seq
    assert not await outbox.hold(chat, taken.seq)


async def test_a_claim_can_be_held_for_long_or_given_back(outbox, chat, answer, store, clock):
    other = Outbox(store, clock)
    await answer(chat, "un")
    taken = await outbox.take(chat)
    assert await outbox.hold(chat, taken.seq, lasting=timedelta(minutes=2))
    clock.pass_(seconds=60)
    assert await other.take(chat) is None
    await outbox.release(chat, taken.seq)
    assert (await other.take(chat)).seq == taken.seq


async def test_a_late_release_does_not_undo_another_processes_claim(outbox, chat, answer, store, clock):
    other = Outbox(store, clock)
    await answer(chat, "un")
    taken = await outbox.take(chat)
    clock.pass_(seconds=21)
    await other.take(chat)
    await outbox.release(chat, taken.seq)
    assert await outbox.take(chat) is None


async def test_a_message_sent_by_the_other_process_cannot_be_held(outbox, chat, answer, store, clock):
    await answer(chat, "un")
    taken = await outbox.take(chat)
    await Outbox(store, clock).sent(chat, taken.seq)
    assert not await outbox.hold(chat, taken.seq)


async def test_who_left_is_left_alone_and_gets_what_waited_when_he_is_back(outbox, chat, answer):
    await answer(chat, "un")
    await outbox.take(chat)
    await outbox.unreachable(chat)
    assert await outbox.conversations_due("telegram") == []
    assert await outbox.take(chat) is None
    assert await outbox.reachable(chat)
    assert not await outbox.reachable(chat)
    assert (await outbox.take(chat)).body["text"] == "un"


async def test_answers_older_than_a_day_are_given_up_when_he_is_back(outbox, chat, answer, clock):
    await answer(chat, "un")
    await outbox.unreachable(chat)
    clock.pass_(hours=20)
    await answer(chat, "deux")
    clock.pass_(hours=5)
    await outbox.reachable(chat)
    assert (await outbox.take(chat)).body["text"] == "deux"


async def test_a_members_data_is_hidden_once_he_logged_out(outbox, chat, answer, store):
    await answer(chat, "7,50 €", "Bonne journée")
    async with store.write() as connection:
        await connection.execute(update(Event).where(Event.seq == 1).values(member_id=1))
    assert (await outbox.take(chat)).private
    async with store.write() as connection:
        await connection.execute(update(Conversation).values(history_after=2))
    hidden = await outbox.take(chat)
    assert (hidden.body, hidden.private) == (HIDDEN, True)
    await outbox.sent(chat, hidden.seq)
    assert (await outbox.take(chat)).body["text"] == "Bonne journée"


async def test_a_message_the_channel_answers_itself_is_logged_once_and_not_to_be_answered(
    outbox, chat, worklist, store
):
    refused = {"message_id": "m1", "text": "/logout", "problem": "forwarded", "reply": SORRY}
    assert await outbox.refuse(chat, **refused)
    assert not await outbox.refuse(chat, **refused)
    assert await worklist.pending(chat) == []
    async with store.read() as connection:
        rows = (await connection.execute(select(Event.direction, Event.body).order_by(Event.seq))).all()
    assert [row.direction for row in rows] == ["in", "out"]
    assert rows[0].body == {"type": "text", "text": "", "problem": "forwarded"}
    assert (await outbox.take(chat)).body["text"] == SORRY["text"]


async def test_an_emergency_in_such_a_message_is_answered_as_one(outbox, chat):
    words = "je crois qu'il fait un infarctus"
    await outbox.refuse(chat, message_id="m1", text=words, problem="forwarded", reply=SORRY)
    assert "15" in (await outbox.take(chat)).body["text"]


async def test_a_message_of_no_conversation_is_an_error(outbox, chat):
    with pytest.raises(ConversationUnknown):
        await outbox.refuse("0" * 32, message_id="m1", text="", problem="edited", reply=SORRY)


async def test_the_address_of_another_channels_conversation_is_not_given(outbox, chat, transcript):
    web = await transcript.open("web", "cookie")
    assert await outbox.address(chat, "telegram") == "12345"
    assert await outbox.address(web, "telegram") is None
    assert await outbox.address("0" * 32, "telegram") is None
