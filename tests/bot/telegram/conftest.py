"""A Telegram channel against a Bot API of our own, and a dispatcher that answers what a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot.telegram.channel import TelegramChannel, TelegramSettings
from mutuelle.account.telegram import TelegramLinks
from mutuelle.conversations.outbox import Outbox
from mutuelle.conversations.tables import Conversation, Event
from mutuelle.conversations.transcript import Transcript
from mutuelle.conversations.worklist import Pending, Worklist
from mutuelle.documents.service import DocumentService
from mutuelle.store import Store
from tests.conftest import MovableClock
from tests.databases import database
from tests.telegram_api import TOKEN, Person, TelegramApi, telegram_api


@pytest.fixture
async def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """SQLite only: the core's own tests run on both databases."""
    async with database(request, tmp_path, tmp_path_factory) as url:
        yield url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url)
    yield opened
    await opened.close()


def echo(message: Pending) -> list[dict[str, Any]]:
    """Answer with what the dialogue engine would have been given."""
    said = message.payload or f"problem {message.body['problem']}"
    return [{"type": "text", "text": f"reçu : {said}"}]


@dataclass
class House:
    """The bot without Rasa. `answering` off: messages stay unanswered in the log."""

    store: Store
    clock: MovableClock
    transcript: Transcript
    worklist: Worklist
    reply: Callable[[Pending], list[dict[str, Any]]] = echo
    answering: bool = True
    channel: TelegramChannel | None = None
    links: TelegramLinks | None = None
    documents: DocumentService | None = None
    woken: list[str] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def received(self, conversation_id: str) -> None:
        self.woken.append(conversation_id)
        if self.answering:
            task = asyncio.create_task(self._answer(conversation_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, conversation_id: str) -> None:
        async with self._lock:
            for message in await self.worklist.pending(conversation_id):
                await self.worklist.answer(conversation_id, seq=message.seq, replies=self.reply(message), turn=False)
        if self.channel:
            self.channel.wake(conversation_id)

    async def tell(self, person: Person, *replies: dict[str, Any]) -> str:
        """Log answers to a person as the dispatcher does, and return his conversation's id."""
        conversation_id = await self.transcript.open("telegram", str(person.id), "Claire")
        await self.worklist.answer(conversation_id, seq=0, replies=replies, turn=False)
        if self.channel:
            self.channel.wake(conversation_id)
        return conversation_id

    async def log_private(
        self, conversation_id: str, *, seq: int, body: dict[str, Any] | None = None, logged_out: bool = False
    ) -> None:
        """Log an answer that shows a member's data, and wake nobody; `logged_out` hides it with the same stroke."""
        async with self.store.write() as connection:
            if logged_out:
                await connection.execute(update(Conversation).values(history_after=seq))
            await connection.execute(
                insert(Event).values(
                    conversation_id=conversation_id,
                    seq=seq,
                    direction="out",
                    body=body or {"type": "text", "text": "7,50 €"},
                    member_id=1,
                    state="pending",
                    created_at=self.clock.now(),
                )
            )

    async def unanswered(self, person: Person) -> list[Pending]:
        conversation_id = await self.transcript.find("telegram", str(person.id))
        return await self.worklist.pending(conversation_id) if conversation_id else []

    def new_channel(self, base_url: str, **settings: Any) -> TelegramChannel:
        known = {"token": TOKEN, **settings}
        self.channel = TelegramChannel(
            TelegramSettings(base_url=base_url, **known),
            transcript=self.transcript,
            outbox=Outbox(self.store, self.clock),
            received=self.received,
            links=self.links,
            documents=self.documents,
        )
        return self.channel

    @asynccontextmanager
    async def open(self, base_url: str, **settings: Any) -> AsyncIterator[TelegramChannel]:
        """Run a channel while the block runs."""
        channel = self.new_channel(base_url, **settings)
        await channel.start()
        try:
            yield channel
        finally:
            await channel.stop()
            self.channel = None
            await asyncio.gather(*self._tasks)


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with telegram_api() as running:
        yield running


@pytest.fixture
def house(store: Store, clock: MovableClock, transcript: Transcript, worklist: Worklist) -> House:
    return House(store, clock, transcript, worklist)


@pytest.fixture
async def bot(house: House, api: TelegramApi) -> AsyncIterator[House]:
    async with house.open(api.base_url):
        yield house


@pytest.fixture
def claire(api: TelegramApi) -> Person:
    return api.person("Claire", username="claire_v")
