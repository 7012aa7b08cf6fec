"""Several replicas, or one that stops and starts again, answer a message once."""

import asyncio
from types import SimpleNamespace

from bot import dispatcher as module
from bot.dispatcher import Dispatcher
from bot.hub import Hub
from tests.bot.dispatching.waiting import all_answered, until
from tests.bot.scripted_rasa import text
from tests.databases import on_both_databases
from tests.talk import say as types

pytestmark = on_both_databases


async def test_what_was_left_unanswered_by_the_last_run_is_taken_up_at_the_start(
    desk, rasa, transcript, worklist, chat, said
):
    await types(transcript, chat, "bonjour", "id-000001")
    await desk.start()
    await all_answered(worklist, chat)
    assert await said(chat) == ["re: bonjour"]


async def test_two_replicas_answer_a_message_once(desk, later, parting, rasa, transcript, worklist, chat, said):
    other = Dispatcher(worklist, later, parting, rasa, Hub(), owner="elsewhere")
    await types(transcript, chat, "bonjour", "id-000001")
    desk.wake(chat)
    other.wake(chat)
    await all_answered(worklist, chat)
    await until(lambda: not desk.busy(chat) and not other.busy(chat))
    assert rasa.messages == ["bonjour"]
    assert await said(chat) == ["re: bonjour"]
    await other.stop()


async def test_a_replica_takes_over_from_one_that_died_when_its_lease_lapsed(
    desk, rasa, transcript, worklist, chat, said, clock
):
    assert await worklist.lease(chat, "dead", lasting=module.LEASE)
    await types(transcript, chat, "bonjour", "id-000001")
    await desk.start()
    await asyncio.sleep(0.2)
    assert rasa.heard == []
    clock.pass_(seconds=61)
    await all_answered(worklist, chat)
    assert await said(chat) == ["re: bonjour"]


async def test_a_message_that_another_replica_answered_meanwhile_is_not_answered_again(
    desk, rasa, transcript, worklist, chat, said
):
    gate = rasa.hold("bonjour")
    received = await types(transcript, chat, "bonjour", "id-000001")
    desk.wake(chat)
    await until(lambda: rasa.messages == ["bonjour"])
    await worklist.answer(chat, seq=received.seq, replies=[text("by the other replica")], turn=True)
    gate.set()
    await until(lambda: not desk.busy(chat))
    assert await said(chat) == ["by the other replica"]


async def test_the_lease_is_renewed_while_many_messages_are_answered(
    desk, rasa, transcript, worklist, chat, clock, monkeypatch
):
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now().timestamp()))

    def slowly(message):
        clock.pass_(seconds=20)
        return [text(f"re: {message}")]

    rasa.answers = slowly
    for n in range(6):
        await types(transcript, chat, f"message {n}", f"id-{n:06}")
    gate = rasa.hold("message 5")
    desk.wake(chat)
    await until(lambda: "message 5" in rasa.messages)
    assert not await worklist.lease(chat, "elsewhere", lasting=module.LEASE)
    gate.set()
    await all_answered(worklist, chat)


async def test_what_is_unanswered_when_the_bot_stops_stays_for_the_next_start(desk, rasa, transcript, worklist, chat):
    rasa.hold("bonjour")
    await types(transcript, chat, "bonjour", "id-000001")
    desk.wake(chat)
    await until(lambda: rasa.messages == ["bonjour"])
    await desk.stop()
    assert [waiting.payload for waiting in await worklist.pending(chat)] == ["bonjour"]
    assert not desk.busy(chat)
