"""The demo's directory: invented health professionals, spread over France by population. The same each time."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from math import cos, pi, radians, sin, sqrt
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy import select

from mutuelle.places.model import Place, Point
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.categories import category_by_code
from mutuelle.practitioners.names import family_key, sign_key
from mutuelle.practitioners.tables import DirectoryExtract, PractitionerRow
from mutuelle.settings import Settings
from mutuelle.store import Store, insert_missing

SEED = 98
AT_ONCE = 4_000
SOURCE = "demo"
APPROXIMATE_SHARE = 0.08
SPREAD_SHARE, SPREAD_KM = 0.5, 3.0  # of the commune's radius, and no farther than this from its point
KM_PER_DEGREE = 111.2
RARE, URBAN_FROM = 12, 8_000  # professionals for 100,000 inhabitants work in towns of so many when they are rarer
NUMBERS = 10_000  # telephone numbers of a range
Row = dict[str, Any]


@dataclass(frozen=True)
class Town:
    """A commune where demo professionals work; `postcodes` are its own."""

    place: Place
    postcodes: tuple[str, ...]


@cache
def _words() -> dict[str, Any]:
    kept: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "practitioners.yml").read_text("utf-8"))
    return kept


def towns_of(places: PlacesService) -> tuple[Town, ...]:
    """Return the communes of the gazetteer that have inhabitants."""
    return tuple(Town(place, places.postcodes_of(place.insee[0])) for place in places.communes() if place.population)


def all_towns() -> tuple[Town, ...]:
    """Return the communes of the embedded gazetteer: no geocoder is asked."""
    return towns_of(PlacesService(Settings(database_url="", secret="")))


Towns = Callable[[], Sequence[Town]]


async def seed_directory(store: Store, towns: Towns = all_towns, total: int | None = None) -> int:
    """Fill a directory that nothing was brought into yet; return how many it has then, 0 when it was filled before.

    Some thousand a transaction: on SQLite one keeps everybody else from writing. Cut short, it is gone on with; two
    processes at once add the same ones once.
    """
    if await _is_filled(store):
        return 0
    rows = await asyncio.to_thread(lambda: list(demo_practitioners(towns(), total or _words()["total"])))
    for start in range(0, len(rows), AT_ONCE):
        async with store.write() as connection:
            await insert_missing(connection, PractitionerRow, rows[start : start + AT_ONCE])
    async with store.write() as connection:
        filled = {"source": SOURCE, "imported_at": datetime.now(UTC), "rows": len(rows)}
        await insert_missing(connection, DirectoryExtract, [filled])
    return len(rows)


async def _is_filled(store: Store) -> bool:
    noted = select(DirectoryExtract.source).limit(1)
    real = select(PractitionerRow.source).where(PractitionerRow.source != SOURCE).limit(1)  # of an extract that was cut
    async with store.read() as connection:
        return any([(await connection.execute(one)).first() is not None for one in (noted, real)])


def demo_practitioners(towns: Sequence[Town], total: int) -> Iterator[Row]:
    """Give about `total` rows: one of each category in each department's largest town, the others by population."""
    rng = Random(SEED)  # noqa: S311  (a demo, no secret)
    everywhere, urban = _weighted(towns, 0), _weighted(towns, URBAN_FROM)
    capitals = _capitals(towns)
    share = total / sum(kept["per"] for kept in _words()["density"].values())
    number = 0
    for category, kept in _words()["density"].items():
        others = max(round(kept["per"] * share) - len(capitals), 0)
        places, weights = urban if kept["per"] < RARE else everywhere
        for town in (*capitals, *rng.choices(places, cum_weights=weights, k=others)):
            number += 1
            yield _row(rng, number, category, kept, town)


def _weighted(towns: Sequence[Town], least: int) -> tuple[Sequence[Town], Sequence[int]]:
    """Return the towns of so many inhabitants, and what they weigh, added up."""
    chosen = [town for town in towns if town.place.population >= least] or towns
    return chosen, list(accumulate(town.place.population for town in chosen))


