"""Parses a file ahead of the database, on several cores where it is long: one reads slower than a database takes."""

import asyncio
import os
import signal
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from mutuelle.import_payments.rows import Parsed, PaymentFile

LONG = 16 << 20  # bytes, from which on other processes are worth their start
MOST_PROCESSES = 4


async def parse(file: PaymentFile) -> AsyncGenerator[Parsed, None]:
    """Give the rows of a file, block by block in their order; while one is taken, the next ones are parsed."""
    loop, blocks = asyncio.get_running_loop(), file.blocks()
    with _workers(file.bytes) as (workers, count):
        ahead: deque[asyncio.Future[Parsed]] = deque()
        while True:
            while len(ahead) <= count and (block := next(blocks, None)) is not None:
                ahead.append(loop.run_in_executor(workers, file.layout.parse, block))
            if not ahead:
                return
            yield await ahead.popleft()


@contextmanager
def _workers(size: int) -> Iterator[tuple[Executor, int]]:
    """Give what parses a file of so many bytes, and how many blocks it parses at once."""
    count = min(os.cpu_count() or 1, MOST_PROCESSES) if size >= LONG else 1
    if count == 1:
        with ThreadPoolExecutor(1) as thread:
            yield thread, 1
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_leave_interrupts) as processes:
        yield processes, count


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that imports."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
