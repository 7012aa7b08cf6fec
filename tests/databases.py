"""A database of each kind for a test: a copy of one that was made once, with the family in it for tests that use it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from mutuelle.migrate import migrate
from mutuelle.store import Store
from tests.family import settle
from tests.postgres import postgres_url

SQLITE = "sqlite"
BOTH = (SQLITE, pytest.param("postgresql", marks=pytest.mark.postgres))

# For tests whose `database_url` is SQLite's unless told: where SQL, locks or concurrency are at stake.
on_both_databases = pytest.mark.parametrize("database_url", BOTH, indirect=True)

_made: dict[tuple[str, bool], Any] = {}


@asynccontextmanager
async def database(request: pytest.FixtureRequest, folder: Path, factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Give the URL of a test's own database: SQLite in `folder`, unless the test's parameter says PostgreSQL."""
    settled = "family" in request.fixturenames
    if getattr(request, "param", SQLITE) == SQLITE:
        shutil.copy(await _sqlite(factory, settled=settled), folder / "mutuelle.db")
        yield f"sqlite+aiosqlite:///{folder}/mutuelle.db"
    else:
        async with postgres_url(await _postgres(settled=settled)) as url:
            yield url


async def _sqlite(factory: pytest.TempPathFactory, *, settled: bool) -> Path:
    if (SQLITE, settled) not in _made:
        path = factory.mktemp("template") / "mutuelle.db"
        if settled:
            shutil.copy(await _sqlite(factory, settled=False), path)
        await _fill(f"sqlite+aiosqlite:///{path}", settled=settled)
        _made[SQLITE, settled] = path
    return Path(_made[SQLITE, settled])


async def _postgres(*, settled: bool) -> str:
    """Return the name of the template; it is dropped with the server."""
    key = ("postgresql", settled)
    if key not in _made:
        kept = postgres_url(await _postgres(settled=False)) if settled else postgres_url()
        url = await kept.__aenter__()
        await _fill(url, settled=settled)
        _made[key] = (make_url(url).database, kept)
    return str(_made[key][0])


async def _fill(url: str, *, settled: bool) -> None:
    """Run the migrations on an empty database, or settle the family in one that has its tables."""
    opened = Store(url)
    await (settle(opened) if settled else migrate(opened))
    await opened.close()
