"""What tests share: a database of each kind, a clock that a test can move, and a small family."""

import asyncio
import io
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mutuelle.account.codes import Codes
from mutuelle.account.deletion import DeletionService
from mutuelle.account.identifiers import IdentifierService
from mutuelle.account.opening import OpeningService
from mutuelle.account.profile import ProfileService
from mutuelle.account.recovery import RecoveryService
from mutuelle.account.second_factor import SecondFactorService
from mutuelle.account.service import AccountService
from mutuelle.account.sessions import SessionService
from mutuelle.account.telegram import TelegramLinks
from mutuelle.conversations.transcript import Transcript
from mutuelle.conversations.worklist import Worklist
from mutuelle.reimbursements.service import ReimbursementService
from mutuelle.settings import Settings
from mutuelle.store import Store
from ops.console import Console
from ops.train import provide_all
from tests.chat import Body, Chat
from tests.databases import BOTH, database
from tests.family import Family
from tests.hashing import passwords
from tests.phases import write_phases
from tests.postgres import stop_server
from tests.stack import Stack
from tests.telegram_api import TelegramApi, telegram_api

STARTS_WITHIN_S = 900  # the first test of the stack waits for the model, which may be in training
CLAIRE = ("c.vasseur@exemple.fr", "Demo-Claire-2026")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the running stack in one worker, so that there is one stack."""
    for item in items:
        if item.get_closest_marker("running"):
            item.add_marker(pytest.mark.xdist_group("stack"))
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(STARTS_WITHIN_S))


def pytest_unconfigure() -> None:
    stop_server()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    write_phases(terminalreporter)


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


@pytest.fixture(params=BOTH)
async def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    async with database(request, tmp_path, tmp_path_factory) as url:
        yield url


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, secret="s" * 40, public_url="http://bot.test")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def family(database_url: str) -> Family:
    """The ids of the households, which are in the database of every test that uses this."""
    return Family()


@pytest.fixture
def accounts(store: Store, clock: MovableClock, settings: Settings) -> AccountService:
    return AccountService(store, clock, settings, passwords())


@pytest.fixture
def codes(store: Store, clock: MovableClock, settings: Settings) -> Codes:
    return Codes(store, clock, settings)


@pytest.fixture
def profiles(store: Store, clock: MovableClock, settings: Settings) -> ProfileService:
    return ProfileService(store, clock, settings)


@pytest.fixture
def sessions(store: Store, clock: MovableClock, settings: Settings) -> SessionService:
    return SessionService(store, clock, settings)


@pytest.fixture
def telegram_links(store: Store, clock: MovableClock, settings: Settings) -> TelegramLinks:
    return TelegramLinks(store, clock, settings)


@pytest.fixture
def openings(store: Store, clock: MovableClock, settings: Settings) -> OpeningService:
    return OpeningService(store, clock, settings, passwords())


@pytest.fixture
def recoveries(store: Store, clock: MovableClock, settings: Settings) -> RecoveryService:
    return RecoveryService(store, clock, settings, passwords())


@pytest.fixture
def identifiers(store: Store, clock: MovableClock, settings: Settings) -> IdentifierService:
    return IdentifierService(store, clock, settings)


@pytest.fixture
def deletions(store: Store, clock: MovableClock, settings: Settings) -> DeletionService:
    return DeletionService(store, clock, settings)


@pytest.fixture
def second_factors(store: Store, clock: MovableClock, settings: Settings) -> SecondFactorService:
    return SecondFactorService(store, clock, settings)


@pytest.fixture
def transcript(store: Store, clock: MovableClock, settings: Settings) -> Transcript:
    return Transcript(store, clock, settings)


@pytest.fixture
def worklist(store: Store, clock: MovableClock) -> Worklist:
    return Worklist(store, clock)


@pytest.fixture
def reimbursements(store: Store, clock: MovableClock, settings: Settings) -> ReimbursementService:
    return ReimbursementService(store, clock, settings)


@pytest.fixture(scope="session")
async def telegram() -> AsyncIterator[TelegramApi]:
    """The Bot API that the running bot polls."""
    async with telegram_api() as api:
        yield api


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory, telegram: TelegramApi) -> AsyncIterator[Stack]:
    """Rasa, actions and bot, running on the demo data; started once, when there is a model."""
    if "ASSISTANT_MODEL" not in os.environ:
        await provide_all(Console(io.StringIO()), dict(os.environ))
    wiring = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_BASE_URL": telegram.base_url}
    running = Stack(tmp_path_factory.mktemp("stack"), extra=wiring)
    try:
        await asyncio.to_thread(running.up)
        yield running
    finally:
        running.down()


@pytest.fixture
def chat(stack: Stack) -> Iterator[Chat]:
    """A browser that nobody has logged in with."""
    with Chat(stack.url) as browser:
        yield browser


@pytest.fixture
def logged_in(stack: Stack) -> Iterator[Callable[[tuple[str, str]], tuple[Chat, list[Body]]]]:
    """Logs a demo member in, in a browser of his own: the chat, and the answer to « mes remboursements »."""
    with ExitStack() as browsers:

        def log_in(who: tuple[str, str]) -> tuple[Chat, list[Body]]:
            browser = browsers.enter_context(Chat(stack.url))
            link = browser.say("mes remboursements")[-1]["url"]
            assert browser.log_in(link, *who).status_code == 200
            return browser, browser.hear()

        yield log_in


@pytest.fixture
def claire(logged_in: Callable[[tuple[str, str]], tuple[Chat, list[Body]]]) -> Chat:
    """The main demo member, logged in, looking at her last reimbursements."""
    return logged_in(CLAIRE)[0]
