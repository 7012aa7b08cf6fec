"""The service of the tests, on SQLite unless a test is of both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mutuelle.practitioners.service import PractitionerService
from tests.databases import database


@pytest.fixture
async def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    async with database(request, tmp_path, tmp_path_factory) as url:
        yield url


@pytest.fixture
def practitioners(store):
    return PractitionerService(store)
