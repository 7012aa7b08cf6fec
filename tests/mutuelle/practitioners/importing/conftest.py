"""A file brought into the directory, and what is in it then."""

import pytest
from sqlalchemy import select

from mutuelle.practitioners.directory.service import DirectoryImport
from mutuelle.practitioners.tables import PractitionerRow as Row
from tests.mutuelle.practitioners.extracts import (
    COMMUNES,
)


@pytest.fixture
def bring(store, clock, tmp_path):
    """Imports a file."""

    async def run(path, **options):
        return await DirectoryImport(store, clock, COMMUNES).run(path, tmp_path / "refus.csv", **options)

    return run


@pytest.fixture
def rows(store):
    """Reads the whole directory, by source and key."""

    async def read():
        async with store.read() as connection:
            return list(await connection.execute(select(Row.__table__).order_by(Row.source, Row.source_key)))

    return read


@pytest.fixture
def refused(tmp_path):
    """Reads the report of refused rows."""
    return lambda: (tmp_path / "refus.csv").read_text("utf-8-sig").splitlines()[1:]
