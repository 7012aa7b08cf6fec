"""Where a row of a directory is: its own coordinates when they can be believed, else its commune's point."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mutuelle.places.model import Place, Point
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.directory.lambert import from_lambert93, is_lambert93
from mutuelle.wording import words_of

DECIMALS = 6  # of a degree: 10 cm
FARTHEST_KM = 40.0  # from the commune's point, beside the commune's own size
_SAINT = {"st": "saint", "ste": "sainte"}


class Spot(NamedTuple):
    """A commune, a point in it, and whether that is only the commune's."""

    insee: str
    city: str
    point: Point
    approximate: bool


def communes_of(places: PlacesService) -> "Communes":
    """Return the communes of the gazetteer."""
    raise NotImplementedError


class Communes:
    """The communes of the gazetteer by code, and by postcode with name."""

    def __init__(self, places: Iterable[Place], postcodes: Iterable[tuple[str, str]]) -> None:
        self._by_insee = {place.insee[0]: place for place in places}
        self._by_postcode: dict[str, list[Place]] = {}
        for postcode, insee in postcodes:
            if insee in self._by_insee:
                self._by_postcode.setdefault(postcode, []).append(self._by_insee[insee])
        self._found: dict[tuple[str, str, str], Place | None] = {}

    def find(self, insee: str, postcode: str, city: str) -> Place | None:
        """Return the commune of a row: by its code, else by its postcode and name."""
        key = (insee, postcode, city)
        if key not in self._found:
            self._found[key] = self._by_insee.get(insee) or self._by_name(postcode, city)
        return self._found[key]

    def spot(self, commune: Place, pairs: Iterable[tuple[float, float]] = ()) -> Spot:
        """Return where a row is; `pairs`: numbers that may be its coordinates, in any order and system."""
        insee, city = commune.insee[0], plain_name(commune.name)
        farthest = FARTHEST_KM + commune.radius_km
        for point in _readings(tuple(pairs)):
            if point.distance_km(commune.point) <= farthest:
                return Spot(insee, city, point, approximate=False)
        return Spot(insee, city, commune.point, approximate=True)

    def _by_name(self, postcode: str, city: str) -> Place | None:
        there = self._by_postcode.get(postcode, [])
        name = _name_words(city)
        same = [place for place in there if _name_words(plain_name(place.name)) == name]
        if same:
            return same[0]
        return there[0] if len(there) == 1 else None


def plain_name(name: str) -> str:
    """Return a commune's name without its department: « Quimper (29) » is « Quimper »."""
    return name.partition(" (")[0]


def _name_words(city: str) -> list[str]:
    """Return a commune's name as it is compared: « ST MALO CEDEX 2 » is « Saint-Malo »."""
    found = words_of(city)
    if "cedex" in found:
        found = found[: found.index("cedex")]
    return [_SAINT.get(word, word) for word in found]


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
