"""What a place is, and what looking one up gives."""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

EARTH_KM = 6_371.0088  # mean radius, IUGG

Kind: TypeAlias = Literal["position", "address", "commune", "arrondissement", "postcode", "department", "neighbourhood"]


@dataclass(frozen=True)
class Point:
    """A point of the earth, in degrees (WGS 84)."""

    latitude: float
    longitude: float

    def distance_km(self, other: "Point") -> float:
        """Return the great-circle distance in kilometres (haversine; at most 0.5 % off the ellipsoid's)."""
        lat_a, lat_b = math.radians(self.latitude), math.radians(other.latitude)
        across = math.sin((lat_b - lat_a) / 2) ** 2
        along = math.sin(math.radians(other.longitude - self.longitude) / 2) ** 2
        chord = across + math.cos(lat_a) * math.cos(lat_b) * along
        return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))


@dataclass(frozen=True)
class Place:
    """A place to look around.

    `name`: as it is shown, « Quimper (29) », « 5 rue de la Paix, Lille »; a department may be called as its city is:
    `kind` tells. `insee`: the communes it is made of (a department: all of them; a city of arrondissements: the city's
    code, then theirs; a former commune: its code, then its commune's; a position: none). `postcode`: "" when it has
    several, or is none. `precise`: the point is somebody's door or street, not the middle of an area. `radius_km`: how
    far the area goes from its point, 0 for a point. `department`: its code, « 29 », « 2A », « 974 ». `population`: of
    the whole area.
    """

    name: str
    point: Point
    kind: Kind
    insee: tuple[str, ...] = ()
    postcode: str = ""
    precise: bool = False
    population: int = 0
    department: str = ""
    radius_km: float = 0.0


@dataclass(frozen=True)
class Found:
    """What a text was understood as.

    `places`: one is sure; of several the member is asked which, the most likely first. `suggestions`: the nearest
    spellings when no place is sure, else homonyms that are much smaller. `coarse`: a street or a station was asked for
    and only its commune is known. `degraded`: the geocoder was asked and failed, the gazetteer answered alone.
    """

    places: tuple[Place, ...] = ()
    suggestions: tuple[Place, ...] = ()
    coarse: bool = False
    degraded: bool = False

    @property
    def sure(self) -> Place | None:
        """Return the place when there is exactly one."""
        return self.places[0] if len(self.places) == 1 else None
