"""Where a commune is: its town hall, unless that is not in the commune."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import shapely

from mutuelle.places.build.sources import Source
from mutuelle.places.model import Point

BESIDE_KM = 3.0  # the contours are rough at the coast


def point_of(one: Source, known: Mapping[str, Any], told: Counter[str]) -> Point:
    """Return a commune's point and count why it is that one.

    The town hall when it is in the contour, or less than 3 km from its middle; the town hall with its longitude's
    sign turned, when that is in the contour; else the contour's middle.
    """
    if one.code in known and one.kind != "D":
        told["by hand"] += 1
        return Point(known[one.code]["latitude"], known[one.code]["longitude"])
    if one.contour is None:
        told["town hall, without a contour"] += 1
        return _point(one.town_hall)
    middle = one.contour.centroid
    if not one.contour.contains(middle):
        middle = one.contour.representative_point()
    if one.town_hall is None:
        told["middle: no town hall"] += 1
        return _point(middle)
    if one.contour.contains(one.town_hall) or _point(one.town_hall).distance_km(_point(middle)) < BESIDE_KM:
        told["town hall"] += 1
        return _point(one.town_hall)
    turned = shapely.Point(-one.town_hall.x, one.town_hall.y)
    if one.contour.contains(turned):
        told["town hall, its sign turned"] += 1
        return _point(turned)
    told["middle: the town hall is elsewhere"] += 1
    return _point(middle)


def radius_km(one: Source, point: Point) -> int:
    """Return how far a commune's contour goes from its point, in whole kilometres, rounded up."""
    if one.contour is None:
        return 3
    corners = shapely.get_coordinates(one.contour)
    return int(max(point.distance_km(Point(latitude, longitude)) for longitude, latitude in corners)) + 1


def _point(geometry: Any) -> Point:
    return Point(float(geometry.y), float(geometry.x))