def _capitals(towns: Iterable[Town]) -> tuple[Town, ...]:
    largest: dict[str, Town] = {}
    for town in towns:
        best = largest.get(town.place.department)
        if best is None or town.place.population > best.place.population:
            largest[town.place.department] = town
    return tuple(largest.values())


def _row(rng: Random, number: int, category: str, kept: dict[str, Any], town: Town) -> Row:
    place = town.place
    approximate = rng.random() < APPROXIMATE_SHARE
    point = place.point if approximate else _near(rng, place)
    name, name_key, first_key = _name(rng, category)
    label, code = _number(number, category, kept, place.department)
    sector = _sector(rng, kept)
    return {
        "source": SOURCE,
        "source_key": str(number),
        "content": number,
        "number_label": label,
        "number": code,
        "name": name,
        "name_key": name_key,
        "first_key": first_key,
        "category": category,
        "speciality": category_by_code(category).label,
        "street": f"{rng.randint(1, 120)} {rng.choice(_words()['streets'])}",
        "postcode": rng.choice(town.postcodes) if town.postcodes else "",
        "city": place.name.partition(" (")[0],
        "insee": place.insee[0],
        "phone": _phone(rng, place.department),
        "sector": sector,
        "optam": sector == "2" and rng.random() < kept["optam"],
        "in_network": rng.random() < kept.get("network", 0),
        "latitude": round(point.latitude, 6),
        "longitude": round(point.longitude, 6),
        "approximate": approximate,
    }


def _near(rng: Random, place: Place) -> Point:
    """Return a point around a commune's, denser in its middle."""
    distance = rng.random() * min(place.radius_km * SPREAD_SHARE, SPREAD_KM)
    angle = rng.random() * 2 * pi
    north = distance * cos(angle) / KM_PER_DEGREE
    east = distance * sin(angle) / (KM_PER_DEGREE * cos(radians(place.point.latitude)))
    return Point(place.point.latitude + north, place.point.longitude + east)


def _name(rng: Random, category: str) -> tuple[str, str, str]:
    """Return a name as it is shown, and as it is looked up: family name, first name."""
    if called := _words()["named_after"].get(category):
        name = rng.choice(called).format(sign=rng.choice(_words()["signs"]))
        return name, sign_key(name), ""
    woman = rng.random() < _words()["women"].get(category, 0.5)
    first, last = rng.choice(_words()["first_names"]["F" if woman else "M"]), _family(rng)
    titled = category_by_code(category).sectors or category in _words()["titled"]
    title = f"{_words()['title']} " if titled else ""
    return f"{title}{first} {last}", family_key(last), family_key(first)


def _family(rng: Random) -> str:
    """Return a family name; the first ones of the list are more common, as in life."""
    names: list[str] = _words()["last_names"]
    return names[int(len(names) * (1 - sqrt(rng.random())))]


def _number(number: int, category: str, kept: dict[str, Any], department: str) -> tuple[str, str]:
    if category in _words()["named_after"] and category not in {"optician", "audiologist"}:
        return "FINESS", f"{department[:2]}99{number:05}"
    if kept.get("adeli"):
        return "Adeli", f"{department[:2]}00{number:05}"
    return "RPPS", f"19990{number:06}"


def _sector(rng: Random, kept: dict[str, Any]) -> str:
    if "sectors" not in kept:
        return ""
    first, second = kept["sectors"]
    drawn = rng.random()
    if drawn < first:
        return "1"
    return "2" if drawn < first + second else "3"


def _phone(rng: Random, department: str) -> str:
    start, number = _ranges().get(department, _words()["phones"]["other"]), rng.randrange(NUMBERS)
    return f"{start} {number // 100:02} {number % 100:02}"


@cache
def _ranges() -> dict[str, str]:
    """Return the telephone ranges by department."""
    return {
        department: start for start, departments in _words()["phones"]["ranges"].items() for department in departments
    }
