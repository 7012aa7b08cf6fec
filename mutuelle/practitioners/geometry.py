"""Distances on the ellipsoid: one that a database can compute, flat around a point, and the one that is shown.

Both are held against `geopy.distance.geodesic` by tests; that takes 0.4 ms, and a page of twenty would wait 8 ms for
it.
"""

import math
from dataclasses import dataclass

from mutuelle.places.model import Point

LATITUDE_LIMIT, LONGITUDE_LIMIT = 90.0, 180.0
LEAST_KM_PER_DEGREE = 1.0  # near the poles a degree of longitude is nothing
EQUATOR_KM, FLATTENING = 6_378.137, 1 / 298.257223563  # WGS 84
MARGIN = 1.01  # a box a little too large


@dataclass(frozen=True)
class Box:
    """What lies between two latitudes and two longitudes, in degrees."""

    south: float
    north: float
    west: float
    east: float


@dataclass(frozen=True)
class Flat:
    """The plane around a point: km a degree of latitude, of longitude, and how the latter changes a degree north.

    The change is half of the real one: a line's length is that of its middle.
    """

    origin: Point
    north_km: float
    east_km: float
    east_km_change: float

    def box(self, radius_km: float) -> Box:
        """Return a box that holds the circle."""
        high, wide = (radius_km * degrees for degrees in self.degrees_a_km(radius_km))
        here = self.origin
        return Box(
            max(here.latitude - high, -LATITUDE_LIMIT),
            min(here.latitude + high, LATITUDE_LIMIT),
            max(here.longitude - wide, -LONGITUDE_LIMIT),
            min(here.longitude + wide, LONGITUDE_LIMIT),
        )

    def degrees_a_km(self, farthest_km: float) -> tuple[float, float]:
        """Return how many degrees north and east hold a km, anywhere within a radius."""
        high = MARGIN / self.north_km
        thinnest = self.east_km - 2 * abs(self.east_km_change) * high * farthest_km
        return high, MARGIN / max(thinnest, LEAST_KM_PER_DEGREE)


def flat_around(point: Point) -> Flat:
    """Return the plane around a point. The series are those of the WGS 84 ellipsoid for a degree's length."""
    angle = math.radians(point.latitude)
    north = 111.13209 - 0.56605 * math.cos(2 * angle) + 0.0012 * math.cos(4 * angle)
    east = 111.41513 * math.cos(angle) - 0.09455 * math.cos(3 * angle) + 0.00012 * math.cos(5 * angle)
    change = -111.41513 * math.sin(angle) + 3 * 0.09455 * math.sin(3 * angle)
    return Flat(point, north, east, math.radians(change) / 2)


def distance_km(one: Point, other: Point) -> float:
    """Return the distance of two points along the ellipsoid, in kilometres (Lambert's formula, metres off)."""
    lat_a, lat_b = _reduced(one.latitude), _reduced(other.latitude)
    along = math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    chord = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * along
    angle = 2 * math.asin(math.sqrt(min(1.0, chord)))
    if not 0 < angle < math.pi:
        return EQUATOR_KM * angle
    middle, half = (lat_a + lat_b) / 2, (lat_b - lat_a) / 2
    x = (angle - math.sin(angle)) * (math.sin(middle) * math.cos(half) / math.cos(angle / 2)) ** 2
    y = (angle + math.sin(angle)) * (math.cos(middle) * math.sin(half) / math.sin(angle / 2)) ** 2
    return EQUATOR_KM * (angle - FLATTENING / 2 * (x + y))


def _reduced(latitude: float) -> float:
    return math.atan((1 - FLATTENING) * math.tan(math.radians(latitude)))
