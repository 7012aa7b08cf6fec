"""The communes of France in memory: read once, when first asked; about 40 MB."""

import lzma
import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from mutuelle.places.model import EARTH_KM, Kind, Place, Point
from mutuelle.places.names import key_of

DATA = Path(__file__).parent / "data"
COMMUNE, CITY, ARRONDISSEMENT, FORMER = "CVAD"
KINDS: Mapping[str, Kind] = {COMMUNE: "commune", CITY: "commune", ARRONDISSEMENT: "arrondissement", FORMER: "commune"}
SEVERAL_IN_A_NAME = 3
KM_A_DEGREE = math.radians(1) * EARTH_KM
WIDE_KM = 12  # from its point to its end; the few communes that go farther are not looked for by latitude


@dataclass(frozen=True)
class Department:
    """A department: its name, the commune of its prefecture, its region (« » for an overseas collectivity)."""

    code: str
    name: str
    capital: str
    region: str


class Gazetteer:
    """What is known of every place; a place is a number, its line in `communes.csv.xz`."""

    def __init__(self, rows: Sequence[Sequence[str]], departments: Sequence[Department]) -> None:
        self.codes, self.kinds, self.names, self.parents, self.postcodes = [
            [row[column] for row in rows] for column in range(5)
        ]
        self.populations = array("i", (int(row[5]) for row in rows))
        self.latitudes = array("d", (float(row[6]) for row in rows))
        self.longitudes = array("d", (float(row[7]) for row in rows))
        self._radiuses = array("i", (int(row[8]) for row in rows))
        self._after = [row[9] for row in rows]
        self.departments = {one.code: one for one in departments}

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def by_code(self) -> Mapping[str, int]:
        """Return the place of every INSEE code; a former commune's only when no commune has it now."""
        formers = {code: n for n, code in enumerate(self.codes) if self.kinds[n] == FORMER}
        return formers | {code: n for n, code in enumerate(self.codes) if self.kinds[n] != FORMER}

    @cached_property
    def by_postcode(self) -> Mapping[str, tuple[int, ...]]:
        """Return the places of every postcode, the most populous first."""
        found = defaultdict(list)
        for n, codes in enumerate(self.postcodes):
            for code in codes.split():
                found[code].append(n)
        return {code: tuple(sorted(ns, key=lambda n: -self.populations[n])) for code, ns in found.items()}

    @cached_property
    def by_key(self) -> Mapping[str, tuple[int, ...]]:
        """Return the places of every key of a name, the most populous first; not a commune's own former part."""
        found = defaultdict(list)
        for n, name in enumerate(self.names):
            if self.kinds[n] != ARRONDISSEMENT:
                found[key_of(name)].append(n)
        return {key: self._distinct(ns) for key, ns in found.items()}

    @cached_property
    def _arrondissements(self) -> Mapping[str, tuple[int, ...]]:
        found = defaultdict(list)
        for n, kind in enumerate(self.kinds):
            if kind == ARRONDISSEMENT:
                found[self.parents[n]].append(n)
        return {city: tuple(ns) for city, ns in found.items()}

    @cached_property
    def _touching(self) -> Mapping[int, Sequence[int]]:
        found = defaultdict(list)
        for n, steps in enumerate(self._after):
            for step in steps.split():
                found[n].append(n + int(step))
                found[n + int(step)].append(n)
        return found

    @cached_property
    def by_department(self) -> Mapping[str, Sequence[int]]:
        """Return the communes of today of every department."""
        found = defaultdict(list)
        for n in self.current():
            found[self.department_of(n)].append(n)
        return found

    @cached_property
    def _from_south(self) -> Sequence[int]:
        return sorted(self.current(), key=lambda n: self.latitudes[n])

    @cached_property
    def _souths(self) -> Sequence[float]:
        return [self.latitudes[n] for n in self._from_south]

    @cached_property
    def _wide(self) -> Sequence[int]:
        return [n for n in self.current() if self._radiuses[n] > WIDE_KM]

    def current(self) -> Iterator[int]:
        """Yield the communes of today, Paris, Lyon and Marseille as their arrondissements."""
        return (n for n, kind in enumerate(self.kinds) if kind in (COMMUNE, ARRONDISSEMENT))

    def arrondissements(self, city: str) -> tuple[int, ...]:
        """Return the arrondissements of a city by its INSEE code, in their order."""
        return self._arrondissements.get(city, ())

    def neighbours(self, n: int) -> tuple[int, ...]:
        """Return the communes that touch one, the nearest first; those of a former commune are its commune's."""
        if self.kinds[n] == FORMER:
            n = self.by_code[self.parents[n]]
        inside = set(self.arrondissements(self.codes[n]))
        touching = {one for part in inside or {n} for one in self._touching.get(part, ())} - inside
        here = self.point(n)
        return tuple(sorted(touching, key=lambda one: here.distance_km(self.point(one))))

    def point(self, n: int) -> Point:
        """Return where a place is."""
        return Point(self.latitudes[n], self.longitudes[n])

    def department_of(self, n: int) -> str:
        """Return the code of the department a place is in."""
        code = self.codes[n]
        return "980" if code.startswith("99") else code[: 3 if code >= "97" else 2]

    def nearest(self, point: Point) -> int:
        """Return the commune whose point is nearest."""
        start = bisect_left(self._souths, point.latitude)
        best, least = self._from_south[min(start, len(self._souths) - 1)], math.inf
        for steps in (range(start, len(self._souths)), range(start - 1, -1, -1)):
            for step in steps:
                if abs(self._souths[step] - point.latitude) * KM_A_DEGREE > least:
                    break
                n = self._from_south[step]
                if (distance := point.distance_km(self.point(n))) < least:
                    best, least = n, distance
        return best

    def around(self, point: Point, radius_km: float) -> list[int]:
        """Return the communes of which some part may be within a radius of a point."""
        degrees = (radius_km + WIDE_KM) / KM_A_DEGREE
        start, end = (bisect_left(self._souths, point.latitude + side) for side in (-degrees, degrees))
        usual = (n for n in self._from_south[start:end] if self._radiuses[n] <= WIDE_KM)
        return [n for n in (*usual, *self._wide) if self.reach_km(n, point) < radius_km]

    def reach_km(self, n: int, point: Point) -> float:
        """Return how far the circle around a commune is from a point; less than 0 inside it."""
        return point.distance_km(self.point(n)) - self._radiuses[n]

    def place(self, n: int) -> Place:
        """Return a place as others see it."""
        return _place(self, n)

    def postcode(self, code: str) -> Place | None:
        """Return a postcode as a place: its one commune, or all of them with the largest's point."""
        inside = self.by_postcode.get(code, ())
        if not inside:
            return None
        largest = self.place(inside[0])
        names = [self.names[n] for n in inside[:SEVERAL_IN_A_NAME]]
        more = "…" if len(inside) > SEVERAL_IN_A_NAME else ""
        if largest.kind == "arrondissement":
            return largest
        return Place(
            name=f"{code} {', '.join(names)}{more}",
            point=largest.point,
            kind="postcode",
            insee=tuple(self.codes[n] for n in inside),
            postcode=code,
            population=sum(self.populations[n] for n in inside),
            department=largest.department,
            radius_km=self._reach(largest.point, inside),
        )

    def department(self, code: str) -> Place | None:
        """Return a department as a place; its point is its prefecture's."""
        return _department(self, code)

    def _reach(self, point: Point, places: Iterable[int]) -> float:
        return max((point.distance_km(self.point(n)) + self._radiuses[n] for n in places), default=0.0)

    def _distinct(self, places: Sequence[int]) -> tuple[int, ...]:
        now = {self.codes[n] for n in places if self.kinds[n] != FORMER}
        kept = [n for n in places if self.kinds[n] != FORMER or self.parents[n] not in now]
        return tuple(sorted(kept, key=lambda n: -self.populations[n]))


