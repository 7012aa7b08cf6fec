"""What a client of the web chat is sent, in order."""

import asyncio

import pytest

from bot.hub import Hub
from bot.web import feed as module
from bot.web.feed import feed
from tests.talk import log_in, rasa_id_of, say

PATIENCE_S = 10


class Client:
    """Reads a feed frame by frame."""

    def __init__(self, frames):
        self._frames = frames

    async def next(self):
        async with asyncio.timeout(PATIENCE_S):
            return await anext(self._frames)

    async def until(self, kind):
        """Return the frames up to the first of a kind."""
        seen = [await self.next()]
        while seen[-1]["type"] != kind:
            seen.append(await self.next())
        return seen

    async def quiet(self):
        """Tell that nothing more comes for now; the feed is over after that."""
        try:
            async with asyncio.timeout(0.15):
                return await anext(self._frames) is None
        except TimeoutError:
            return True


@pytest.fixture
def hub():
    return Hub()


@pytest.fixture
async def opens(transcript, hub):
    opened = []

    def connect(conversation, after=0, client=""):
        frames = feed(transcript, hub, conversation, after=after, client=client)
        opened.append(frames)
        return Client(frames)

    yield connect
    for frames in opened:
        await frames.aclose()


@pytest.fixture
async def chat(transcript):
    return await transcript.open("web", "a browser")


async def answered(transcript, worklist, chat, text, message_id):
    received = await say(transcript, chat, text, message_id)
    await worklist.answer(chat, seq=received.seq, replies=[{"type": "text", "text": f"re: {text}"}], turn=True)


def kinds(frames):
    return [frame["type"] for frame in frames]


async def test_a_new_visitor_is_told_that_nobody_is_there_and_that_all_is_said(opens, chat):
    assert await opens(chat).until("ready") == [
        {"type": "session", "state": "anonymous", "member": None},
        {"type": "ready", "seq": 0},
    ]


async def test_what_was_said_comes_before_ready_in_order(opens, chat, transcript, worklist):
    for n in range(3):
        await answered(transcript, worklist, chat, f"message {n}", f"id-{n:06}")
    frames = await opens(chat).until("ready")
    assert kinds(frames) == ["session", *["event"] * 6, "ready"]
    assert [frame["seq"] for frame in frames[1:]] == [1, 2, 3, 4, 5, 6, 6]
    assert [frame["direction"] for frame in frames[1:-1]] == ["in", "out"] * 3
    assert frames[1]["id"] == "id-000000" and frames[2]["id"] is None


async def test_a_client_that_comes_back_is_sent_only_what_it_missed(opens, chat, transcript, worklist):
    for n in range(3):
        await answered(transcript, worklist, chat, f"message {n}", f"id-{n:06}")
    frames = await opens(chat, after=4).until("ready")
    assert [frame["seq"] for frame in frames if frame["type"] == "event"] == [5, 6]


async def test_a_client_ahead_of_the_log_is_told_where_the_log_is(opens, chat):
    assert (await opens(chat, after=99).until("ready"))[-1]["type"] == "ready"


async def test_what_happens_next_is_sent_at_once(opens, chat, transcript, worklist, hub):
    client = opens(chat)
    await client.until("ready")
    hub.typing(chat, on=True)
    assert await client.next() == {"type": "typing", "on": True}
    await answered(transcript, worklist, chat, "bonjour", "id-000001")
    hub.changed(chat)
    assert [(await client.next())["body"]["text"] for _ in range(2)] == ["bonjour", "re: bonjour"]
    hub.typing(chat, on=False)
    assert await client.next() == {"type": "typing", "on": False}


async def test_two_clients_of_one_browser_are_sent_the_same(opens, chat, transcript, hub):
    one, other = opens(chat), opens(chat)
    await one.until("ready")
    await other.until("ready")
    await say(transcript, chat, "bonjour", "id-000001")
    hub.changed(chat)
    assert await one.next() == await other.next()


async def test_nothing_of_another_conversation_is_sent(opens, chat, transcript, hub):
    client = opens(chat)
    await client.until("ready")
    other = await transcript.open("web", "another browser")
    await say(transcript, other, "secret", "id-000001")
    hub.changed(other)
    hub.typing(other, on=True)
    assert await client.quiet()


async def test_a_login_says_who_is_there_and_has_everything_asked_again(
    opens, chat, transcript, accounts, store, hub, family
):
    client = opens(chat)
    await client.until("ready")
    await log_in(accounts, store, chat, family.claire_login)
    hub.changed(chat)
    assert await client.next() == {"type": "session", "state": "open", "member": "Claire V."}
    assert await client.next() == {"type": "reload"}


async def test_a_logout_has_the_page_emptied(opens, chat, transcript, worklist, accounts, store, hub, family):
    await answered(transcript, worklist, chat, "bonjour", "id-000001")
    await log_in(accounts, store, chat, family.claire_login)
    client = opens(chat)
    await client.until("ready")
    await accounts.log_out(await rasa_id_of(store, chat))
    hub.changed(chat)
    frames = await client.until("reset")
    assert frames[0] == {"type": "session", "state": "anonymous", "member": None}
    assert frames[-1] == {"type": "reset", "after": 3}
    assert (await transcript.view(chat, after=0)).events == ()


async def test_a_session_that_locks_hides_what_it_showed_without_anybody_saying_so(
    opens, chat, transcript, worklist, accounts, store, family, clock, monkeypatch
):
    monkeypatch.setattr(module, "LOOK_AGAIN_S", 0.05)
    await log_in(accounts, store, chat, family.claire_login)
    left = await worklist.leave_answer(
        await rasa_id_of(store, chat), [{"type": "text", "text": "7,50 €"}], member_id=family.claire
    )
    received = await say(transcript, chat, "mes remboursements", "id-000001")
    await worklist.answer(chat, seq=received.seq, replies=[{"answer": left}], turn=True)
    client = opens(chat)
    assert "7,50 €" in str(await client.until("ready"))
    clock.pass_(minutes=16)
    assert await client.next() == {"type": "session", "state": "locked", "member": None}
    assert await client.next() == {"type": "reload"}
    shown = await opens(chat).until("ready")
    assert "7,50 €" not in str(shown)
    assert shown[-2]["body"] == {"type": "hidden"}


async def test_what_another_replica_logged_is_found_within_a_few_seconds(opens, chat, transcript, monkeypatch):
    monkeypatch.setattr(module, "LOOK_AGAIN_S", 0.05)
    client = opens(chat)
    await client.until("ready")
    await say(transcript, chat, "bonjour", "id-000001")
    assert (await client.next())["body"]["text"] == "bonjour"


async def test_after_a_login_the_clients_at_other_addresses_are_put_out(opens, chat, transcript, hub):
    here, there = opens(chat, client="192.0.2.1"), opens(chat, client="198.51.100.7")
    await here.until("ready")
    await there.until("ready")
    hub.keep_only(chat, "192.0.2.1")
    with pytest.raises(StopAsyncIteration):
        await there.next()
    await say(transcript, chat, "bonjour", "id-000001")
    hub.changed(chat)
    assert (await here.next())["body"]["text"] == "bonjour"


async def test_a_client_that_left_is_forgotten(transcript, hub, chat):
    frames = feed(transcript, hub, chat, after=0)
    await anext(frames)
    assert list(hub._watches) == [chat]
    await frames.aclose()
    assert list(hub._watches) == []
