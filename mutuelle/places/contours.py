"""Outlines of communes and departments, simplified, for maps without tiles."""

from dataclasses import dataclass

from mutuelle.places.model import Point


@dataclass(frozen=True)
class Contour:
    """The outline of a commune (`code`: INSEE) or of a department. Each ring is closed: its last point is its first."""

    code: str
    name: str
    rings: tuple[tuple[Point, ...], ...]


def around(point: Point, radius_km: float) -> tuple[Contour, ...]:
    """Return the outlines of the communes that come within a radius of a point, in kilometres."""
    raise NotImplementedError


def departments_around(point: Point, radius_km: float) -> tuple[Contour, ...]:
    """Return the outlines of the departments that come within a radius of a point, in kilometres."""
    raise NotImplementedError
