"""What the tests of places share: the service without a geocoder."""

import pytest

from mutuelle.places.service import PlacesService
from mutuelle.settings import Settings


@pytest.fixture
def places():
    return PlacesService(Settings(database_url="", secret="s" * 40))


@pytest.fixture
def names_of(places):
    """Return the names that a text is understood as."""

    async def names(text, **options):
        return [one.name for one in (await places.find(text, **options)).places]

    return names
