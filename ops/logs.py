"""Keeps the logs of a run for as long as `LOGS_KEPT_DAYS` says: a file a day, the old ones deleted."""

import asyncio
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ops.errors import StepFailed

DAY_S = 86_400.0
LOOK_AGAIN_S = 3_600.0
KEPT_DAYS = 30  # as in mutuelle/settings.py, which this must not import


def kept_days(env: Mapping[str, str]) -> int:
    """Return for how many days logs are kept. Raises StepFailed on a value that is none."""
    given = env.get("LOGS_KEPT_DAYS") or str(KEPT_DAYS)
    if not given.isascii() or not given.isdigit() or int(given) < 1:
        raise StepFailed(f"LOGS_KEPT_DAYS is {given!r}: give a number of days, for example {KEPT_DAYS}")
    return int(given)


class LogKeeper:
    """Puts the day's lines of each log of a folder aside, and deletes what is older than the days it is kept."""

    def __init__(self, folder: Path, *, days: int) -> None:
        self._folder = folder
        self._kept_s = days * DAY_S
        self._turned_at = time.time()

    async def keep(self) -> None:
        """Look every hour until cancelled."""
        while True:
            with suppress(OSError):  # a full disk, a folder that went: nothing to stop the assistant for
                self.look(time.time())
            await asyncio.sleep(LOOK_AGAIN_S)

    def look(self, now: float) -> None:
        """Do what is due at this time, in seconds since 1970."""
        if now - self._turned_at >= DAY_S:
            self._turned_at = now
            self._turn(datetime.fromtimestamp(now, tz=UTC).strftime("%Y-%m-%d"))
        for log in self._folder.glob("*.*.log"):
            if now - log.stat().st_mtime > self._kept_s:
                log.unlink(missing_ok=True)

    def _turn(self, day: str) -> None:
        for log in self._folder.glob("*.log"):
            if log.stem.count(".") == 0 and log.stat().st_size:
                shutil.copyfile(log, log.with_suffix(f".{day}.log"))
                with log.open("r+b") as written:  # processes append to it: they go on at its new end
                    written.truncate(0)
