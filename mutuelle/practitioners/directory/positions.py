"""Where a row of a directory is: its own coordinates when they can be believed, else its commune's point."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from mutuelle.places.model import Place, Point
from mutuelle.practitioners.directory.lambert import from_lambert93, is_lambert93

DECIMALS = 6  # of a degree: 10 cm
FARTHEST_KM = 40.0  # from the commune's point, beside the commune's own size


class Spot(NamedTuple):
    """A commune, a point in it, and whether that is only the commune's."""

    insee: str
    city: str
    point: Point
    approximate: bool


class Gazetteer(Protocol):
    """What is asked of `mutuelle.places.service.PlacesService`."""

    def commune(self, insee: str) -> Place | None:
        """Return a commune or arrondissement by its INSEE code."""
        ...

    def commune_at(self, postcode: str, city: str) -> Place | None:
        """Return the commune of a postal address as directories write it."""
        ...


class Communes:
    """The communes of the gazetteer, by code, and by postcode with name."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places
        self._found: dict[tuple[str, str, str], Place | None] = {}
        self._own: dict[str, Spot] = {}

    def find(self, insee: str, postcode: str, city: str) -> Place | None:
        """Return the commune of a row: by its code, else by its postcode and name."""
        key = (insee, postcode, city)
        if key not in self._found:
            by_code = self._places.commune(insee) if insee else None
            self._found[key] = by_code or (self._places.commune_at(postcode, city) if postcode else None)
        return self._found[key]

    def spot(self, commune: Place, pairs: Iterable[tuple[float, float]] = ()) -> Spot:
        """Return where a row is; `pairs`: numbers that may be its coordinates, in any order and system."""
        insee = commune.insee[0]
        if pairs := tuple(pairs):
            farthest = FARTHEST_KM + commune.radius_km
            for point in _readings(pairs):
                if point.distance_km(commune.point) <= farthest:
                    return Spot(insee, plain_name(commune.name), point, approximate=False)
        if insee not in self._own:
            self._own[insee] = Spot(insee, plain_name(commune.name), commune.point, approximate=True)
        return self._own[insee]


def plain_name(name: str) -> str:
    """Return a commune's name without its department: « Quimper (29) » is « Quimper »."""
    return name.partition(" (")[0]


def _readings(pairs: Sequence[tuple[float, float]]) -> Iterator[Point]:
    """Give what pairs of numbers may mean: degrees in either order, and then Lambert 93 in either."""
    both_ways = [pair for one, other in pairs for pair in ((one, other), (other, one))]
    for one, other in both_ways:
        if abs(one) <= 90 and abs(other) <= 180:  # noqa: PLR2004  (degrees)
            yield Point(one, other)
    for one, other in both_ways:
        if is_lambert93(one, other):
            point = from_lambert93(one, other)
            yield Point(round(point.latitude, DECIMALS), round(point.longitude, DECIMALS))
