"""How a command of ours runs and ends: signals stop it in good order, a failure is a sentence, never a traceback."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from ops.errors import StepFailed
from ops.guard import SIGNALLED

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TERMINAL_SECONDS = 1.0


def main_of(work: Callable[[], Awaitable[int | None]], *, again: Callable[[], None] = lambda: None) -> int:
    """Run `work` and return the command's status: its own (None is 0), 1 after StepFailed, 128 + n after signal n.

    The first signal, or the end of the terminal, cancels the work; `again` is called at each signal that follows.
    """
    return asyncio.run(_supervised(work, again))


async def _supervised(work: Callable[[], Awaitable[int | None]], again: Callable[[], None]) -> int:
    task = asyncio.ensure_future(work())
    received: list[int] = []

    def stop(number: int) -> None:
        received.append(number)
        if len(received) == 1:
            task.cancel()
        else:
            again()

    loop = asyncio.get_running_loop()
    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays nohup
            loop.add_signal_handler(number, stop, number)
    terminal = asyncio.create_task(_terminal_closed(stop))
    try:
        return await task or 0
    except asyncio.CancelledError:
        return SIGNALLED + received[0] if received else 1
    except StepFailed as failure:
        print(failure.report(), file=sys.stderr, flush=True)
        return 1
    finally:
        terminal.cancel()


async def _terminal_closed(stop: Callable[[int], None]) -> None:
    """Stop when the terminal goes away: the system tells its first process only, and make keeps that to itself."""
    if not os.isatty(0):
        return
    while os.isatty(0):  # noqa: ASYNC110  (nobody tells)
        await asyncio.sleep(TERMINAL_SECONDS)
    stop(signal.SIGHUP)
