"""Messages are answered once, in order, conversations side by side; what fails is told, kept and tried again."""

import asyncio
from types import SimpleNamespace

import pytest

from bot import dispatcher as module
from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.rasa import RasaSilent, RasaUnavailable
from bot.texts import TEXTS, problem_body, say
from mutuelle.conversations.handover import Handover
from mutuelle.conversations.transcript import Incoming
from tests.bot.dispatching.waiting import all_answered, until
from tests.bot.scripted_rasa import text
from tests.databases import on_both_databases
from tests.logs import recorded
from tests.talk import log_in, new_link, rasa_id_of
from tests.talk import say as types

pytestmark = on_both_databases
LATE, GAVE_UP = TEXTS["answers"]["late"], TEXTS["answers"]["gave_up"]


async def test_messages_of_a_conversation_are_answered_in_order(desk, rasa, transcript, worklist, chat, said):
    for n in range(4):
        await types(transcript, chat, f"message {n}", f"id-{n:06}")
        desk.wake(chat)
    await all_answered(worklist, chat)
    assert rasa.messages == [f"message {n}" for n in range(4)]
    assert await said(chat) == [f"re: message {n}" for n in range(4)]


async def test_a_slow_answer_holds_up_its_own_conversation_only(desk, rasa, transcript, worklist, chat, said):
    other = await transcript.open("web", "another browser")
    gate = rasa.hold("slow")
    await types(transcript, chat, "slow", "id-000001")
    await types(transcript, chat, "after it", "id-000002")
    await types(transcript, other, "quick", "id-000003")
    desk.wake(chat)
    desk.wake(other)
    await all_answered(worklist, other)
    assert await said(other) == ["re: quick"]
    assert "after it" not in rasa.messages
    gate.set()
    await all_answered(worklist, chat)
    assert await said(chat) == ["re: slow", "re: after it"]


async def test_a_message_that_comes_while_another_is_answered_is_not_forgotten(
    desk, rasa, transcript, worklist, chat, said
):
    gate = rasa.hold("one")
    await types(transcript, chat, "one", "id-000001")
    desk.wake(chat)
    await until(lambda: _true(rasa.messages == ["one"]))
    await types(transcript, chat, "two", "id-000002")
    desk.wake(chat)
    gate.set()
    await all_answered(worklist, chat)
    assert await said(chat) == ["re: one", "re: two"]


async def _true(value):
    return value


async def test_while_rasa_is_away_it_is_told_once_for_all_that_waits_and_answered_when_it_is_back(
    desk, rasa, transcript, worklist, chat, said, monkeypatch
):
    monkeypatch.setattr(module, "TELL_LATE_AFTER_S", 0.0)
    rasa.always = RasaUnavailable("ConnectError")
    for n in range(2):
        await types(transcript, chat, f"message {n}", f"id-{n:06}")
    desk.wake(chat)
    await until(lambda: _true(len(rasa.heard) > 6))
    assert await said(chat) == [LATE]
    assert set(rasa.messages) == {"message 0"}
    rasa.always = None
    await all_answered(worklist, chat)
    assert await said(chat) == [LATE, "re: message 0", "re: message 1"]


async def test_a_message_that_comes_in_the_middle_of_an_outage_is_told_too(
    desk, rasa, transcript, chat, said, monkeypatch
):
    monkeypatch.setattr(module, "TELL_LATE_AFTER_S", 0.0)
    rasa.always = RasaUnavailable("ConnectError")
    await types(transcript, chat, "one", "id-000001")
    desk.wake(chat)
    await until(lambda: _true(len(rasa.heard) > 2))
    await types(transcript, chat, "two", "id-000002")
    heard = len(rasa.heard)
    await until(lambda: _true(len(rasa.heard) > heard + 3))
    assert await said(chat) == [LATE, LATE]


async def test_a_short_outage_is_not_even_told(desk, rasa, transcript, worklist, chat, said):
    rasa.script = [RasaUnavailable("ReadTimeout"), RasaUnavailable("ReadTimeout")]
    await types(transcript, chat, "bonjour", "id-000001")
    desk.wake(chat)
    await all_answered(worklist, chat)
    assert await said(chat) == ["re: bonjour"]
    assert rasa.messages == ["bonjour"] * 3


async def test_when_rasa_says_nothing_though_the_actions_are_up_it_is_given_up_and_the_next_is_answered(
    desk, rasa, transcript, worklist, chat, said
):
    rasa.script = [RasaSilent() for _ in range(module.SILENT_TRIES)]
    await types(transcript, chat, "maudit", "id-000001")
    await types(transcript, chat, "bonjour", "id-000002")
    desk.wake(chat)
    await all_answered(worklist, chat)
    assert await said(chat) == [GAVE_UP, "re: bonjour"]
    assert rasa.messages == ["maudit"] * module.SILENT_TRIES + ["bonjour"]