@lru_cache(maxsize=4_096)
def _place(known: Gazetteer, n: int) -> Place:
    department, postcodes = known.department_of(n), known.postcodes[n].split()
    code, parent = known.codes[n], known.parents[n]
    inside = [known.codes[one] for one in known.arrondissements(code)]
    name = known.names[n].removesuffix(" Arrondissement")
    if known.kinds[n] == FORMER:
        owner = known.by_code[parent]
        postcodes = known.postcodes[owner].split()
    return Place(
        name=name if known.kinds[n] == ARRONDISSEMENT else f"{name} ({department})",
        point=known.point(n),
        kind=KINDS[known.kinds[n]],
        insee=(code, *inside) if inside else (code, parent) if known.kinds[n] == FORMER and code != parent else (code,),
        postcode=postcodes[0] if len(postcodes) == 1 else "",
        population=known.populations[n],
        department=department,
        radius_km=float(known._radiuses[n]),  # noqa: SLF001 - the same module
    )


@lru_cache(maxsize=128)
def _department(known: Gazetteer, code: str) -> Place | None:
    one = known.departments.get(code)
    if one is None:
        return None
    inside = known.by_department[code]
    capital = known.point(known.by_code[one.capital])
    return Place(
        name=f"{one.name} ({code})",
        point=capital,
        kind="department",
        insee=tuple(known.codes[n] for n in inside),
        population=sum(known.populations[n] for n in inside),
        department=code,
        radius_km=known._reach(capital, inside),  # noqa: SLF001 - the same module
    )


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer, read the first time (about half a second)."""
    with lzma.open(DATA / "communes.csv.xz", "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split(";") for line in lines]
    departments = [
        Department(*line.split(";")) for line in (DATA / "departments.csv").read_text(encoding="utf-8").splitlines()
    ]
    return Gazetteer(rows, departments)
