"""How long to wait after a failure, and how often to say so."""

import asyncio
import random
from contextlib import suppress

import structlog

logger = structlog.get_logger(__name__)


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait so many seconds, or until everything stops."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


class Patience:
    """Counts failures in a row: says the first of each kind, waits longer each time, up to `longest` seconds."""

    def __init__(self, first: float = 0.5, longest: float = 30.0) -> None:
        self._first = first
        self._longest = longest
        self._failures = 0
        self._said: str | None = None

    def failed(self, fact: str, error: Exception, *, at_least: float = 0) -> float:
        """Note a failure and return the seconds to wait."""
        if self._said != fact:
            logger.warning(fact, error=type(error).__name__)
            self._said = fact
        wait = min(self._longest, self._first * float(2 ** min(self._failures, 10)))
        self._failures += 1
        return max(at_least, wait) * random.uniform(1, 1.2)  # noqa: S311

    def succeeded(self, fact: str) -> None:
        """Forget the failures; say that they are over, if there were any."""
        if self._said is not None:
            logger.info(fact)
        self._failures, self._said = 0, None
