"""Work beside the main line: kept track of, never fatal, its failures logged."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

logger = structlog.get_logger(__name__)


class Background:
    """The tasks that run beside the main line."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, object], what: str) -> asyncio.Task[None]:
        """Run `work` beside; `what` names it in the log should it fail."""
        task = asyncio.create_task(_guarded(work, what), name=f"telegram:{what}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self, grace: float) -> None:
        """Let the tasks finish for `grace` seconds, then end them."""
        tasks = set(self._tasks)
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _guarded(work: Coroutine[Any, Any, object], what: str) -> None:
    try:
        await work
    except Exception as error:
        logger.exception("telegram_task_failed", task=what, error=type(error).__name__)
