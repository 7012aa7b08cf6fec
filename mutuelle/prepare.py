"""`python -m mutuelle.prepare`: brings DATABASE_URL's tables up to date and, unless DEMO=0, seeds the demo.

Safe to run again, and by several processes at once: one works, the others wait and find nothing to do.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import make_url, text

from mutuelle.clock import SystemClock, today
from mutuelle.migrate import migrate
from mutuelle.reimbursements.tables import Reimbursement
from mutuelle.seed.households import demo
from mutuelle.seed.load import seed_demo
from mutuelle.seed.practitioners import seed_directory
from mutuelle.seed.rows import Rows
from mutuelle.settings import Settings, async_url, default_database_url
from mutuelle.store import Store

Seed = Callable[[Store], Awaitable[int]]
PREPARING = 7_210_413  # the advisory lock that preparing processes share


async def prepare(
    store: Store, *, with_demo: bool, secret: str, insurer: str = Settings.insurer, directory: Seed = seed_directory
) -> str:
    """Migrate, then seed the demo: members, and the directory, each when there is nobody yet. Return what was done.

    `directory` fills the directory; tests give one that fills it with few.
    """
    async with _alone(store):
        await migrate(store)
        if not with_demo:
            return "no demo (DEMO=0)"
        if not secret:
            raise ValueError("APP_SECRET must be set to seal the demo's account numbers")
        rows = await seed_demo(store, today(SystemClock()), secret, insurer=insurer)
        practitioners = await directory(store)
    return _told(rows, practitioners)


def _told(rows: Rows | None, practitioners: int) -> str:
    added = f"{practitioners} invented professionals" if practitioners else ""
    if rows is None:
        return f"it has members already, {added or 'nothing'} seeded"
    count = sum(len(values) for values in rows.by_table.values())
    payments = len(rows.by_table[Reimbursement])
    told = f"demo seeded: {len(demo().households)} households, {payments} reimbursements, {count} rows in all"
    return f"{told}, {added}" if added else told


@asynccontextmanager
async def _alone(store: Store) -> AsyncIterator[None]:
    """Hold off other preparing processes. On SQLite each write transaction does so by itself."""
    if store.engine.dialect.name != "postgresql":
        yield
        return
    async with store.write() as connection:  # the lock lasts as long as this transaction
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PREPARING})
        yield


async def main(env: Mapping[str, str]) -> None:
    """Prepare the database that the environment names and say what was done."""
    started = time.monotonic()
    url = async_url(env.get("DATABASE_URL") or default_database_url())
    store = Store(url)
    try:
        done = await prepare(
            store,
            with_demo=env.get("DEMO", "1") != "0",
            secret=env.get("APP_SECRET", ""),
            insurer=env.get("INSURER") or Settings.insurer,
        )
    finally:
        await store.close()
    shown = make_url(url).render_as_string(hide_password=True)
    sys.stdout.write(f"Database {shown} is up to date; {done} ({time.monotonic() - started:.1f} s).\n")


if __name__ == "__main__":
    asyncio.run(main(os.environ))
