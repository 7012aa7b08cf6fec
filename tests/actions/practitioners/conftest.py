"""What the tests of searches share: a gazetteer of a few towns, the directory of Quimper, an address on file."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from mutuelle.contract.tables import Address
from tests.directory import fill, quimper
from tests.small_places import SmallPlaces


@pytest.fixture
def services(services):
    """The real services with a gazetteer of a few towns."""
    searches = services.searches
    searches._places = searches._where._places = searches._looking._places = SmallPlaces()
    return services


@pytest.fixture
async def at_home(store, family):
    """Claire's address is on file."""
    async with store.write() as connection:
        await connection.execute(
            insert(Address).values(
                member_id=family.claire,
                street="8 allée des Tilleuls",
                postcode="35000",
                city="Rennes",
                since=date(2020, 1, 1),
                recorded_at=datetime(2020, 1, 1, tzinfo=UTC),
            )
        )


@pytest.fixture
async def directory(store, family):
    await fill(store, *quimper())