async def test_when_the_actions_are_down_it_is_never_given_up(
    desk, rasa, transcript, worklist, chat, said, monkeypatch
):
    monkeypatch.setattr(module, "TELL_LATE_AFTER_S", 0.0)
    rasa.always, rasa.actions_up = RasaSilent(), False
    await types(transcript, chat, "mes remboursements", "id-000001")
    desk.wake(chat)
    await until(lambda: _true(len(rasa.heard) > 3 * module.SILENT_TRIES))
    assert await said(chat) == [LATE]
    rasa.always, rasa.actions_up = None, True
    await all_answered(worklist, chat)
    assert await said(chat) == [LATE, "re: mes remboursements"]


async def talk(desk, transcript, worklist, chat, times):
    for _ in range(times):
        seq = len((await transcript.view(chat, after=0)).events)
        await types(transcript, chat, f"message {seq}", f"id-{seq:06}")
        desk.wake(chat)
        await all_answered(worklist, chat)


async def test_after_some_turns_rasa_goes_on_with_a_fresh_conversation(desk, rasa, transcript, worklist, chat):
    await talk(desk, transcript, worklist, chat, module.TURNS_PER_DIALOGUE)
    await until(lambda: _true(not desk.busy(chat)))
    await talk(desk, transcript, worklist, chat, 2)
    before, after = rasa.senders[: module.TURNS_PER_DIALOGUE], rasa.senders[module.TURNS_PER_DIALOGUE :]
    assert len(set(before)) == 1
    assert len(set(after)) == 1
    assert set(before) != set(after)


@pytest.mark.parametrize("form", [True, RasaUnavailable("ReadTimeout")], ids=["in a form", "who knows"])
async def test_but_not_in_the_middle_of_a_form(desk, rasa, transcript, worklist, chat, form):
    rasa.form = form
    await talk(desk, transcript, worklist, chat, module.TURNS_PER_DIALOGUE + 2)
    assert len(set(rasa.senders)) == 1
    rasa.form = False
    await talk(desk, transcript, worklist, chat, 2)
    assert len(set(rasa.senders)) == 2


async def test_after_a_login_the_question_that_needed_it_is_asked_again_in_a_fresh_dialogue(
    desk, rasa, transcript, worklist, accounts, store, family, chat, said
):
    before = await rasa_id_of(store, chat)
    await types(transcript, chat, "mes remboursements", "id-000001")
    token = await new_link(accounts, store, chat, resume=True)
    desk.wake(chat)
    await all_answered(worklist, chat)
    await accounts.log_in(token, identifier=family.claire_login, password=family.password, address="192.0.2.1")
    desk.wake(chat)
    await all_answered(worklist, chat)
    assert await said(chat) == ["re: mes remboursements", say("answers", "resuming"), "re: mes remboursements"]
    assert rasa.senders[0] == before
    assert rasa.senders[1] == await rasa_id_of(store, chat) != before


async def test_after_a_login_for_nothing_in_particular_rasa_is_not_asked(
    desk, rasa, worklist, accounts, store, family, chat, said
):
    await log_in(accounts, store, chat, family.claire_login)
    desk.wake(chat)
    await all_answered(worklist, chat)
    assert await said(chat) == [say("answers", "logged_in")]
    assert rasa.heard == []


@pytest.mark.parametrize("problem", TEXTS["problems"])
async def test_what_cannot_be_read_is_answered_without_rasa(desk, rasa, transcript, worklist, chat, said, problem):
    rasa.always = RasaUnavailable("ConnectError")
    await transcript.receive(chat, Incoming("id-000001", problem=problem))
    desk.wake(chat)
    await all_answered(worklist, chat)
    assert await said(chat) == [problem_body(problem)["text"]]
    assert rasa.heard == []


async def test_what_an_action_left_is_shown_to_the_member_alone(
    desk, rasa, transcript, worklist, accounts, store, family, chat, clock
):
    await log_in(accounts, store, chat, family.claire_login)
    body = {"type": "text", "text": "12 remboursements", "buttons": [{"title": "La suite", "payload": "/next_page"}]}
    left = await worklist.leave_answer(await rasa_id_of(store, chat), [body], member_id=family.claire)
    rasa.script = [[{"answer": left}]]
    await types(transcript, chat, "mes remboursements", "id-000001")
    desk.wake(chat)
    await all_answered(worklist, chat)
    shown = (await transcript.view(chat, after=0)).events[-1].body
    assert shown["text"] == "12 remboursements"
    assert [button["title"] for button in shown["buttons"]] == ["La suite"]
    assert "/next_page" not in str(shown)
    clock.pass_(minutes=16)
    assert (await transcript.view(chat, after=0)).events[-1].body == {"type": "hidden"}


