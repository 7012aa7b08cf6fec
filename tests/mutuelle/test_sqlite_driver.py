"""The quicker driver of SQLite: fewer trips, the same transactions."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from mutuelle.sqlite_driver import AT_ONCE, OneTripConnection
from mutuelle.store import Store

MANY = 3 * AT_ONCE + 7
NUMBERS = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY}) SELECT i FROM n"


@pytest.fixture
async def sqlite(tmp_path):
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/driver.db")
    async with store.write() as connection:
        await connection.execute(text("CREATE TABLE kept (name TEXT PRIMARY KEY)"))
    yield store
    await store.close()


@pytest.fixture
def trips(monkeypatch):
    counted = []
    usual = OneTripConnection._execute

    async def count(self, fn, *args, **kwargs):
        counted.append(fn)
        return await usual(self, fn, *args, **kwargs)

    monkeypatch.setattr(OneTripConnection, "_execute", count)
    return counted


async def kept(store):
    async with store.read() as connection:
        return (await connection.execute(text("SELECT name FROM kept ORDER BY name"))).scalars().all()


async def test_a_read_is_one_trip(sqlite, trips):
    await kept(sqlite)
    trips.clear()

    await kept(sqlite)

    assert len(trips) == 1


async def test_many_rows_all_come_in_their_order(sqlite):
    async with sqlite.read() as connection:
        rows = (await connection.execute(text(NUMBERS))).scalars().all()

    assert rows == list(range(1, MANY + 1))


@pytest.mark.parametrize("size", [1, 7, AT_ONCE, MANY])
async def test_a_stream_gives_the_rows_as_they_are_asked_for(sqlite, size):
    async with sqlite.read() as connection:
        result = await connection.stream(text(NUMBERS))
        rows = [row.i async for some in result.partitions(size) for row in some]

    assert rows == list(range(1, MANY + 1))


async def test_a_stream_that_is_left_lets_others_write(sqlite):
    async with sqlite.read() as connection, connection.stream(text(NUMBERS)) as result:
        assert (await result.fetchone()).i == 1

    async with sqlite.write() as connection:
        await connection.execute(text("INSERT INTO kept VALUES ('after')"))

    assert await kept(sqlite) == ["after"]


async def test_what_an_insert_returns_and_counts_is_right(sqlite):
    async with sqlite.write() as connection:
        returned = await connection.execute(text("INSERT INTO kept VALUES ('a'), ('b') RETURNING name"))
        changed = await connection.execute(text("UPDATE kept SET name = name || '1'"))

    assert (returned.scalars().all(), changed.rowcount) == (["a", "b"], 2)


async def test_a_statement_that_fails_rolls_its_transaction_back(sqlite):
    async def write_twice():
        async with sqlite.write() as connection:
            await connection.execute(text("INSERT INTO kept VALUES ('a')"))
            await connection.execute(text("INSERT INTO kept VALUES ('a')"))

    with pytest.raises(IntegrityError):
        await write_twice()

    assert await kept(sqlite) == []


async def test_an_error_says_what_was_wrong_and_the_connection_goes_on(sqlite):
    async with sqlite.read() as connection:
        with pytest.raises(OperationalError, match="no such table: nowhere"):
            await connection.execute(text("SELECT * FROM nowhere"))
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_writers_that_are_cancelled_at_any_moment_leave_no_transaction_open(sqlite):
    async def write(name):
        async with sqlite.write() as connection:
            await connection.execute(text("INSERT INTO kept VALUES (:name)"), {"name": name})

    for number in range(40):
        task = asyncio.create_task(write(f"left {number}"))
        await asyncio.sleep(number / 20_000)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    await asyncio.wait_for(write("after"), timeout=2)
    assert "after" in await kept(sqlite)
