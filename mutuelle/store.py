"""The database: one engine, read and write transactions, and the types that all tables share.

SQLite (WAL) is the embedded default, PostgreSQL the database of production; services run unchanged on both.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    delete,
    event,
    make_url,
    select,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.types import TypeDecorator

from mutuelle.sqlite_driver import connector

BUSY_TIMEOUT_MS = 5_000
WRITES = "writes"
CHECKPOINT_TRIES, CHECKPOINT_PAUSE_S = 5, 0.5
SCRUBBED_AT_MOST = 256 * 1024 * 1024  # bytes; a larger file would keep others from writing for too long

BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware and in UTC in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored instant, aware, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Store:
    """Opens transactions on the database at `url` (an asynchronous SQLAlchemy URL)."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._planned_once = self.engine
        if self.engine.dialect.name == "postgresql":
            once = {"server_settings": {"plan_cache_mode": "force_generic_plan"}}
            self._planned_once = _engine(url, connect_args=once, isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that only reads; each statement sees what is committed by then."""
        async with self._reading.connect() as connection:
            yield connection

    @asynccontextmanager
    async def read_planned_once(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that only reads, on which PostgreSQL plans a statement once, whatever its values are.

        For a statement that takes longer to plan than to run, and for which one plan is always the best.
        """
        async with self._planned_once.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that writes: committed at the end, rolled back on any error.

        On SQLite it takes the write lock at once, so that what it reads cannot change before it writes.
        """
        async with self._writing.begin() as connection:
            yield connection

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for several transactions, which its caller begins and ends; temporary tables live on it."""
        async with self.engine.connect() as connection:
            yield connection

    @property
    def _reading(self) -> AsyncEngine:
        # On SQLite, a statement outside a transaction is one: see _begin_sqlite.
        return self.engine if self.engine.dialect.name == "sqlite" else self._autocommit

    @property
    def _writing(self) -> AsyncEngine:
        return self.engine.execution_options(**{WRITES: True})

    async def scrub(self, *, at_most: int = SCRUBBED_AT_MOST) -> None:
        """Leave nothing on disk of what was deleted, as far as an embedded database of at most so many bytes goes.

        On SQLite the file is written anew and its journal emptied; PostgreSQL's own vacuum reuses the place.
        """
        if self.engine.dialect.name != "sqlite":
            return
        async with self.read() as connection:
            pages, size = [
                (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
                for name in ("page_count", "page_size")
            ]
            if pages * size <= at_most:
                await connection.exec_driver_sql("VACUUM")
            for _ in range(CHECKPOINT_TRIES):  # others may be reading the old pages
                busy = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
                if not busy:
                    return
                await asyncio.sleep(CHECKPOINT_PAUSE_S)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        await self._planned_once.dispose()


async def delete_some(
    connection: AsyncConnection, key: InstrumentedAttribute[Any], *where: ColumnElement[bool], at_most: int
) -> int:
    """Delete at most so many rows, by their `key`, and return how many; rows that others work on are left alone."""
    chosen = select(key).where(*where).limit(at_most).with_for_update(skip_locked=True)
    found = list((await connection.execute(chosen)).scalars())
    if found:
        await connection.execute(delete(key.class_).where(key.in_(found)))
    return len(found)


async def insert_missing(connection: AsyncConnection, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet, without a race with whoever does the same."""
    if not rows:
        return
    await connection.execute(_dialect_insert(connection, table).on_conflict_do_nothing(), list(rows))


async def replace_row(
    connection: AsyncConnection, table: type[Base], key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Have the row of a primary key hold these values, whether it is there or not, without a race."""
    statement = _dialect_insert(connection, table).values(**key, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def _dialect_insert(connection: AsyncConnection, table: type[Base]) -> Any:
    return (sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert)(table)


def _engine(url: str, **options: Any) -> AsyncEngine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        pool = {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
        return create_async_engine(parsed, hide_parameters=True, **pool, **options)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # what a member wrote must not be in an error
    engine = create_async_engine(parsed, hide_parameters=True, async_creator=connector(parsed))
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # transactions are ours: see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
