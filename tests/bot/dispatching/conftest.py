"""A dispatcher in a hurry, a scripted engine, a conversation."""

import pytest

from bot import dispatcher as module
from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.parting import Parting
from mutuelle.conversations.later import Later
from tests.bot.dispatching.waiting import at_rest
from tests.bot.scripted_rasa import ScriptedRasa
from tests.logs import recorded
from tests.talk import say


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(module, "SWEEP_S", 0.05)
    monkeypatch.setattr(module, "FIRST_RETRY_S", 0.01)
    monkeypatch.setattr(module, "LONGEST_RETRY_S", 0.02)
    monkeypatch.setattr(module, "LINGER_S", 0.01)
    with recorded():
        yield


@pytest.fixture
def rasa():
    return ScriptedRasa()


@pytest.fixture
def later(store, clock, settings):
    return Later(store, clock, settings)


@pytest.fixture
def parting(store, clock, settings):
    return Parting.on(store, clock, settings)


@pytest.fixture
async def desk(worklist, later, parting, rasa):
    made = Dispatcher(worklist, later, parting, rasa, Hub(), owner="here")
    yield made
    await made.stop()


@pytest.fixture
async def chat(transcript):
    return await transcript.open("web", "a browser")


@pytest.fixture
def said(transcript):
    async def read(conversation):
        view = await transcript.view(conversation, after=0)
        return [event.body["text"] for event in view.events if event.direction == "out"]

    return read


@pytest.fixture
def hears(desk, transcript, chat):
    """Has the member type a message, and waits until the dispatcher is done with it."""
    numbers = iter(range(1, 99))

    async def hear(text):
        await say(transcript, chat, text, f"id-{next(numbers):06}")
        desk.wake(chat)
        await at_rest(desk, chat)

    return hear
