"""What is shown while the work goes on: one line a finished step, and signs of life during the long ones."""

import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TextIO

SIGN_OF_LIFE = 10.0
ERASE_LINE = "\r\033[K"


@dataclass
class Step:
    """One thing being done. `outcome` and `note` are shown with its duration once it is over."""

    title: str
    hint: str
    started: float
    outcome: str = "ok"
    note: str = ""


class Console:
    """Writes lines and the progress of steps that may run side by side.

    On a terminal, one status line shows the seconds of every step under way; elsewhere, a line is written for
    each every `every` seconds, as when not `live`: others write there too. A terminal that went away is no error.
    """

    def __init__(
        self,
        stream: TextIO = sys.stdout,
        *,
        every: float = SIGN_OF_LIFE,
        live: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._every = every
        self._clock = clock
        self._interactive = live and stream.isatty()
        self._running: list[Step] = []

    def line(self, text: str = "") -> None:
        """Write one line, above the status line."""
        self._write(f"{ERASE_LINE if self._running and self._interactive else ''}{text}\n")
        self._status()

    @asynccontextmanager
    async def step(self, title: str, hint: str = "") -> AsyncIterator[Step]:
        """Show that something is being done, then how long it took; say nothing more when it fails."""
        step = Step(title, hint, self._clock())
        self._running.append(step)
        ticker = asyncio.create_task(self._tick(step))
        try:
            self._status()
            yield step
        except BaseException:
            self._end(step, ticker)
            raise
        self._end(step, ticker)
        note = f"   {step.note}" if step.note else ""
        self.line(f"  {step.outcome:<3} {title:<32} {self._clock() - step.started:6.1f} s{note}")

    def _end(self, step: Step, ticker: asyncio.Task[None]) -> None:
        ticker.cancel()
        self._running.remove(step)
        if self._interactive:
            self._write(ERASE_LINE)

    async def _tick(self, step: Step) -> None:
        while True:
            await asyncio.sleep(1 if self._interactive else self._every)
            if self._interactive:
                self._status()
            else:
                self._write(f"  ..  {self._describe(step)}\n")

    def _status(self) -> None:
        if self._interactive and self._running:
            shown = "  ..  " + " - ".join(self._describe(step) for step in self._running)
            self._write(ERASE_LINE + shown[: shutil.get_terminal_size().columns - 1])

    def _describe(self, step: Step) -> str:
        hint = f" ({step.hint})" if step.hint else ""
        return f"{step.title}: {self._clock() - step.started:.0f} s{hint}"

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # a terminal that was closed: what runs must still be stopped well
            self._stream.write(text)
            self._stream.flush()
