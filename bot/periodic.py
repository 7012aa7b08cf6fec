"""What the bot does by itself every ten minutes, or more often; several replicas may, each thing is done once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import date

import structlog

from bot.hub import Hub
from mutuelle.account.deletion import DeletionService
from mutuelle.attachments.service import AttachmentService
from mutuelle.clock import Clock, today
from mutuelle.conversations.transcript import Transcript
from mutuelle.letters.due import DueLetters
from mutuelle.privacy.forgetting import Forgetting
from mutuelle.privacy.retention import Retention

logger = structlog.get_logger()

LOOK_AGAIN_S = 600.0
FORGET_AGAIN_S = 15.0


class Periodic:
    """Runs a job again and again; one that fails is logged as the event `failed` and tried at the next turn."""

    def __init__(self, failed: str, job: Callable[[], Awaitable[None]], *, every: float | None = None) -> None:
        """`every`: how many seconds lie between two turns; by default `LOOK_AGAIN_S`."""
        self._failed = failed
        self._job = job
        self._every = LOOK_AGAIN_S if every is None else every
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what was half done is undone by its own transaction, and done after the next start."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def once(self) -> None:
        """Do it now."""
        try:
            await self._job()
        except Exception as error:  # it must outlive a database that is away
            logger.exception(self._failed, error=type(error).__name__)

    async def _run(self) -> None:
        while True:
            await self.once()
            await asyncio.sleep(self._every)


def eraser(deletions: DeletionService, hub: Hub) -> Periodic:
    """Return what erases the accounts whose thirty days are over."""

    async def erase() -> None:
        touched = await deletions.erase_due()
        if touched:
            logger.info("accounts_erased", conversations=len(touched))
        for conversation_id in touched:
            hub.changed(conversation_id)

    return Periodic("eraser_failed", erase)


def sweeper(attachments: AttachmentService) -> Periodic:
    """Return what erases the files that were sent for a request nobody confirmed."""

    async def sweep() -> None:
        erased = await attachments.purge_unclaimed()
        if erased:
            logger.info("unclaimed_attachments_erased", count=erased)

    return Periodic("sweeper_failed", sweep)


def correspondent(letters: DueLetters, clock: Clock) -> Periodic:
    """Return what sends, once a day, the statements and notices that are due."""
    done: set[date] = set()

    async def send() -> None:
        day = today(clock)
        if day in done:
            return
        sent = await letters.send()
        done.clear()
        done.add(day)
        if sent:
            logger.info("letters_sent", count=sent)

    return Periodic("correspondent_failed", send)


def retainer(retention: Retention) -> Periodic:
    """Return what deletes what was kept long enough."""

    async def retain() -> None:
        gone = await retention.run()
        if gone:
            logger.info("retention_applied", **gone)

    return Periodic("retention_failed", retain)


def forgetter(forgetting: Forgetting) -> Periodic:
    """Return what has Rasa forget the dialogues that ended; soon, since a member may be waiting to see it done."""

    async def forget() -> None:
        gone = await forgetting.run()
        if gone:
            logger.info("dialogues_forgotten", count=gone)

    return Periodic("forgetting_failed", forget, every=FORGET_AGAIN_S)


def position_forgetter(transcript: Transcript) -> Periodic:
    """Return what forgets the positions that were shared for a search."""

    async def forget() -> None:
        forgotten = await transcript.forget_positions()
        if forgotten:
            logger.info("positions_forgotten", count=forgotten)

    return Periodic("position_forgetter_failed", forget)
