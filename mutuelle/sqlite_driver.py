"""The driver of SQLite, quicker: a statement is one trip to the thread that runs it, and a read ends without one.

aiosqlite makes four of them (the cursor, the statement, its rows, the cursor's end), and one more to roll back what
never began. A trip switches threads twice, which takes longer than most statements do.
"""

import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Self

import aiosqlite
from sqlalchemy import URL

AT_ONCE = 1_000  # rows that come with a statement; more are fetched as they are asked for
Row = Any


def connector(url: URL) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    """Return what opens connections to the database of a URL."""
    (database,), options = url.get_dialect()().create_connect_args(url)
    return lambda: _connected(database, options)


async def _connected(database: str, options: Mapping[str, Any]) -> aiosqlite.Connection:
    return await OneTripConnection(lambda: sqlite3.connect(database, **options), AT_ONCE)


class OneTripConnection(aiosqlite.Connection):
    """A connection with the cursors of this module."""

    def __init__(self, open_it: Callable[[], sqlite3.Connection], rows_at_once: int) -> None:
        super().__init__(open_it, rows_at_once)
        self._thread.daemon = True  # a process that does not close it must still end
        self._unfinished = 0  # trips; one that nobody waits for any more stays counted

    def cursor(self) -> "OneTripCursor":  # type: ignore[override]
        """Return a cursor; nothing is asked of the database yet."""
        return OneTripCursor(self)

    async def trip(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Have the thread of the connection do some work."""
        return await self._execute(work, self._conn)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._unfinished += 1
        try:
            result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except Exception:
            self._unfinished -= 1
            raise
        self._unfinished -= 1
        return result

    async def rollback(self) -> None:
        """Roll back, unless no transaction is open: after what only read there is nothing to do."""
        if self._unfinished or self.in_transaction:
            await super().rollback()
            self._unfinished = 0  # all before it were done


class OneTripCursor:
    """What SQLAlchemy asks of a cursor. The first rows come with the statement."""

    arraysize = 1

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None  # open while there are rows in it
        self._rows: deque[Row] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        """Return the cursor."""
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] | None = None) -> Self:
        """Run a statement and take its first rows."""

        def run(connection: sqlite3.Connection) -> None:
            cursor = connection.cursor()
            cursor.execute(sql, () if parameters is None else parameters)
            self.description = cursor.description
            self._take(cursor)

        await self._connection.trip(run)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Run a statement for each of some parameters."""

        def run(connection: sqlite3.Connection) -> None:
            self._take(connection.cursor().executemany(sql, parameters))

        await self._connection.trip(run)
        return self

    async def fetchone(self) -> Row | None:
        """Return the next row, None after the last."""
        await self._more_than(0)
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        """Return the next rows, none after the last."""
        wanted = size or self.arraysize
        while len(self._rows) < wanted and self._cursor is not None:
            await self._more_than(len(self._rows))
        return [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]

    async def fetchall(self) -> list[Row]:
        """Return the rows that are left."""
        while self._cursor is not None:
            await self._more_than(len(self._rows))
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def __aiter__(self) -> AsyncIterator[Row]:
        """Yield the rows that are left."""
        while (row := await self.fetchone()) is not None:
            yield row

    async def close(self) -> None:
        """Leave the rows that are left."""
        self._rows.clear()
        if (cursor := self._cursor) is not None:
            self._cursor = None
            await self._connection.trip(lambda _: cursor.close())

    async def _more_than(self, count: int) -> None:
        """Take more rows if no more than so many are here."""
        if len(self._rows) <= count and (cursor := self._cursor) is not None:
            await self._connection.trip(lambda _: self._take(cursor))

    def _take(self, cursor: sqlite3.Cursor) -> None:
        """Take the next rows, in the thread of the connection; the cursor is closed after the last."""
        rows = cursor.fetchmany(AT_ONCE) if cursor.description else []
        self._rows.extend(rows)
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        self._cursor = cursor if len(rows) == AT_ONCE else None
        if self._cursor is None:
            cursor.close()
