"""What strangers wrote that is no place, or one of many."""

import pytest

from mutuelle.places.service import PlacesService
from mutuelle.settings import Settings


@pytest.fixture(scope="module")
def places() -> PlacesService:
    return PlacesService(Settings(database_url="sqlite+aiosqlite://", secret="s" * 40))


@pytest.mark.parametrize("said", ["pourquoi 114,79", "les 79 €", "en metal", "une couronne"])
def test_an_amount_and_a_material_name_no_place(places, said):
    assert places.mentioned(said) is None


@pytest.mark.parametrize(
    "said",
    ["c'est trop loin, je ne conduis plus", "merci beaucoup vous êtes bien aimable", "oui", "une couronne", "en metal"],
)
def test_a_sentence_of_everyday_words_does_not_read_as_a_place(places, said):
    assert not places.reads_as_place(said)


@pytest.mark.parametrize(
    "said",
    ["79", "79000", "La Baule", "à Rezé", "a Sait-Etiene", "Trifouillis-les-Oies", "12 rue de la République Lyon"],
)
def test_a_place_reads_as_one_though_misspelt_or_unknown(places, said):
    assert places.reads_as_place(said)


def test_an_invented_village_is_not_a_department(places):
    assert places.mentioned("a Trifouillis-les-Oies") == "Trifouillis-les-Oies"


async def test_a_name_that_begins_many_offers_the_largest_of_them(places):
    offered = [one.name for one in (await places.find("Saint Jean")).places]
    assert offered[0] == "Saint-Jean (31)"
    assert "Saint-Jean-de-Luz (64)" in offered


async def test_la_baule_is_the_seaside_town(places):
    assert (await places.find("La Baule")).sure.name == "La Baule-Escoublac (44)"
