"""The bot's web application, for the tests of its pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from mutuelle.account.service import AccountService
from tests.bot.web_app import WebApp, build
from tests.databases import database
from tests.hashing import passwords


@pytest.fixture
async def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """SQLite unless told: what a page shows is the same on both, and the core's own tests run on both."""
    async with database(request, tmp_path, tmp_path_factory) as url:
        yield url


@pytest.fixture
def accounts(store, clock, settings) -> AccountService:
    return AccountService(store, clock, settings, passwords())


@pytest.fixture
async def web(store, clock, settings, accounts, transcript, family) -> AsyncIterator[WebApp]:
    made, dispatcher = build(store=store, clock=clock, settings=settings, accounts=accounts, transcript=transcript)
    yield made
    await dispatcher.stop()


@pytest.fixture
async def browser(web: WebApp) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browser() as opened:
        yield opened
