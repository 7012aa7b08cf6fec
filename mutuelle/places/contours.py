"""Outlines of communes and departments, simplified, for maps without tiles. Made by `mutuelle.places.build`."""

import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from mutuelle.places.gazetteer import DATA, gazetteer
from mutuelle.places.model import Place, Point
from mutuelle.places.polyline import decode


@dataclass(frozen=True)
class Contour:
    """The outline of a commune (`code`: INSEE) or of a department. Each ring is closed: its last point is its first."""

    code: str
    name: str
    rings: tuple[tuple[Point, ...], ...]


def around(point: Point, radius_km: float) -> tuple[Contour, ...]:
    """Return the outlines of the communes that may come within a radius of a point (km), the nearest first.

    A few are there that do not: an area is taken for the circle around it. The overseas collectivities and Monaco
    have no outline.
    """
    known = gazetteer()
    near = sorted(known.around(point, radius_km), key=lambda n: point.distance_km(known.point(n)))
    return tuple(found for n in near if (found := commune(known.codes[n])))


def departments_around(point: Point, radius_km: float) -> tuple[Contour, ...]:
    """Return the outlines of the departments that may come within a radius of a point (km), the nearest first."""
    found = []
    for code in _outlines():
        place = gazetteer().department(code)
        if place and (distance := place.point.distance_km(point) - place.radius_km) < radius_km:
            found.append((distance, code))
    return tuple(one for _, code in sorted(found) if (one := department(code)))


def containing(point: Point) -> str | None:
    """Return the INSEE code of the commune or arrondissement in whose outline a point is; None in the sea or abroad."""
    known = gazetteer()
    for n in known.around(point, 0):
        outline = commune(known.codes[n])
        if outline and any(_holds(ring, point) for ring in outline.rings):
            return outline.code
    return None


def _holds(ring: tuple[Point, ...], point: Point) -> bool:
    """Say whether a point is inside of a ring: a line from it to the east crosses the ring an odd number of times."""
    inside = False
    for a, b in pairwise(ring):
        if (a.latitude > point.latitude) != (b.latitude > point.latitude):
            share = (point.latitude - a.latitude) / (b.latitude - a.latitude)
            inside ^= point.longitude < a.longitude + share * (b.longitude - a.longitude)
    return inside


@lru_cache(maxsize=4_096)
def commune(insee: str) -> Contour | None:
    """Return the outline of a commune or arrondissement; None when there is none."""
    return _contour(insee, _contours(), gazetteer().place(gazetteer().by_code[insee]) if insee in _contours() else None)


@lru_cache(maxsize=128)
def department(code: str) -> Contour | None:
    """Return the outline of a department, rougher than a commune's; None when there is none."""
    return _contour(code, _outlines(), gazetteer().department(code))


def _contour(code: str, lines: Mapping[str, str], place: Place | None) -> Contour | None:
    if place is None or code not in lines:
        return None
    rings = []
    for text in lines[code].split(" "):
        points = tuple(Point(latitude, longitude) for latitude, longitude in decode(text))
        rings.append((*points, points[0]))
    return Contour(code, place.name, tuple(rings))


@cache
def _contours() -> Mapping[str, str]:
    return _lines("contours.csv.xz")


@cache
def _outlines() -> Mapping[str, str]:
    return _lines("outlines.csv.xz")


def _lines(name: str) -> Mapping[str, str]:
    """Return the encoded rings by code; they are decoded when asked for."""
    with lzma.open(DATA / name, "rt", encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split(";", 1) for line in lines)
