"""Messages are answered once, in order, conversations side by side; what fails is told, kept and tried again."""

import pytest

from bot import dispatcher as module
from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.rasa import RasaUnavailable
from bot.texts import TEXTS, problem_body, say
from mutuelle.conversations.handover import Handover
from mutuelle.conversations.transcript import Incoming
from tests.bot.dispatching.waiting import all_answered, until
from tests.databases import on_both_databases
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
    await until(lambda: rasa.messages == ["one"])
    await types(transcript, chat, "two", "id-000002")
    desk.wake(chat)
    gate.set()
    await all_answered(worklist, chat)
    assert await said(chat) == ["re: one", "re: two"]


async def talk(desk, transcript, worklist, chat, times):
    for _ in range(times):
        seq = len((await transcript.view(chat, after=0)).events)
        await types(transcript, chat, f"message {seq}", f"id-{seq:06}")
        desk.wake(chat)
        await all_answered(worklist, chat)


async def test_after_some_turns_rasa_goes_on_with_a_fresh_conversation(desk, rasa, transcript, worklist, chat):
    await talk(desk, transcript, worklist, chat, module.TURNS_PER_DIALOGUE)
    await until(lambda: not desk.busy(chat))
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


async def test_typing_is_shown_while_an_answer_is_prepared_and_only_then(
    worklist, later, parting, rasa, transcript, chat
):
    hub = Hub()
    desk = Dispatcher(worklist, later, parting, rasa, hub, owner="here")
    gate = rasa.hold("bonjour")
    with hub.watch(chat) as watch:
        await types(transcript, chat, "bonjour", "id-000001")
        desk.wake(chat)
        await until(lambda: rasa.messages == ["bonjour"])
        assert watch.typing
        gate.set()
        await all_answered(worklist, chat)
        await until(lambda: not desk.busy(chat))
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
