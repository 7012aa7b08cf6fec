"""Distances held against geopy's geodesic."""

from random import Random

import pytest
from geopy.distance import geodesic

from mutuelle.places.model import Point
from mutuelle.practitioners.directory.lambert import from_lambert93, is_lambert93
from mutuelle.practitioners.geometry import distance_km, flat_around

SOUTH_TO_NORTH = (-21.1, 4.9, 14.6, 43.3, 48.8, 51.0)


def pairs(km):
    rng = Random(km)
    for latitude in SOUTH_TO_NORTH:
        here = Point(latitude, rng.uniform(-5, 8))
        box = flat_around(here).box(km)
        for _ in range(30):
            yield here, Point(rng.uniform(box.south, box.north), rng.uniform(box.west, box.east))


def exact(one, other):
    return geodesic((one.latitude, one.longitude), (other.latitude, other.longitude)).km


@pytest.mark.parametrize("km", [1, 50, 640])
def test_the_distance_shown_is_the_geodesic(km):
    for one, other in pairs(km):
        assert distance_km(one, other) == pytest.approx(exact(one, other), rel=1e-5)


@pytest.mark.parametrize(("km", "within"), [(1, 1e-4), (50, 1e-4), (100, 3e-4), (640, 1e-2)])
def test_the_plane_around_a_point_is_close_to_it(km, within):
    for one, other in pairs(km):
        flat = flat_around(one)
        north = other.latitude - one.latitude
        east = (other.longitude - one.longitude) * (flat.east_km + flat.east_km_change * north)
        assert ((north * flat.north_km) ** 2 + east**2) ** 0.5 == pytest.approx(exact(one, other), rel=within)


@pytest.mark.parametrize("km", [2, 50, 640])
def test_a_box_holds_the_circle(km):
    for latitude in SOUTH_TO_NORTH:
        here = Point(latitude, 2.0)
        box = flat_around(here).box(km)
        for bearing in range(0, 360, 15):
            end = geodesic(kilometers=km).destination((latitude, 2.0), bearing)
            assert box.south <= end.latitude <= box.north
            assert box.west <= end.longitude <= box.east


def test_no_distance_from_oneself():
    assert distance_km(Point(48.0, 2.0), Point(48.0, 2.0)) == 0


@pytest.mark.parametrize(
    ("x", "y", "latitude", "longitude"),
    [(652_469.02, 6_862_035.26, 48.8567, 2.3519), (700_000, 6_600_000, 46.5, 3.0)],
    ids=["Paris", "on the meridian"],
)
def test_lambert_93(x, y, latitude, longitude):
    point = from_lambert93(x, y)
    assert point.latitude == pytest.approx(latitude, abs=1e-3)
    assert point.longitude == pytest.approx(longitude, abs=1e-3)


def test_degrees_are_no_lambert_93():
    assert not is_lambert93(48.8, 2.3)
