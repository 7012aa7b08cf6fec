"""Databases of many reimbursement lines for benchmarks, kept under var/bench/ and built once.

    python -m bench.fill --lines 100000

A contract has three people, 40 payments and 50 lines over five years: 10 million lines are those of 200,000 members.
Payments are written in the order of their dates, as in real life: those of one member lie far apart in the table, which
is what a page of them has to cope with.
"""

import argparse
import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, timedelta
from math import gcd
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import URL, make_url

from mutuelle.migrate import migrate
from mutuelle.settings import ROOT
from mutuelle.store import Store
from tests.postgres import administer, running_server, url_of

CACHE = ROOT / "var" / "bench"
LAST_DAY = date(2026, 11, 20)
DAYS = 5 * 365
PEOPLE = 3
PAYMENTS = 40
LINES = 50  # every fourth payment has two lines
CARE = ("pharmacy", "gp", "pharmacy", "laboratory", "pharmacy", "specialist", "physiotherapy", "dental")
LINE = (
    *("reimbursement_id", "label", "care_on", "expense_cents", "amo_cents", "amc_cents", "remaining_cents"),
    *("act", "quantity", "base_cents", "rate", "withholding", "coordinated"),
)
SINCE = date(2019, 7, 1)

Columns = tuple[str, ...]
ToDay = Callable[[date], Any]
Copy = Callable[[str, Columns, Iterator[tuple[Any, ...]]], Awaitable[None]]


async def sqlite_url(lines: int) -> str:
    """Return the URL of the SQLite database of so many lines, built when it does not exist yet."""
    CACHE.mkdir(parents=True, exist_ok=True)
    ready, partial = CACHE / f"{lines}.db", CACHE / f"{lines}.db.part"
    if not ready.exists():
        for leftover in CACHE.glob(f"{lines}.db*"):
            leftover.unlink()
        await fill(f"sqlite+aiosqlite:///{partial}", lines)
        partial.rename(ready)
    return f"sqlite+aiosqlite:///{ready}"


@contextmanager
def postgres_server() -> Iterator[Path]:
    """Run the server whose databases are kept under var/bench/; give its socket's directory."""
    with running_server(CACHE / "postgresql", "max_wal_size = '4GB'\n") as host:
        yield host


async def postgres_url(host: Path, lines: int) -> str:
    """Return the URL of the PostgreSQL database of so many lines, built when it does not exist yet."""
    ready, partial = f"lines_{lines}", f"partial_{lines}"
    if not await _exists(host, ready):
        await administer(host, f"DROP DATABASE IF EXISTS {partial}")
        await administer(host, f"CREATE DATABASE {partial}")
        await fill(url_of(host, partial), lines)
        await administer(host, f"ALTER DATABASE {partial} RENAME TO {ready}")
    return url_of(host, ready)


async def fill(store_url: str, lines: int, *, payments: bool = True) -> None:
    """Fill the empty database at `store_url` with at least so many reimbursement lines, in whole contracts.

    Without `payments`: with the contracts and people of so many.
    """
    started = time.monotonic()
    store = Store(store_url)
    await migrate(store)
    await store.close()
    url = make_url(store_url)
    contracts = max(1, -(-lines // LINES))
    if url.get_backend_name() == "sqlite":
        await _fill_sqlite(url, contracts, payments=payments)
    else:
        await _fill_postgres(url, contracts, payments=payments)
    print(f"filled {contracts * LINES:,} lines in {url.get_backend_name()} in {time.monotonic() - started:.0f} s")


async def _fill_sqlite(url: URL, contracts: int, *, payments: bool) -> None:
    connection = sqlite3.connect(str(url.database), isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")

    async def copy(table: str, columns: Columns, rows: Iterator[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(columns))
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        connection.execute("COMMIT")

    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL").fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    await _copy_all(copy, contracts, date.isoformat, payments=payments)
    for _, definition in indexes:
        connection.execute(definition)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


async def _fill_postgres(url: URL, contracts: int, *, payments: bool) -> None:
    async with _asyncpg(url) as connection:

        async def copy(table: str, columns: Columns, rows: Iterator[tuple[Any, ...]]) -> None:
            await connection.copy_records_to_table(table, records=rows, columns=columns)

        await connection.execute("SET session_replication_role = replica")  # foreign keys are right by construction
        await connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'reimbursement%' AND indexname LIKE 'ix_%'"
        )
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['indexname']}")
        await _copy_all(copy, contracts, lambda day: day, payments=payments)
        for index in indexes:
            await connection.execute(index["indexdef"])
        for table in ("reimbursements", "reimbursement_lines"):
            await connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))"
            )
        await connection.execute("VACUUM (ANALYZE)")


