"""How long reading one page of a member's reimbursements takes, among 100,000 and among 10 million lines.

    python -m bench.listing [--lines 100000 10000000] [--samples 1000]

Every sample is another member, drawn at random, read through the service's own functions. The first run of a size
builds its databases (10 million lines: minutes, 5 GB under var/bench/).
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import quantiles
from typing import Any

from sqlalchemy import Connection, delete, event, insert

from bench.fill import LAST_DAY, LINES, PEOPLE, postgres_server, postgres_url, sqlite_url
from mutuelle.account.access import Viewer
from mutuelle.account.tables import Account, Session
from mutuelle.conversations.tables import Conversation, Recollection
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.rules import Search, months_until
from mutuelle.reimbursements.service import ReimbursementService
from mutuelle.settings import Settings
from mutuelle.store import Store

TARGET_MS = 2.0
WARM_UP = 50
NOW = datetime.combine(LAST_DAY, datetime.min.time(), UTC) + timedelta(days=2)
PERIOD = months_until(NOW.date())

Read = Callable[[int], Awaitable[object]]


class StoppedClock:
    """Says it is shortly after the last payment."""

    def now(self) -> datetime:
        """Return the instant of the benchmark."""
        return NOW


def readings(store: Store) -> dict[str, Read]:
    """Return what is measured, by name: each reads one page of the contract it is given."""
    service = ReimbursementService(store, StoppedClock(), Settings(database_url="", secret="s" * 32))

    async def first_page(contract: int) -> object:
        return await read_page(contract, Search())

    async def narrowed(contract: int) -> object:
        return await read_page(contract, Search(beneficiary_id=(contract - 1) * PEOPLE + 1, care="pharmacy"))

    async def read_page(contract: int, search: Search) -> object:
        async with store.read() as connection:
            return await service._page(connection, _viewer(contract), search, (), PERIOD, offset=0)  # noqa: SLF001

    async def whole_search(contract: int) -> object:
        return await service.search(_conversation(contract), Request("mes remboursements"), refine=False)

    return {
        "page: totals and first five": first_page,
        "page, one person and kind of care": narrowed,
        "search(): session, page, what to remember": whole_search,
    }


async def measure(read: Read, contracts: Sequence[int]) -> tuple[list[float], float]:
    """Return how many milliseconds each contract's page took, and how many of this process's CPU on average.

    On a machine that others use too, the CPU is what the page costs and the rest is waiting for a core.
    """
    for contract in contracts[:WARM_UP]:
        await read(contract)
    found = []
    cpu = time.process_time()
    for contract in contracts[WARM_UP:]:
        started = time.perf_counter()
        await read(contract)
        found.append((time.perf_counter() - started) * 1000)
    return found, (time.process_time() - cpu) * 1000 / len(found)


async def explain(store: Store, read: Read, contract: int) -> list[str]:
    """Return the database's plan for every statement that reading one page runs."""
    statements: list[tuple[str, Any]] = []

    def record(connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        del connection, cursor, rest
        statements.append((statement, parameters))

    event.listen(store.engine.sync_engine, "before_cursor_execute", record)
    await read(contract)
    event.remove(store.engine.sync_engine, "before_cursor_execute", record)
    lite = store.engine.dialect.name == "sqlite"
    plans = []
    async with store.read() as connection:
        for statement, parameters in statements:
            if not statement.startswith(("SELECT", "WITH")):
                continue
            asked = f"EXPLAIN QUERY PLAN {statement}" if lite else f"EXPLAIN (COSTS OFF) {statement}"
            rows = (await connection.exec_driver_sql(asked, parameters)).all()
            plans += [f"  {row[-1]}" for row in rows] + [""]
    return plans


async def settle(store: Store, contracts: Sequence[int]) -> None:
    """Log every sampled member in, in a conversation of his own."""
    keys = set(contracts)
    async with store.write() as connection:
        for table in (Recollection, Session, Account, Conversation):
            await connection.execute(delete(table))
        await connection.execute(insert(Conversation), [_conversation_row(key) for key in keys])
        await connection.execute(insert(Account), [_account_row(key) for key in keys])
        await connection.execute(insert(Session), [_session_row(key) for key in keys])


def _viewer(contract: int) -> Viewer:
    return Viewer(_conversation(contract), "web", contract, contract, contract, contract, "Camille", "Nom", None)


def _conversation(contract: int) -> str:
    return f"bench{contract}"


def _conversation_row(key: int) -> dict[str, Any]:
    name = _conversation(key)
    return {"id": name, "channel": "web", "address": name, "rasa_id": name, "created_at": NOW}


def _account_row(key: int) -> dict[str, Any]:
    return {
        "id": key,
        "member_id": key,
        "identifier": f"{key}@exemple.fr",
        "password_hash": "",
        "created_at": NOW,
        "activated_at": NOW,
    }


def _session_row(key: int) -> dict[str, Any]:
    return {
        "id": key,
        "account_id": key,
        "conversation_id": _conversation(key),
        "started_at": NOW,
        "last_seen_at": NOW,
    }


async def report(url: str, lines: int, samples: int) -> None:
    """Measure one database and print its rows of the table."""
    store = Store(url)
    name = store.engine.dialect.name
    drawn = Random(7).choices(range(1, lines // LINES + 1), k=samples + WARM_UP)
    await settle(store, drawn)
    for what, read in readings(store).items():
        times, cpu = await measure(read, drawn)
        cuts = quantiles(times, n=100)
        verdict = "" if what.startswith("search") else ("ok" if cuts[94] <= TARGET_MS else "MISSED")
        numbers = f"{cuts[49]:7.2f} {cuts[94]:7.2f} {max(times):8.2f} {cpu:7.2f}"
        print(f"{lines:>12,}  {name:<10}  {what:<42} {numbers}  {verdict}")
    print(f"\nHow {name} finds the page among {lines:,} lines:")
    print("\n".join(await explain(store, readings(store)["page: totals and first five"], drawn[0])))
    await store.close()


async def main() -> None:
    """Measure every size on every database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs="+", default=[100_000, 10_000_000])
    parser.add_argument("--samples", type=int, default=1_000)
    asked = parser.parse_args()
    with postgres_server() as host:
        for lines in asked.lines:
            urls = [await sqlite_url(lines), await postgres_url(host, lines)]
            print(
                f"\n{'lines':>12}  {'database':<10}  {'milliseconds':<42} {'p50':>7} {'p95':>7} {'max':>8} {'cpu':>7}"
            )
            for url in urls:
                await report(url, lines, asked.samples)


if __name__ == "__main__":
    asyncio.run(main())
