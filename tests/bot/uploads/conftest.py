"""A page with a file field, and a browser on it."""

import httpx
import pytest

from tests.bot.upload_page import UploadPage


@pytest.fixture
def page():
    return UploadPage()


@pytest.fixture
async def http(page):
    transport = httpx.ASGITransport(page.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as opened:
        yield opened
