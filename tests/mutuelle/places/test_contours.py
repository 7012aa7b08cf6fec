"""Outlines are where the places are, closed, and few enough to draw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.places import contours
from mutuelle.places.model import Point
from mutuelle.places.polyline import decode, encode

QUIMPER = Point(47.9960, -4.1020)


def test_around_a_town_are_its_outline_and_those_of_its_neighbours():
    found = contours.around(QUIMPER, 5)
    assert found[0].name == "Quimper (29)"
    assert contours.containing(QUIMPER) == found[0].code
    assert 4 <= len(found) <= 15


def test_every_ring_is_closed_and_has_an_area():
    for outline in contours.around(QUIMPER, 30):
        for ring in outline.rings:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4, outline.name


def test_borders_in_common_are_the_same_line():
    quimper, other = contours.commune("29232"), contours.commune("29051")  # Ergué-Gabéric
    assert len({*quimper.rings[0]} & {*other.rings[0]}) >= 2


@pytest.mark.parametrize("code", ["75120", "97411", "2A004", "97311", "26274"])
def test_a_communes_point_is_in_its_outline(places, code):
    assert contours.containing(places.commune(code).point) == code


def test_departments_around_a_town_are_rough_and_few():
    found = contours.departments_around(QUIMPER, 10)
    assert "Finistère (29)" in {one.name for one in found}
    assert sum(len(ring) for one in found for ring in one.rings) < 1_500


def test_every_department_of_the_census_has_an_outline():
    assert sum(1 for n in range(1, 96) if contours.department(f"{n:02}")) == 94  # Corsica is 2A and 2B
    assert all(contours.department(code) for code in ("2A", "2B", "971", "972", "973", "974", "976"))


def test_what_has_no_outline_has_none():
    assert contours.commune("98818") is None  # Nouméa
    assert contours.commune("99999") is None
    assert contours.department("00") is None


def test_almost_every_commune_has_an_outline(places):
    without = [place.name for place in places.communes() if contours.commune(place.insee[0]) is None]
    assert len(without) < 20


thousandths = st.integers(-180_000, 180_000).map(lambda n: n / 1_000)


@given(st.lists(st.tuples(thousandths, thousandths), max_size=30))
def test_what_is_encoded_is_decoded_without_repetitions(points):
    distinct = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
    assert decode(encode(points)) == distinct


def test_the_encoding_is_googles():
    assert encode([(0.0385, -0.1202)]) == "kAnF"


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ((47.9960, -4.1020), "Quimper (29)"),
        ((43.4900, 4.7000), "Arles (13)"),  # the Camargue: other town halls are nearer
        ((48.8530, 2.3499), "Paris 4e"),
        ((-21.1300, 55.5300), "Saint-Benoît (974)"),
        ((47.0, -5.5), "Île-de-Sein (29)"),  # at sea
    ],
)
def test_a_shared_position_is_named_after_the_commune_it_is_in(places, at, name):
    place = places.position(*at)
    assert (place.name, place.kind, place.precise, place.insee) == (name, "position", True, ())
    assert place.point == Point(*at)


@pytest.mark.parametrize("at", [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_what_is_no_point_of_the_earth_is_refused(places, at):
    with pytest.raises(ValueError, match="no point of the earth"):
        places.position(*at)
