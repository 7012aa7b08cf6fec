"""Extracts of FINESS+: establishments where they are."""

import pytest

from tests.databases import on_both_databases
from tests.mutuelle.practitioners.extracts import (
    QUIMPER,
    establishment,
    finess_file,
)


@on_both_databases
async def test_an_establishment_of_finess_is_where_it_is(bring, rows, tmp_path):
    outcome = await bring(finess_file(tmp_path, establishment()))

    [row] = await rows()
    assert (outcome.source, outcome.added, outcome.approximate) == ("finess", 1, 0)
    assert (row.number_label, row.number, row.category) == ("FINESS", "290099001", "pharmacy")
    assert (row.name, row.name_key, row.street) == ("Pharmacie du Marche", "marche", "3 place du Marche")
    assert (row.latitude, row.longitude, row.approximate) == (47.9975, -4.0991, False)


@pytest.mark.parametrize(
    "coordinates",
    [
        {"coordonneeX": "-4.0991", "coordonneeY": "47.9975", "directionLatitude": "6793000", "directionLongitude": "1"},
        {"coordonneeX": "47.9975", "coordonneeY": "-4.0991"},
        {"directionLatitude": "47.9975", "directionLongitude": "-4.0991"},
        {"coordonneeX": "171240", "coordonneeY": "6790131"},
        {"coordonneeX": "6790131", "coordonneeY": "171240"},
    ],
    ids=["swapped fields", "swapped axes", "direction only", "Lambert 93", "Lambert 93 swapped"],
)
async def test_coordinates_are_known_by_their_range(bring, rows, tmp_path, coordinates):
    await bring(finess_file(tmp_path, establishment(coordinates=coordinates)))

    [row] = await rows()
    assert not row.approximate
    assert (row.latitude, row.longitude) == (pytest.approx(47.9975, abs=0.01), pytest.approx(-4.0991, abs=0.01))


@pytest.mark.parametrize(
    "coordinates",
    [{}, {"coordonneeX": "0", "coordonneeY": "0"}, {"coordonneeX": "2.35", "coordonneeY": "48.85"}, None],
    ids=["none", "zero", "another town", "null"],
)
async def test_coordinates_that_cannot_be_are_the_commune_s(bring, rows, tmp_path, coordinates):
    await bring(finess_file(tmp_path, establishment(coordinates=coordinates)))

    [row] = await rows()
    assert row.approximate
    assert (row.latitude, row.longitude) == (QUIMPER.point.latitude, QUIMPER.point.longitude)


async def test_closed_and_other_establishments_are_set_aside(bring, tmp_path):
    closed = establishment("290099002", etatObjet="I")
    home = establishment("290099003", categorieentiteGeographiqueExercice="500")
    wrapped = establishment("290099004", etatObjet=["A"])

    outcome = await bring(finess_file(tmp_path, closed, home, wrapped))

    assert (outcome.rows, outcome.added, outcome.aside) == (3, 1, 2)


async def test_establishments_that_cannot_be_read_are_refused(bring, refused, tmp_path):
    outcome = await bring(
        finess_file(
            tmp_path,
            establishment(),
            establishment("29"),
            establishment("290099005", name=""),
            establishment("290099006", adresse="?"),
        )
    )

    assert (outcome.added, outcome.refused) == (2, 2)
    assert [line.split(";")[0] for line in refused()] == ["2", "4"]


async def test_json_that_breaks_off_removes_nobody(bring, rows, tmp_path):
    everybody = [establishment(f"29009900{n}") for n in range(6)]
    await bring(finess_file(tmp_path, *everybody))

    outcome = await bring(finess_file(tmp_path, *everybody[:5], end=', {"ege": [{"inf'))

    assert (outcome.kept, outcome.removed, outcome.refused) == ("kept_cut", 0, 1)
    assert len(await rows()) == 6
