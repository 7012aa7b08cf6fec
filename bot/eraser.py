"""Erases the accounts whose thirty days are over."""

import asyncio
import contextlib

import structlog

from bot.hub import Hub
from mutuelle.account.deletion import DeletionService

logger = structlog.get_logger()

LOOK_AGAIN_S = 600.0


class Eraser:
    """Looks every ten minutes; several replicas may, each account is erased once."""

    def __init__(self, deletions: DeletionService, hub: Hub) -> None:
        self._deletions = deletions
        self._hub = hub
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; an account half erased is not erased at all."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def erase(self) -> None:
        """Erase what is due now."""
        try:
            touched = await self._deletions.erase_due()
        except Exception as error:  # the eraser must outlive a database that is away
            logger.exception("eraser_failed", error=type(error).__name__)
            return
        if touched:
            logger.info("accounts_erased", conversations=len(touched))
        for conversation_id in touched:
            self._hub.changed(conversation_id)

    async def _run(self) -> None:
        while True:
            await self.erase()
            await asyncio.sleep(LOOK_AGAIN_S)
