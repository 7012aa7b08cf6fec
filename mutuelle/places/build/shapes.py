"""Which communes touch, and outlines small enough to commit."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import shapely

from mutuelle.places.build.sources import Department, Source
from mutuelle.places.polyline import encode

COMMUNE_TOLERANCE = 0.008  # degrees: triangles of less than its square are left out of an outline
DEPARTMENT_TOLERANCE = 0.03
ISLET = 0.0008  # square degrees, about 8 km²


def neighbours(tiles: Sequence[Source]) -> dict[str, set[str]]:
    """Return, by code, the communes whose contours share a vertex with a commune's."""
    at = defaultdict(set)
    for one in tiles:
        for corner in {(round(x, 7), round(y, 7)) for x, y in shapely.get_coordinates(one.contour)}:
            at[corner].add(one.code)
    touching: dict[str, set[str]] = defaultdict(set)
    for codes in at.values():
        for code in codes:
            touching[code] |= codes - {code}
    return touching


def outlines(tiles: Sequence[Source]) -> dict[str, str]:
    """Return the simplified contours of communes, encoded, by code; borders in common stay in common."""
    simple = shapely.coverage_simplify([one.contour for one in tiles], COMMUNE_TOLERANCE)
    return {one.code: _encoded(shape, least=0) for one, shape in zip(tiles, simple, strict=True)}


def department_outlines(tiles: Sequence[Source], departments: Sequence[Department]) -> dict[str, str]:
    """Return the simplified contours of departments, encoded, by code; those of islets are left out."""
    parts = defaultdict(list)
    for one in tiles:
        parts[one.code[:3] if one.code.startswith("97") else one.code[:2]].append(one.contour)
    known = [one.code for one in departments if one.code in parts]
    whole = [shapely.union_all(parts[code]) for code in known]
    simple = shapely.coverage_simplify(whole, DEPARTMENT_TOLERANCE)
    return {code: _encoded(shape, least=ISLET) for code, shape in zip(known, simple, strict=True)}


def _encoded(shape: Any, *, least: float) -> str:
    polygons = sorted(getattr(shape, "geoms", [shape]), key=lambda polygon: -polygon.area)
    kept = [polygon for n, polygon in enumerate(polygons) if n == 0 or polygon.area >= least]
    return " ".join(encode([(y, x) for x, y in polygon.exterior.coords[:-1]]) for polygon in kept)
