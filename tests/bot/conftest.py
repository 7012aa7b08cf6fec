"""The bot's web application, for the tests of its pages."""

from collections.abc import AsyncIterator

import httpx
import pytest

from mutuelle.account.service import AccountService
from tests.bot.web_app import WebApp, build
from tests.hashing import passwords


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
