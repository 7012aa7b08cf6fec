"""What a map shows where it has no tiles: the outlines of communes, or of departments when it shows much."""

from dataclasses import dataclass

from mutuelle.places import contours
from mutuelle.places.contours import Contour
from mutuelle.places.model import Point

COMMUNES_UP_TO_KM, MOST_KM = 45.0, 1_500.0  # half of the map's diagonal

Bounds = tuple[float, float, float, float]  # south, west, north, east, in degrees


@dataclass(frozen=True)
class Outlines:
    """The outlines that a map shows; `level`: of `communes` or of `departments`."""

    level: str
    contours: tuple[Contour, ...]


def outlines_of(bounds: Bounds) -> Outlines:
    """Return the outlines of what lies within some bounds."""
    south, west, north, east = bounds
    middle = Point((south + north) / 2, (west + east) / 2)
    reach = min(middle.distance_km(Point(north, east)), MOST_KM)
    if reach <= COMMUNES_UP_TO_KM:
        return Outlines("communes", contours.around(middle, reach))
    return Outlines("departments", contours.departments_around(middle, reach))
