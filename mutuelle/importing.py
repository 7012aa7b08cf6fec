"""What imports of files share: transactions that leave others room, one import at a time, a bar of progress."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
BREATH_S = 0.02  # after a transaction on SQLite, for the others
SHOWN = 20  # refusals on the screen


class Busy(Exception):
    """Another import of this kind is going on in this database."""


class Progress(Protocol):
    """Shows how far an import is."""

    def step(self, name: str, total: int) -> None:
        """Begin a step, `screen.<name>` of words.yml; `total` is 0 when it cannot be known."""
        ...

    def at(self, done: int) -> None:
        """Note how much of the step is done."""
        ...


class NoProgress:
    """Shows nothing."""

    def step(self, name: str, total: int) -> None:
        """Show nothing."""

    def at(self, done: int) -> None:
        """Show nothing."""


class Bar:
    """Progress bars on standard error, where somebody watches; `label` gives the words of a step."""

    def __init__(self, label: Callable[[str], str]) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description:<15}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bars = Bars(*columns, console=console, disable=not console.is_terminal)
        self._label = label
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Begin to show."""
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the bars as they are."""
        self._bars.stop()

    def step(self, name: str, total: int) -> None:
        """Show another bar."""
        self._task = self._bars.add_task(self._label(name), total=total or None)

    def at(self, done: int) -> None:
        """Advance it."""
        if self._task is not None:
            self._bars.update(self._task, completed=done)


@asynccontextmanager
async def transaction(connection: AsyncConnection) -> AsyncIterator[None]:
    """Open a transaction that writes, on a connection that is kept for several."""
    await connection.commit()
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        await connection.rollback()
        raise
    await connection.commit()


@asynccontextmanager
async def alone(connection: AsyncConnection, lock: int) -> AsyncIterator[None]:
    """Be the only import, on PostgreSQL. On SQLite, the write lock of each batch is enough. Raises Busy."""
    if connection.dialect.name == "sqlite":
        yield
        return
    if not (await connection.execute(text(f"SELECT pg_try_advisory_lock({lock})"))).scalar():
        raise Busy
    await connection.commit()
    try:
        yield
    finally:
        with suppress(SQLAlchemyError):
            await connection.execute(text(f"SELECT pg_advisory_unlock({lock})"))
            await connection.commit()


async def together(*work: Coroutine[Any, Any, T]) -> list[T]:
    """Do work side by side; what fails stops the rest and is raised."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