async def _copy_all(copy: Copy, contracts: int, to_day: ToDay, *, payments: bool) -> None:
    born, since = to_day(date(1980, 5, 4)), to_day(SINCE)
    ids = range(1, contracts + 1)
    await copy(
        "members",
        ("id", "number", "last_name", "first_name", "birth_date", "notifications"),
        ((key, f"M{2_000_000 + key}", f"Nom{key}", "Camille", born, "none") for key in ids),
    )
    await copy(
        "contracts",
        ("id", "member_id", "number", "title", "state", "effective_on"),
        ((key, key, f"C{2_000_000 + key}", "Santé", "OUVERT", since) for key in ids),
    )
    await copy(
        "beneficiaries",
        ("id", "contract_id", "last_name", "first_name", "birth_date", "relation", "gender"),
        (
            ((key - 1) * PEOPLE + rank, key, f"Nom{key}", first_name, born, relation, gender)
            for key in ids
            for rank, first_name, relation, gender in (
                (1, "Camille", "policyholder", "F"),
                (2, "Alex", "spouse", "M"),
                (3, "Lou", "child", "F"),
            )
        ),
    )
    if not payments:
        return
    await copy(
        "reimbursements",
        ("id", "contract_id", "beneficiary_id", "paid_on", "payee", "care", "paid_cents", "reference"),
        _payments(contracts, to_day),
    )
    await copy(
        "reimbursement_lines",
        LINE,
        _lines(contracts, to_day),
    )


def _payments(contracts: int, to_day: ToDay) -> Iterator[tuple[Any, ...]]:
    step = next(step for step in range(int(contracts * 0.618) + 1, 2 * contracts + 2) if gcd(step, contracts) == 1)
    for key, paid_on in _dated(contracts, to_day, delay=0):
        turn, place = divmod(key - 1, contracts)
        contract = place * step % contracts + 1
        person = (contract - 1) * PEOPLE + (turn * 7 + contract) % PEOPLE + 1
        care = CARE[(turn + contract) % len(CARE)]
        payee = "PHARMACIE MARTIN" if care == "pharmacy" else ""
        paid = sum(_parts(key, rank)[2] for rank in range(_line_count(key)))
        yield key, contract, person, paid_on, payee, care, paid, f"F{key:010}"


def _lines(contracts: int, to_day: ToDay) -> Iterator[tuple[Any, ...]]:
    for key, care_on in _dated(contracts, to_day, delay=4):
        for rank in range(_line_count(key)):
            parts = _parts(key, rank)
            yield key, "Médicaments remboursés à 65 %", care_on, *parts, "medicine_65", 1, parts[0], 65, "", None


def _dated(contracts: int, to_day: ToDay, *, delay: int) -> Iterator[tuple[int, Any]]:
    """Give every payment's id and day, so many days earlier, in order: one payment a contract, again and again."""
    total = contracts * PAYMENTS
    days = [to_day(LAST_DAY - timedelta(days=DAYS - count + delay)) for count in range(DAYS + 1)]
    return ((key, days[key * DAYS // total]) for key in range(1, total + 1))


def _line_count(key: int) -> int:
    return 2 if key % 4 == 0 else 1


def _parts(key: int, rank: int) -> tuple[int, int, int, int]:
    expense = 600 + (key * 37 + rank * 911) % 9_000
    amo = expense * 65 // 100
    return expense, amo, expense - amo, 0


@asynccontextmanager
async def _asyncpg(url: URL) -> Any:
    connection = await asyncpg.connect(
        host=url.query.get("host", url.host),
        port=url.port,
        user=url.username,
        password=url.password,
        database=url.database,
    )
    try:
        yield connection
    finally:
        await connection.close()


async def _exists(host: Path, database: str) -> bool:
    async with _asyncpg(make_url(url_of(host, "postgres"))) as connection:
        return bool(await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database))


async def main() -> None:
    """Build the database of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    lines = parser.parse_args().lines
    print(await sqlite_url(lines))
    with postgres_server() as host:
        print(await postgres_url(host, lines))


if __name__ == "__main__":
    asyncio.run(main())