async def test_what_was_left_unanswered_by_the_last_run_is_taken_up_at_the_start(
    desk, rasa, transcript, worklist, chat, said
):
    await types(transcript, chat, "bonjour", "id-000001")
    await desk.start()
    await all_answered(worklist, chat)
    assert await said(chat) == ["re: bonjour"]


async def test_a_worker_that_fails_is_logged_and_its_message_taken_up_by_the_sweep(
    desk, rasa, transcript, worklist, chat, said
):
    rasa.script = [ValueError("Kunégonde")]
    with recorded() as logs:
        await types(transcript, chat, "bonjour", "id-000001")
        desk.wake(chat)
        await until(lambda: _true(not desk.busy(chat)))
        assert await said(chat) == []
        await desk.start()
        await all_answered(worklist, chat)
    assert await said(chat) == ["re: bonjour"]
    assert logs.facts() == ["worker_failed"]
    assert "Kunégonde" not in logs.getvalue() and "bonjour" not in logs.getvalue()


async def test_the_sweep_outlives_a_database_that_is_away(desk, transcript, worklist, chat, said, monkeypatch):
    working, failures = worklist.with_pending, []

    async def away_twice():
        if len(failures) < 2:
            failures.append(1)
            raise OSError("no route")
        return await working()

    monkeypatch.setattr(worklist, "with_pending", away_twice)
    await types(transcript, chat, "bonjour", "id-000001")
    with recorded() as logs:
        await desk.start()
        await all_answered(worklist, chat)
    assert logs.facts() == ["sweep_failed", "sweep_failed"]
    assert await said(chat) == ["re: bonjour"]


async def test_two_replicas_answer_a_message_once(desk, later, rasa, transcript, worklist, chat, said):
    other = Dispatcher(worklist, later, rasa, Hub(), owner="elsewhere")
    await types(transcript, chat, "bonjour", "id-000001")
    desk.wake(chat)
    other.wake(chat)
    await all_answered(worklist, chat)
    await until(lambda: _true(not desk.busy(chat) and not other.busy(chat)))
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
    await until(lambda: _true(rasa.messages == ["bonjour"]))
    await worklist.answer(chat, seq=received.seq, replies=[text("by the other replica")], turn=True)
    gate.set()
    await until(lambda: _true(not desk.busy(chat)))
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
    await until(lambda: _true("message 5" in rasa.messages))
    assert not await worklist.lease(chat, "elsewhere", lasting=module.LEASE)
    gate.set()
    await all_answered(worklist, chat)


async def test_what_is_unanswered_when_the_bot_stops_stays_for_the_next_start(desk, rasa, transcript, worklist, chat):
    rasa.hold("bonjour")
    await types(transcript, chat, "bonjour", "id-000001")
    desk.wake(chat)
    await until(lambda: _true(rasa.messages == ["bonjour"]))
    await desk.stop()
    assert [waiting.payload for waiting in await worklist.pending(chat)] == ["bonjour"]
    assert not desk.busy(chat)


async def test_typing_is_shown_while_an_answer_is_prepared_and_only_then(worklist, later, rasa, transcript, chat):
    hub = Hub()
    desk = Dispatcher(worklist, later, rasa, hub, owner="here")
    gate = rasa.hold("bonjour")
    with hub.watch(chat) as watch:
        await types(transcript, chat, "bonjour", "id-000001")
        desk.wake(chat)
        await until(lambda: _true(rasa.messages == ["bonjour"]))
        assert watch.typing
        gate.set()
        await all_answered(worklist, chat)
        await until(lambda: _true(not desk.busy(chat)))
        assert not watch.typing
    await desk.stop()


async def test_while_a_person_has_the_conversation_the_member_is_not_answered_by_the_assistant(
    desk, rasa, transcript, worklist, chat, said, accounts, store, clock, family
):
    handover = Handover(store, clock)
    await log_in(accounts, store, chat, family.claire_login)
    desk.wake(chat)
    await all_answered(worklist, chat)
    await handover.take_over(chat, "Julie")
    before = await said(chat)
    await types(transcript, chat, "et mes remboursements ?", "id-000001")
    await types(transcript, chat, "mon mot de passe est Zebre-Rouge-77", "id-000002")
    desk.wake(chat)
    await all_answered(worklist, chat)
    assert "et mes remboursements ?" not in rasa.messages
    assert (await said(chat))[len(before) :] == [problem_body("typed_password")["text"]]
    await handover.give_back(chat)
    await types(transcript, chat, "me revoilà", "id-000003")
    desk.wake(chat)
    await all_answered(worklist, chat)
    assert rasa.messages[-1] == "me revoilà"
