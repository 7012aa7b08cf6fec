"""What the tests of searches share: a gazetteer of a few towns, the directory of Quimper, an address on file."""

import pytest

from tests.directory import fill, quimper
from tests.family import give_home
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
    await give_home(store, family.claire, "8 allée des Tilleuls", "35000", "Rennes")


@pytest.fixture
async def directory(store, family):
    await fill(store, *quimper())
