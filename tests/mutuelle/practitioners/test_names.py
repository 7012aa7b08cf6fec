"""Who is called so, however it is written."""

import pytest

from mutuelle.practitioners.names import name_words
from tests.databases import on_both_databases
from tests.mutuelle.practitioners.people import LYON, QUIMPER, TOURS, north, person, settle


@pytest.fixture
async def bearers(store):
    await settle(
        store,
        person(1, last="Morel", point=north(LYON, 3), city="Lyon"),
        person(2, last="Morel", first="Jean-Paul", point=north(LYON, 1), city="Lyon", category="cardiologist"),
        person(3, last="Morel", first="Paul", point=TOURS),
        person(4, last="Le Gall", first="Anaïs", point=QUIMPER),
        person(5, last="Müller", first="Éric", point=QUIMPER),
        person(6, last="Martin-Durand", first="Léa", point=QUIMPER),
        person(7, last="Lefebvre", first="Marc", point=QUIMPER),
        person(8, last="Pharmacie du Marché", first="", point=QUIMPER, category="pharmacy"),
        person(12, last="Centre de santé du Marché", first="", point=LYON, category="health_centre"),
        person(9, last="Maison", first="Luc", point=TOURS),
        person(10, last="Durand", first="Léa", point=TOURS),
        person(11, last="DE LA TOUR", first="Guy", point=TOURS),
    )


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Morel", [2, 1, 3]),
        ("Dr Morel", [2, 1, 3]),
        ("MOREL Paul", [3, 2]),
        ("paul morel", [3, 2]),
        ("docteur Jean Paul Morel", [2]),
        ("A. Morel", [1]),
        ("le gall", [4]),
        ("Anais Legall", [4]),
        ("le docteur Anaïs LE GALL", [4]),
        ("Tour", [11]),
        ("monsieur de la Tour", [11]),
        ("muller", [5]),
        ("Mme Martin", [6]),
        ("Durand", [10]),
        ("la pharmacie du marché", [8]),
        ("le centre de santé du marché", [12]),
        ("docteur Maison", [9]),
        ("Lefevre", [7]),
        ("Lefèbvre", [7]),
        ("Morell", [2, 1, 3]),
        ("Mroel", [2, 1, 3]),
        ("Zapata", []),
        ("docteur", []),
        ("", []),
    ],
)
async def test_names(practitioners, bearers, name, ids):
    page = await practitioners.named(name, LYON)

    assert [one.id for one in page.practitioners] == ids
    assert page.total == len(ids)


@on_both_databases
async def test_both_databases_know_names_alike(practitioners, bearers):
    written = await practitioners.named("Dr Morel", LYON)
    mistyped = await practitioners.named("Mroel", LYON, within_km=10)

    assert [one.id for one in written.practitioners] == [2, 1, 3]
    assert [one.id for one in mistyped.practitioners] == [2, 1]


async def test_only_near_and_in_a_category(practitioners, bearers):
    near = await practitioners.named("Morel", LYON, within_km=10)
    cardiologist = await practitioners.named("Morel", LYON, category="cardiologist")

    assert [one.id for one in near.practitioners] == [2, 1]
    assert [one.id for one in cardiologist.practitioners] == [2]


async def test_without_a_point_there_are_no_distances(practitioners, bearers):
    page = await practitioners.named("Müller")

    assert [one.distance_km for one in page.practitioners] == [0.0]


async def test_names_that_came_later_are_found_by_a_typo_too(store, practitioners, bearers):
    assert (await practitioners.named("Kerbratt")).total == 0
    await settle(store, person(40, last="Kerbrat"))

    assert (await practitioners.named("Kerbratt")).total == 1


def test_titles_and_small_words_are_no_names():
    assert name_words("Dr Anne de la Tour") == ["anne", "tour"]
