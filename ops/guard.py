"""Runs one command so that nothing of it outlives its starter: `python guard.py SIGNAL COMMAND…`.

The starter holds the other end of standard input. When that end closes (the starter ended, even by `kill -9`)
or on SIGTERM, the command's whole process group is sent SIGNAL (TERM or INT), and killed `GRACE` seconds later; a
second SIGTERM kills at once. Standard library only, and no import of the project: it is run by its path.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType

GRACE = 10.0
PR_SET_PDEATHSIG = 1
SIGNALLED = 128
NOT_STARTED = 127


def die_with_the_guard() -> None:
    """Have Linux kill the command when the guard itself is killed; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Guard:
    """One command, in a process group of its own, and the wish to see it end."""

    def __init__(self, polite: signal.Signals, command: list[str]) -> None:
        self._polite = polite
        self._wakeup, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, self._noted)
        self._deadline: float | None = None
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=die_with_the_guard,  # noqa: PLW1509  (one thread only)
        )

    @staticmethod
    def _noted(_number: int, _frame: FrameType | None) -> None:
        """The wake-up pipe tells; a handler is needed for the signal to be written there."""

    def run(self) -> int:
        """Wait for the command and return its status as a shell would: 128 + n after signal n."""
        watched = [0, self._wakeup]
        while self._child.poll() is None:
            ready, _, _ = select.select(watched, [], [], self._seconds_left())
            if 0 in ready and not os.read(0, 512):
                watched.remove(0)
                self._end()
            if self._wakeup in ready and set(os.read(self._wakeup, 512)) - {signal.SIGCHLD}:
                self._end(at_once=self._deadline is not None)
            if self._deadline is not None and time.monotonic() >= self._deadline:
                self._signal(signal.SIGKILL)
        self._signal(signal.SIGKILL)
        status = self._child.returncode
        return status if status >= 0 else SIGNALLED - status

    def _seconds_left(self) -> float | None:
        return None if self._deadline is None else max(0.05, self._deadline - time.monotonic())

    def _end(self, *, at_once: bool = False) -> None:
        if self._deadline is None:
            self._deadline = time.monotonic() + GRACE
            self._signal(self._polite)
        if at_once:
            self._deadline = time.monotonic()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, number)


if __name__ == "__main__":
    try:
        guard = Guard(signal.Signals[f"SIG{sys.argv[1]}"], sys.argv[2:])
    except OSError as problem:
        print(f"cannot start {sys.argv[2]}: {problem.strerror}", flush=True)
        sys.exit(NOT_STARTED)
    sys.exit(guard.run())
