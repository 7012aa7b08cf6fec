"""What the bot does by itself every ten minutes; several replicas may, each thing is done once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from bot.hub import Hub
from mutuelle.account.deletion import DeletionService
from mutuelle.attachments.service import AttachmentService
from mutuelle.conversations.transcript import Transcript

logger = structlog.get_logger()

LOOK_AGAIN_S = 600.0


class Periodic:
    """Runs a job again and again; one that fails is logged as the event `failed` and tried at the next turn."""

    def __init__(self, failed: str, job: Callable[[], Awaitable[None]]) -> None:
        self._failed = failed
        self._job = job
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
            await asyncio.sleep(LOOK_AGAIN_S)


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


def forgetter(transcript: Transcript) -> Periodic:
    """Return what forgets the positions that were shared for a search."""

    async def forget() -> None:
        forgotten = await transcript.forget_positions()
        if forgotten:
            logger.info("positions_forgotten", count=forgotten)

    return Periodic("forgetter_failed", forget)
