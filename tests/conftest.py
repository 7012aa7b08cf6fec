"""What tests share: a database of each kind, a clock that a test can move, and a small family."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mutuelle.account.passwords import Passwords
from mutuelle.account.service import AccountService
from mutuelle.conversations.transcript import Transcript
from mutuelle.conversations.worklist import Worklist
from mutuelle.migrate import migrate
from mutuelle.reimbursements.service import ReimbursementService
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.family import Family, settle
from tests.postgres import postgres_url


class MovableClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_(self, **duration: float) -> None:
        self.at += timedelta(**duration)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    if request.param == "sqlite":
        shutil.copy(await empty_database(tmp_path_factory), tmp_path / "mutuelle.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/mutuelle.db"
    else:
        async with postgres_url() as url:
            yield url


_empty: list[Path] = []


async def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with all the tables, made once."""
    if not _empty:
        path = tmp_path_factory.mktemp("template") / "empty.db"
        opened = Store(f"sqlite+aiosqlite:///{path}")
        await migrate(opened)
        await opened.close()
        _empty.append(path)
    return _empty[0]


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, secret="s" * 40, public_url="http://bot.test")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url)
    await migrate(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def family(store: Store) -> Family:
    return await settle(store)


@pytest.fixture
def accounts(store: Store, clock: MovableClock, settings: Settings) -> AccountService:
    return AccountService(store, clock, settings, Passwords())


@pytest.fixture
def transcript(store: Store, clock: MovableClock, settings: Settings) -> Transcript:
    return Transcript(store, clock, settings)


@pytest.fixture
def worklist(store: Store, clock: MovableClock) -> Worklist:
    return Worklist(store, clock)


@pytest.fixture
def reimbursements(store: Store, clock: MovableClock, settings: Settings) -> ReimbursementService:
    return ReimbursementService(store, clock, settings)
