"""Lambert 93, the plane coordinates of metropolitan France (EPSG 2154), turned into degrees.

Source of the constants: IGN, « Projection cartographique conique conforme de Lambert », NTG 71 (RGF93).
"""

import math

from mutuelle.places.model import Point

EXPONENT, CONSTANT = 0.7256077650532670, 11_754_255.426096
ORIGIN_X, ORIGIN_Y, MERIDIAN = 700_000.0, 12_655_612.049876, math.radians(3)
ECCENTRICITY = 0.08181919104281
EASTINGS, NORTHINGS = (0.0, 1_300_000.0), (6_000_000.0, 7_200_000.0)
PRECISE = 1e-11


def is_lambert93(x: float, y: float) -> bool:
    """Say whether two numbers lie where Lambert 93 has France: easting, northing, in metres."""
    return EASTINGS[0] <= x <= EASTINGS[1] and NORTHINGS[0] <= y <= NORTHINGS[1]


def from_lambert93(x: float, y: float) -> Point:
    """Return the point of an easting and a northing in metres."""
    radius = math.hypot(x - ORIGIN_X, y - ORIGIN_Y)
    longitude = MERIDIAN + math.atan((x - ORIGIN_X) / (ORIGIN_Y - y)) / EXPONENT
    isometric = -math.log(abs(radius / CONSTANT)) / EXPONENT
    latitude, before = 2 * math.atan(math.exp(isometric)) - math.pi / 2, math.inf
    while abs(latitude - before) > PRECISE:
        before = latitude
        wobble = ECCENTRICITY * math.sin(before)
        stretched = ((1 + wobble) / (1 - wobble)) ** (ECCENTRICITY / 2) * math.exp(isometric)
        latitude = 2 * math.atan(stretched) - math.pi / 2
    return Point(math.degrees(latitude), math.degrees(longitude))
