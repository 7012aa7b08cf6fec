"""A shared position lives sealed, for half an hour, in one conversation."""

import pytest
from sqlalchemy import select

from mutuelle.conversations.positions import SharedPosition, shared_position
from mutuelle.conversations.tables import Recollection
from mutuelle.conversations.transcript import Incoming

HERE = SharedPosition(47.9959, -4.1024)
SHARED = Incoming("p-1", text="Ma position", payload="/find_practitioner", position=HERE)


@pytest.fixture
def position(store, clock, settings):
    """Return the position that a conversation has now."""

    async def read(conversation):
        async with store.read() as connection:
            return await shared_position(connection, conversation, secret=settings.secret, now=clock.now())

    return read


async def test_it_is_there_for_half_an_hour(transcript, position, clock):
    conversation = await transcript.open("web", "a")
    await transcript.receive(conversation, SHARED)
    clock.pass_(minutes=29, seconds=59)
    assert await position(conversation) == HERE
    clock.pass_(seconds=1)
    assert await position(conversation) is None


async def test_it_is_erased_after_half_an_hour(transcript, store, clock):
    await transcript.receive(await transcript.open("web", "a"), SHARED)
    assert await transcript.forget_positions() == 0
    clock.pass_(minutes=30)
    assert await transcript.forget_positions() == 1
    async with store.read() as connection:
        assert (await connection.execute(select(Recollection.topic))).all() == []


async def test_another_conversation_has_none(transcript, position):
    await transcript.receive(await transcript.open("web", "a"), SHARED)
    assert await position(await transcript.open("web", "b")) is None


async def test_one_moved_to_another_conversation_cannot_be_opened(transcript, position, store):
    mine, other = await transcript.open("web", "a"), await transcript.open("web", "b")
    await transcript.receive(mine, SHARED)
    async with store.write() as connection:
        await connection.execute(Recollection.__table__.update().values(conversation_id=other))
    assert await position(other) is None


async def test_why_there_is_none_is_told_without_the_dialogue_engine(transcript, worklist):
    conversation = await transcript.open("web", "a")
    await transcript.receive(conversation, Incoming("p-2", text="Ma position", problem="position_refused"))
    (pending,) = await worklist.pending(conversation)
    assert (pending.body["text"], pending.body["problem"], pending.payload) == ("Ma position", "position_refused", None)
