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


@pytest.mark.parametrize(
    ("said", "place"),
    [("et à saint-pierre", "saint-pierre"), ("plutot saint paul", "saint paul"), ("vers ste marie", "ste marie")],
)
def test_a_saint_is_no_everyday_word(places, said, place):
    assert places.mentioned(said) == place


def test_an_invented_village_is_not_a_department(places):
    assert places.mentioned("a Trifouillis-les-Oies") == "Trifouillis-les-Oies"


async def test_a_name_that_begins_many_offers_the_largest_of_them(places):
    offered = [one.name for one in (await places.find("Saint Jean")).places]
    assert offered[0] == "Saint-Jean (31)"
    assert "Saint-Jean-de-Luz (64)" in offered


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("Saint Martin", {"Saint-Martin (978)", "Saint-Martin (32)", "Saint-Martin-d'Hères (38)"}),
        ("St Paul", {"Saint-Paul (974)", "Saint-Paul-lès-Dax (40)"}),
        ("Saint-Leu", {"Saint-Leu (974)", "Saint-Leu-la-Forêt (95)"}),
        ("Saint-Pierre", {"Saint-Pierre (974)", "Saint-Pierre (972)", "Saint-Pierre (975)"}),
        ("Sainte-Marie", {"Sainte-Marie (974)", "Sainte-Marie (972)"}),
        ("Marly", {"Marly (59)", "Marly-le-Roi (78)"}),
    ],
)
async def test_a_town_is_not_meant_without_asking_while_more_people_live_in_those_its_name_begins(places, name, among):
    assert among <= {one.name for one in (await places.find(name)).places}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Saint-Étienne", "Saint-Étienne (42)"),
        ("Saint-Quentin", "Saint-Quentin (02)"),
        ("Le Robert", "Le Robert (972)"),
        ("Lyon", "Lyon (69)"),
        ("Nice", "Nice (06)"),
        ("Saint-Martin 978", "Saint-Martin (978)"),
        ("Saint Martin aux Antilles", "Saint-Martin (978)"),
        ("Saint-Paul de la Réunion", "Saint-Paul (974)"),
        ("97450 Saint-Louis", "Saint-Louis (974)"),
    ],
)
async def test_a_city_larger_than_all_that_its_name_begins_is_meant_and_so_is_one_told_apart(places, name, meant):
    assert (await places.find(name)).sure.name == meant


async def test_a_former_commune_is_not_told_apart_from_the_one_that_it_is_in(places):
    assert (await places.find("Oullins")).sure.department == "69"


async def test_an_article_is_part_of_what_a_longer_name_begins_with(places):
    offered = [one.name for one in (await places.find("Le Port")).places]
    assert offered[0] == "Le Port (974)"
    assert "Port-de-Bouc (13)" not in offered


async def test_la_baule_is_the_seaside_town(places):
    assert (await places.find("La Baule")).sure.name == "La Baule-Escoublac (44)"
