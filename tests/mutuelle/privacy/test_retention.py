"""What goes by itself, when, and what stays."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from mutuelle.account.tables import Account, LoginLink, SecureLink, Session
from mutuelle.conversations.ended import EndedDialogues
from mutuelle.conversations.recollections import Visitor, remember
from mutuelle.conversations.tables import Button, Conversation, EndedDialogue, Event, Recollection
from mutuelle.conversations.transcript import Incoming
from mutuelle.mail.tables import Mail
from mutuelle.privacy.retention import RULES, Retention
from mutuelle.requests.opening import Requested, open_request
from mutuelle.requests.tables import Request
from mutuelle.settings import KEPT, Settings
from tests.talk import log_in, rasa_id_of, say


@pytest.fixture
def retention(store, clock, settings):
    return Retention(store, clock, settings, batch=3)


async def count(store, table, *where):
    async with store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one()


async def answered(transcript, worklist, conversation, number):
    received = await say(transcript, conversation, f"message {number}", f"id-{number}-{conversation}")
    body = {"type": "text", "text": "oui", "buttons": [{"title": "Encore", "payload": "/help"}]}
    await worklist.answer(conversation, seq=received.seq, replies=[body], turn=True)


def test_every_period_of_the_settings_is_applied_by_a_rule():
    periods = {field.name for field in fields(Settings) if field.name.endswith(KEPT)}
    assert periods - {"logs_kept"} == {rule.setting for rule in RULES}  # logs are files: ops/logs.py


async def test_old_messages_go_with_their_buttons_in_batches_and_new_ones_stay(
    store, clock, retention, transcript, worklist, family
):
    conversation = await transcript.open("web", "a")
    for number in range(4):
        await answered(transcript, worklist, conversation, number)
    clock.pass_(days=89)
    await answered(transcript, worklist, conversation, 9)
    clock.pass_(days=1, hours=2)
    gone = await retention.run()
    assert gone["messages"] == 8
    assert (await count(store, Event), await count(store, Button)) == (2, 1)
    assert "messages" not in await retention.run()


async def test_a_conversation_that_is_being_talked_in_is_left_alone(store, clock, retention, transcript, worklist):
    conversation = await transcript.open("web", "a")
    await answered(transcript, worklist, conversation, 1)
    clock.pass_(days=91)
    await answered(transcript, worklist, conversation, 2)
    assert await retention.run() == {}
    clock.pass_(hours=2)
    assert (await retention.run())["messages"] == 2
    assert await count(store, Event) == 2


async def test_an_unanswered_message_waits_however_old_it_is(store, clock, retention, transcript):
    conversation = await transcript.open("web", "a")
    await say(transcript, conversation, "mes remboursements", "one")
    clock.pass_(days=400)
    assert await retention.run() == {}
    assert await count(store, Event) == 1


async def test_an_idle_dialogue_ends_and_is_to_be_forgotten_by_rasa(store, clock, retention, transcript, worklist):
    conversation = await transcript.open("web", "a")
    await answered(transcript, worklist, conversation, 1)
    before = await rasa_id_of(store, conversation)
    clock.pass_(hours=23)
    assert await retention.run() == {}
    clock.pass_(hours=2)
    assert await retention.run() == {"dialogues": 1}
    assert await rasa_id_of(store, conversation) != before
    assert (await EndedDialogues(store, clock).due()).rasa_ids == (before,)
    assert await retention.run() == {}


async def test_an_empty_conversation_goes_after_its_sessions(store, clock, retention, transcript, worklist, claire):
    await worklist.answer(claire, seq=1, replies=[], turn=False)  # the login is
    await answered(transcript, worklist, claire, 1)
    clock.pass_(days=91)
    await retention.run()
    assert (await count(store, Event), await count(store, Conversation)) == (0, 1)  # her last login is still told
    other = await transcript.open("web", "b")
    clock.pass_(days=91)
    assert (await retention.run())["conversations"] == 1
    assert await count(store, Conversation, Conversation.id == other) == 0


async def test_sessions_go_but_each_members_last(store, clock, retention, accounts, family, claire):
    for _ in range(2):
        clock.pass_(days=100)
        await log_in(accounts, store, claire, family.claire_login)
    clock.pass_(days=100)
    assert (await retention.run())["sessions"] == 2
    clock.pass_(days=200)
    assert "sessions" not in await retention.run()
    assert await count(store, Session) == 1


async def test_links_and_drafts_go_soon_after_they_are_of_no_use(store, clock, retention, accounts, transcript):
    conversation = await transcript.open("web", "a")
    await accounts.issue_login_link(await rasa_id_of(store, conversation), resume=False)
    async with store.write() as connection:
        await connection.execute(
            insert(SecureLink).values(
                token_hash="h" * 64, purpose="data_copy", created_at=clock.now(), expires_at=clock.now()
            )
        )
        await remember(connection, Visitor(conversation), "search", {"page": 1}, now=clock.now())
    clock.pass_(hours=23)
    assert await retention.run() == {}
    clock.pass_(hours=3)
    await retention.run()
    assert (await count(store, LoginLink), await count(store, SecureLink)) == (0, 0)
    assert await count(store, Recollection) == 1
    clock.pass_(days=6)
    assert (await retention.run())["drafts"] == 1
    assert await count(store, Recollection) == 0


async def test_a_draft_stays_while_its_conversation_is_talked_in(store, clock, retention, transcript):
    conversation = await transcript.open("web", "a")
    async with store.write() as connection:
        await remember(connection, Visitor(conversation), "search", {"page": 1}, now=clock.now())
    clock.pass_(days=8)
    await say(transcript, conversation, "je reviens", "back")
    assert "drafts" not in await retention.run()
    clock.pass_(hours=1, minutes=1)
    assert (await retention.run())["drafts"] == 1


async def test_mails_and_closed_requests_go_open_ones_stay(store, clock, settings, retention, family):
    async with store.write() as connection:
        row = {"recipient": "a@b.fr", "template": "code", "subject": "s", "plain": "p", "html": "h"}
        await connection.execute(insert(Mail).values(**row, created_at=clock.now(), next_try_at=clock.now()))
        for done in (True, False):
            asked = Requested(family.claire, "requests_message", {}, done=done)
            await open_request(connection, asked, secret=settings.secret, now=clock.now())
    clock.pass_(days=31)
    assert await retention.run() == {"mails": 1}
    clock.pass_(days=5 * 365)
    assert (await retention.run())["requests"] == 1
    async with store.read() as connection:
        assert (await connection.execute(select(Request.state))).scalars().all() == ["received"]


async def test_a_deployment_chooses_its_periods(store, clock, settings, transcript, worklist):
    conversation = await transcript.open("web", "a")
    await answered(transcript, worklist, conversation, 1)
    clock.pass_(days=3)
    shorter = replace(settings, conversations_kept=timedelta(days=2))
    assert (await Retention(store, clock, shorter).run())["messages"] == 2


async def test_nobodys_account_or_contract_is_touched(store, clock, retention, family, claire):
    clock.pass_(days=10_000)
    await retention.run()
    assert await count(store, Account) == 3


async def test_a_dialogue_is_forgotten_twice_then_settled(store, clock, transcript, worklist):
    ended = EndedDialogues(store, clock)
    conversation = await transcript.open("web", "a")
    before = await rasa_id_of(store, conversation)
    await worklist.new_dialogue(conversation)
    due = await ended.due()
    assert (due.rasa_ids, due.erased) == ((before,), False)
    await ended.forgotten([before])
    assert (await ended.due()).rasa_ids == ()
    clock.pass_(minutes=6)
    assert (await ended.due()).rasa_ids == (before,)
    await ended.forgotten([before])
    assert await count(store, EndedDialogue) == 0


async def test_a_dialogue_that_is_to_end_ends_with_the_answer(store, clock, transcript, worklist):
    conversation = await transcript.open("web", "a")
    received = await transcript.receive(conversation, Incoming("one", text="oui"))
    before = await rasa_id_of(store, conversation)
    async with store.write() as connection:
        await connection.execute(update(Conversation).values(dialogue_ends=True))
    assert (
        await worklist.answer(conversation, seq=received.seq, replies=[{"type": "text", "text": "ok"}], turn=True) == 0
    )
    assert await rasa_id_of(store, conversation) != before
    due = await EndedDialogues(store, clock).due()
    assert (due.rasa_ids, due.erased) == ((before,), True)
    assert await count(store, Event, Event.direction == "out") == 1
