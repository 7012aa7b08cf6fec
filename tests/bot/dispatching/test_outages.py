"""While Rasa, the actions or the database are away: it is told once, and answered when they are back."""

from bot import dispatcher as module
from bot.rasa import RasaSilent, RasaUnavailable
from bot.texts import TEXTS
from tests.bot.dispatching.waiting import all_answered, until
from tests.databases import on_both_databases
from tests.logs import recorded
from tests.talk import say as types

pytestmark = on_both_databases
LATE, GAVE_UP = TEXTS["answers"]["late"], TEXTS["answers"]["gave_up"]


async def test_while_rasa_is_away_it_is_told_once_for_all_that_waits_and_answered_when_it_is_back(
    desk, rasa, transcript, worklist, chat, said, monkeypatch
):
    monkeypatch.setattr(module, "TELL_LATE_AFTER_S", 0.0)
    rasa.always = RasaUnavailable("ConnectError")
    for n in range(2):
        await types(transcript, chat, f"message {n}", f"id-{n:06}")
    desk.wake(chat)
    await until(lambda: len(rasa.heard) > 6)
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
    await until(lambda: len(rasa.heard) > 2)
    await types(transcript, chat, "two", "id-000002")
    heard = len(rasa.heard)
    await until(lambda: len(rasa.heard) > heard + 3)
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
    await until(lambda: len(rasa.heard) > 3 * module.SILENT_TRIES)
    assert await said(chat) == [LATE]
    rasa.always, rasa.actions_up = None, True
    await all_answered(worklist, chat)
    assert await said(chat) == [LATE, "re: mes remboursements"]


async def test_a_worker_that_fails_is_logged_and_its_message_taken_up_by_the_sweep(
    desk, rasa, transcript, worklist, chat, said
):
    rasa.script = [ValueError("Kunégonde")]
    with recorded() as logs:
        await types(transcript, chat, "bonjour", "id-000001")
        desk.wake(chat)
        await until(lambda: not desk.busy(chat))
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
