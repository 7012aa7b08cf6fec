"""Transactions and the shared column types, alike on SQLite and PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from mutuelle.account.tables import Account, LoginFailures
from mutuelle.conversations.tables import Conversation
from mutuelle.store import Store, insert_missing

AT = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)


async def keep(store, key, at):
    async with store.write() as connection:
        await connection.execute(insert(LoginFailures).values(key=key, failures=0, last_at=at))


async def kept(store, key):
    async with store.read() as connection:
        return (await connection.execute(select(LoginFailures.last_at).where(LoginFailures.key == key))).scalar_one()


async def count(store, table=LoginFailures):
    async with store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.mark.parametrize(
    "at",
    [
        AT,
        AT.astimezone(ZoneInfo("Europe/Paris")),
        AT.astimezone(timezone(timedelta(hours=-11))),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
    ids=["UTC", "Paris", "Samoa", "before the hour is set back", "after it", "microseconds"],
)
async def test_an_instant_comes_back_as_it_was_in_utc(store, at):
    await keep(store, "a", at)
    back = await kept(store, "a")
    assert back == at
    assert back.utcoffset() == timedelta(0)


async def test_a_naive_instant_is_refused(store):
    with pytest.raises(StatementError, match="an instant needs a time zone"):
        await keep(store, "a", AT.replace(tzinfo=None))
    assert await count(store) == 0


async def test_instants_of_any_zone_are_compared_rightly(store):
    await keep(store, "a", AT)
    later = (AT + timedelta(seconds=1)).astimezone(ZoneInfo("Pacific/Auckland"))
    async with store.read() as connection:
        found = await connection.execute(select(LoginFailures.key).where(LoginFailures.last_at < later))
        none = await connection.execute(select(LoginFailures.key).where(LoginFailures.last_at > later))
        assert (found.scalars().all(), none.scalars().all()) == (["a"], [])


async def test_no_instant_is_none(store):
    await keep(store, "a", AT)
    async with store.read() as connection:
        assert (await connection.execute(select(LoginFailures.blocked_until))).scalar_one() is None


async def test_a_transaction_that_ends_well_is_committed(store, database_url):
    await keep(store, "a", AT)
    other = Store(database_url)
    assert await count(other) == 1
    await other.close()


async def test_a_transaction_that_fails_leaves_nothing(store):
    async def fail_half_way():
        async with store.write() as connection:
            await connection.execute(insert(LoginFailures).values(key="a", failures=0, last_at=AT))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_half_way()
    assert await count(store) == 0
    await keep(store, "a", AT)


async def test_a_transaction_that_is_cancelled_leaves_nothing_and_lets_others_write(store):
    begun = asyncio.Event()

    async def slow():
        async with store.write() as connection:
            await connection.execute(insert(LoginFailures).values(key="a", failures=0, last_at=AT))
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count(store) == 0
    await keep(store, "a", AT)


async def test_a_reader_sees_what_is_committed_only(store):
    async with store.write() as connection:
        await connection.execute(insert(LoginFailures).values(key="a", failures=0, last_at=AT))
        assert await count(store) == 0
    assert await count(store) == 1


async def test_counting_up_at_once_loses_nothing(store):
    await keep(store, "a", AT)

    async def one_more():
        async with store.write() as connection:
            await connection.execute(update(LoginFailures).values(failures=LoginFailures.failures + 1))

    await asyncio.gather(*(one_more() for _ in range(12)))
    async with store.read() as connection:
        assert (await connection.execute(select(LoginFailures.failures))).scalar_one() == 12


async def test_a_row_that_refers_to_nothing_is_refused(store):
    with pytest.raises(IntegrityError):
        async with store.write() as connection:
            await connection.execute(
                insert(Account).values(member_id=999, identifier="a@b.fr", password_hash="x", created_at=AT)
            )


async def test_rows_that_are_there_already_stay_as_they_are(store):
    await keep(store, "a", AT)
    later = AT + timedelta(days=1)
    rows = [{"key": key, "failures": 5, "last_at": later} for key in ("a", "b")]
    async with store.write() as connection:
        await insert_missing(connection, LoginFailures, rows)
    assert await kept(store, "a") == AT
    assert await kept(store, "b") == later


async def test_the_same_rows_inserted_by_many_at_once_are_there_once(store):
    rows = [{"key": key, "failures": 0, "last_at": AT} for key in ("a", "b", "c")]

    async def add():
        async with store.write() as connection:
            await insert_missing(connection, LoginFailures, rows)

    await asyncio.gather(*(add() for _ in range(6)))
    assert await count(store) == 3


async def test_no_rows_are_no_work(store):
    async with store.write() as connection:
        await insert_missing(connection, LoginFailures, [])
    assert await count(store) == 0


async def test_what_belongs_to_a_conversation_goes_with_it(store, transcript):
    conversation = await transcript.open("web", "a")
    async with store.write() as connection:
        await connection.execute(
            text("INSERT INTO recollections VALUES (:id, 'x', 1, '{}', :at)"),
            {"id": conversation, "at": str(AT) if connection.dialect.name == "sqlite" else AT},
        )
    async with store.write() as connection:
        await connection.execute(Conversation.__table__.delete())
        left = await connection.execute(text("SELECT count(*) FROM recollections"))
        assert left.scalar_one() == 0
