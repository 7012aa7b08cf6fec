"""Erases the files that were sent for a request nobody confirmed."""

import asyncio
import contextlib

import structlog

from mutuelle.attachments.service import AttachmentService

logger = structlog.get_logger()

LOOK_AGAIN_S = 600.0


class Sweeper:
    """Looks every ten minutes; several replicas may, each file is erased once."""

    def __init__(self, attachments: AttachmentService) -> None:
        self._attachments = attachments
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what is not erased yet is erased after the next start."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def sweep(self) -> None:
        """Erase what is due now."""
        try:
            erased = await self._attachments.purge_unclaimed()
        except Exception as error:  # the sweeper must outlive a database that is away
            logger.exception("sweeper_failed", error=type(error).__name__)
            return
        if erased:
            logger.info("unclaimed_attachments_erased", count=erased)

    async def _run(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(LOOK_AGAIN_S)
