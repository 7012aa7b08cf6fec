"""Pushes the log's answers to Telegram: in order in a conversation, several conversations side by side.

A message is claimed in the outbox before it is sent and settled after. As long as Telegram can't be reached it
stays where it is, and is tried again.
"""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram.background import Background
from bot.telegram.charts import draw
from bot.telegram.client import Fate, TelegramClient, Verdict
from bot.telegram.maps import draw_map
from bot.telegram.pacing import Pace
from bot.telegram.rendering import Attachment, Part, render, with_file, without_keyboard
from bot.telegram.retrying import pause
from bot.telegram.sending import send
from bot.texts import say
from mutuelle.conversations.outbox import LASTING, Outbox, OutEvent
from mutuelle.documents.service import DocumentService
from mutuelle.errors import DocumentChanged, MutuelleError

logger = structlog.get_logger(__name__)

CHANNEL = "telegram"
_FIRST_RETRY, _LAST_RETRY = 0.5, 15.0
_STOP_GRACE = 5.0
_AT_ONCE = 32
_FRESH = 1.0
FILE_LASTING = timedelta(seconds=60)
_ADDRESSES_KEPT = 10_000


class Delivery:
    """The senders of all conversations, one task for each that has something to send."""

    def __init__(
        self, client: TelegramClient, outbox: Outbox, *, hidden: str, documents: DocumentService | None = None
    ) -> None:
        """`hidden`: the sentence in place of an answer that must not be shown any more."""
        self._client = client
        self._outbox = outbox
        self._hidden = hidden
        self._documents = documents
        self._background = Background()
        self._sending: set[str] = set()
        self._again: set[str] = set()
        self._typing: set[str] = set()
        self._addresses: dict[str, str | None] = {}
        self._keyboards: set[str] = set()
        self._stopping = asyncio.Event()
        self._chat_pace = Pace(interval=1, burst=3)
        self._total_pace = Pace(interval=1 / 28, burst=10)
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def wake(self, conversation_id: str) -> None:
        """Send what this conversation has to be sent; one of another channel has nothing."""
        if self._is_foreign(conversation_id):
            return
        self._again.add(conversation_id)
        if conversation_id not in self._sending and not self._stopping.is_set():
            self._sending.add(conversation_id)
            self._background.start(self._run(conversation_id), "delivery")

    def typing(self, conversation_id: str) -> None:
        """Show that an answer is being prepared, if that is possible at once."""
        if self._is_foreign(conversation_id):
            return
        if conversation_id not in self._typing and not self._stopping.is_set():
            self._typing.add(conversation_id)
            self._background.start(self._show_typing(conversation_id), "typing")

    async def wake_all(self) -> None:
        """Send what any conversation has to be sent."""
        for conversation_id in await self._outbox.conversations_due(CHANNEL):
            self.wake(conversation_id)

    async def stop(self) -> None:
        """Let what is being sent arrive; the rest stays in the outbox."""
        self._stopping.set()
        await self._background.stop(_STOP_GRACE)

    async def _show_typing(self, conversation_id: str) -> None:
        try:
            address = await self._address(conversation_id)
            if address is not None:
                with suppress(TelegramError):
                    await self._client.send_chat_action(int(address), ChatAction.TYPING)
        finally:
            self._typing.discard(conversation_id)

    def _is_foreign(self, conversation_id: str) -> bool:
        return self._addresses.get(conversation_id, "") is None

    async def _address(self, conversation_id: str) -> str | None:
        if conversation_id not in self._addresses:
            if len(self._addresses) >= _ADDRESSES_KEPT:
                self._addresses.clear()
            self._addresses[conversation_id] = await self._outbox.address(conversation_id, CHANNEL)
        return self._addresses[conversation_id]

    async def _run(self, conversation_id: str) -> None:
        try:
            if await self._address(conversation_id) is None:
                self._again.discard(conversation_id)
            while conversation_id in self._again and not self._stopping.is_set():
                self._again.discard(conversation_id)
                while not self._stopping.is_set():
                    event = await self._outbox.take(conversation_id)
                    if event is None or not await self._deliver(_Job(conversation_id, event, _now())):
                        break
        finally:
            self._sending.discard(conversation_id)

    async def _deliver(self, job: "_Job") -> bool:
        """Send an event and settle it. False: go no further now."""
        conversation_id, seq = job.conversation_id, job.event.seq
        try:
            parts = self._keyboard_away(job, await self._parts(job))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            job.say("telegram_unrenderable", error=type(error).__name__)
            await self._outbox.failed(conversation_id, seq)
            return True
        for part in parts:
            fate = await self._send_part(job, part)
            if fate is Fate.UNREACHABLE:
                job.say("telegram_person_unreachable")
                await self._outbox.unreachable(conversation_id)
                return False
            if fate is Fate.LATER:
                return False
            if fate is Fate.REFUSED:
                job.say("telegram_message_refused")
                await self._outbox.failed(conversation_id, seq)
                return True
        await self._outbox.sent(conversation_id, seq)
        return True

    def _keyboard_away(self, job: "_Job", parts: list[Part]) -> list[Part]:
        """Return the messages of an event; a question's keyboard goes with the first that comes after it."""
        if job.event.body.get("type") == "location_request":
            self._keyboards.add(job.conversation_id)
        elif job.conversation_id in self._keyboards:
            parts, gone = without_keyboard(parts)
            if gone:
                self._keyboards.discard(job.conversation_id)
        return parts

    async def _parts(self, job: "_Job") -> list[Part]:
        """Return the messages of an event; the file that it promises is made now, or it is said why not."""
        body = job.event.body
        if body.get("type") == "chart" and body.get("bars"):
            picture = await asyncio.to_thread(draw, body)
            return with_file(render(body, hidden=self._hidden), Attachment("graphique.png", picture, picture=True))
        if body.get("shown") == "list" and body.get("places"):
            return [*await self._map(job), *render(body, hidden=self._hidden)]
        if not body.get("download_id") or self._documents is None:
            return render(body, hidden=self._hidden)
        await self._outbox.hold(job.conversation_id, job.event.seq, lasting=FILE_LASTING)
        try:
            file = await self._documents.file_for(job.conversation_id, int(body["download_id"]))
        except (SQLAlchemyError, OSError):
            raise  # later
        except Exception as problem:  # noqa: BLE001 - whatever it is, the member is told, and the next answers go on
            job.say("telegram_document_not_made", error=type(problem).__name__)
            return render({"type": "text", "text": say("documents", _why_not(problem))}, hidden=self._hidden)
        return with_file(render(body, hidden=self._hidden), Attachment(file.name, file.content))

    async def _map(self, job: "_Job") -> list[Part]:
        """Return the picture of a list's map; the list says the same, so one that can't be drawn is left out."""
        try:
            picture = await asyncio.to_thread(draw_map, job.event.body)
        except Exception as problem:  # noqa: BLE001
            job.say("telegram_map_not_drawn", error=type(problem).__name__)
            return []
        return [Part("", "", file=Attachment("carte.png", picture, picture=True))]

    async def _send_part(self, job: "_Job", part: Part) -> Fate | None:
        """Send one Telegram message, for as long as it takes. None: it was sent, for all that is known."""
        failures = 0
        while True:
            await self._chat_pace.turn(job.conversation_id)
            await self._total_pace.turn("")
            async with self._slots:
                if not await self._is_ours(job):
                    return Fate.LATER
                verdict = await send(self._client, job.event.address, part, protected=job.is_sensitive)
            if verdict is None:
                return None
            if verdict.fate is Fate.PROBABLY_SENT:
                job.say("telegram_answer_timed_out")
                return None
            if verdict.fate is not Fate.LATER:
                return verdict.fate
            failures += 1
            if not await self._wait(job, verdict, failures):
                return Fate.LATER

    async def _is_ours(self, job: "_Job") -> bool:
        """Say whether this process is still the one to send it; a claim of a moment ago needs no renewal."""
        if _now() - job.claimed_at < _FRESH:
            return True
        job.claimed_at = _now()
        lasting = FILE_LASTING if job.event.body.get("download_id") else LASTING
        return await self._outbox.hold(job.conversation_id, job.event.seq, lasting=lasting)

    async def _wait(self, job: "_Job", verdict: Verdict, failures: int) -> bool:
        """Wait before the next try. False: the channel stops, and the message was given back."""
        delay = verdict.wait or min(_LAST_RETRY, _FIRST_RETRY * 2 ** min(failures - 1, 10))
        if failures == 1:
            job.say("telegram_delivery_delayed")
        if verdict.wait:
            lasting = LASTING + timedelta(seconds=verdict.wait)
            await self._outbox.hold(job.conversation_id, job.event.seq, lasting=lasting)
        await pause(self._stopping, delay * random.uniform(1, 1.2))  # noqa: S311
        if not self._stopping.is_set():
            return True
        await self._outbox.release(job.conversation_id, job.event.seq)
        return False


@dataclass
class _Job:
    """An event being sent; `claimed_at`, in the loop's seconds, is when the outbox last said it is ours to send."""

    conversation_id: str
    event: OutEvent
    claimed_at: float

    @property
    def is_sensitive(self) -> bool:
        """A member's data, or a link that logs in whoever opens it."""
        return self.event.private or self.event.body.get("type") in {"link", "document"}

    def say(self, fact: str, **more: str) -> None:
        """Log a fact about it."""
        logger.warning(fact, conversation=self.conversation_id, seq=self.event.seq, **more)


def _why_not(problem: Exception) -> str:
    """Return the key of the sentence that tells why a file could not be sent."""
    if isinstance(problem, DocumentChanged):
        return "changed_meanwhile"
    return "gone" if isinstance(problem, MutuelleError) else "not_made"


def _now() -> float:
    return asyncio.get_running_loop().time()
