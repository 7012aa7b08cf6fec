"""Locks between processes of one machine; the system lets go of them however their holder ends."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

RETRY_SECONDS = 0.3


def try_lock(path: Path) -> int | None:
    """Take the lock of this file and return its descriptor (closing it lets go), or None when it is held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@asynccontextmanager
async def lock(path: Path) -> AsyncIterator[None]:
    """Hold the lock of this file, waiting for whoever has it."""
    while (descriptor := try_lock(path)) is None:  # noqa: ASYNC110  (flock tells nobody when it is let go)
        await asyncio.sleep(RETRY_SECONDS)
    try:
        yield
    finally:
        os.close(descriptor)
