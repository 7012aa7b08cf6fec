"""The query for who is nearest: bands of latitude by category, longitudes in them, alike on both databases.

It is a text with typed columns, made once for each set of filters, and one for the radius, the total and the page:
SQLAlchemy takes longer to build such expressions, or to go to a database once more, than a database to answer.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Double, Integer, TextualSelect, bindparam, column, text
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.practitioners.categories import categories
from mutuelle.practitioners.geometry import flat_around
from mutuelle.practitioners.model import Search
from mutuelle.practitioners.reading import SHOWN
from mutuelle.practitioners.tables import BAND, BANDS_A_DEGREE

RADII_KM = (2.0, 5.0, 10.0, 20.0, 50.0)  # widened until a page is full
FAR_RADII_KM = (100.0, 200.0, 400.0, 640.0)  # then until somebody is found
FARTHEST_KM = FAR_RADII_KM[-1]
WORLD_KM = 20_100.0
_NORTH = "(latitude - :latitude)"
_UP = f"{_NORTH} * :north"
_ACROSS = f"(longitude - :longitude) * (:east + :change * {_NORTH})"
_SQUARE = f"({_UP}) * ({_UP}) + ({_ACROSS}) * ({_ACROSS})"  # of the distance, in km²
BANDS_A_KM = BANDS_A_DEGREE * 2 * 1.01 / 110.5  # of a circle's radius, at least; two more where it begins and ends
_FIRST_BAND = BAND.replace("latitude", ":latitude - {0} * :high")
_IN_CIRCLE = (
    f"step < CAST({{0}} * {BANDS_A_KM} AS INTEGER) + 2 AND {BAND} = {_FIRST_BAND} + step "
    "AND longitude BETWEEN :longitude - {0} * :wide AND :longitude + {0} * :wide "
    f"AND {_SQUARE} <= {{0}} * {{0}}"
)
_FLOATS = ("latitude", "longitude", "north", "east", "change", "high", "wide", "within")
_LISTS = ("categories", "insee")

Reach = Literal["stated", "within", "anywhere"]


@dataclass(frozen=True)
class Near:
    """A page of what is near: the radius it counts in (0.0 km: none), how many there are in it, some rows of them."""

    radius_km: float
    total: int
    rows: list[Row[Any]]


@dataclass(frozen=True)
class _Shape:
    """Which filters a search has: what its statement depends on."""

    reach: Reach
    farthest_km: float
    one_category: bool
    sector: bool
    optam: bool
    network: bool
    communes: bool

    def fits(self) -> str:
        """Return the condition of the filters, but for the distance."""
        wanted = ["category = :category" if self.one_category else "category IN :categories"]
        wanted += ["insee IN :insee"] * self.communes
        wanted += ["sector = :sector"] * self.sector
        wanted += ["(optam = :yes OR sector = '1')"] * self.optam
        wanted += ["in_network = :yes"] * self.network
        return " AND ".join(wanted)

    def radius(self) -> str:
        """Return the expression for the radius; a database looks no further than it must."""
        if self.reach == "within":
            return ":within"
        if self.reach == "anywhere":
            return "0.0"
        cases = [f"WHEN {self._some_within(radius, ':page')} >= :page THEN {radius}" for radius in RADII_KM]
        cases += [
            f"WHEN {self._some_within(radius, '1')} > 0 THEN {radius}" for radius in (RADII_KM[-1], *FAR_RADII_KM[:-1])
        ]
        return f"CAST(CASE {' '.join(cases)} ELSE {FARTHEST_KM} END AS DOUBLE PRECISION)"

    def steps(self) -> str:
        """Return the numbers of the bands that the largest circle may touch, from its southernmost on."""
        return ", ".join(f"({step})" for step in range(int(self.farthest_km * BANDS_A_KM) + 2))

    def _some_within(self, radius: float, enough: str) -> str:
        circle = _IN_CIRCLE.format(radius)
        inside = f"SELECT 1 FROM steps CROSS JOIN practitioners WHERE {self.fits()} AND {circle} LIMIT {enough}"  # noqa: S608
        return f"(SELECT count(*) FROM ({inside}) AS few)"  # noqa: S608


async def near(connection: AsyncConnection, search: Search, *, offset: int, limit: int) -> Near:
    """Return some of those a search fits, the nearest first, and how many there are.

    They are counted in the distance asked for; with communes only, in those. Else in the smallest of RADII_KM that
    fills a page of `limit`; where nobody is that near, in the smallest of FAR_RADII_KM with anybody.
    """
    shape = _shape(search)
    asked = {**_filters(search), **_plane(search), "page": limit, "within": search.within_km}
    found = await connection.execute(_statement(shape), {**asked, "offset": offset, "limit": limit})
    rows = list(found)
    if rows:
        return Near(rows[0].radius, rows[0].total, rows)
    if offset:  # past the last: nobody tells the radius and the total
        first = await near(connection, search, offset=0, limit=limit)
        return Near(first.radius_km, first.total, [])
    return Near({"stated": FARTHEST_KM, "anywhere": 0.0}.get(shape.reach, search.within_km or 0.0), 0, [])


@lru_cache
def _statement(shape: _Shape) -> TextualSelect:
    """Return the statement that reads a page: ids by distance first, then their rows."""
    anywhere = shape.reach == "anywhere"
    where = shape.fits() if anywhere else f"{shape.fits()} AND {_IN_CIRCLE.format('radius')}"
    source = "chosen CROSS JOIN practitioners" if anywhere else "chosen CROSS JOIN steps CROSS JOIN practitioners"
    columns = ", ".join(f"p.{one.name}" for one in SHOWN)
    sql = (
        f"WITH steps(step) AS (VALUES {shape.steps()}), "  # noqa: S608
        f"chosen(radius) AS MATERIALIZED (SELECT {shape.radius()}) "
        f"SELECT {columns}, found.total, found.radius FROM ("
        f"SELECT id, {_SQUARE} AS far, count(*) OVER () AS total, radius FROM {source} "
        f"WHERE {where} ORDER BY far, id LIMIT :limit OFFSET :offset) AS found "
        "JOIN practitioners AS p ON p.id = found.id ORDER BY found.far, found.id"
    )
    typed = [bindparam(name, type_=Double) for name in _FLOATS if f":{name}" in sql]
    typed += [bindparam(name, expanding=True) for name in _LISTS if f":{name}" in sql]
    statement = text(sql).bindparams(*typed)
    return statement.columns(*SHOWN, column("total", Integer), column("radius", Double))


def _shape(search: Search) -> _Shape:
    reach: Reach = "within" if search.within_km is not None else "anywhere" if search.insee else "stated"
    within, known = search.within_km or 0.0, (*RADII_KM, *FAR_RADII_KM)
    return _Shape(
        reach,
        FARTHEST_KM if reach == "stated" else next((one for one in known if one >= within), WORLD_KM),
        bool(search.category),
        bool(search.sector),
        search.optam_only,
        search.network_only,
        bool(search.insee),
    )


def _filters(search: Search) -> dict[str, Any]:
    """Return the values of the filters."""
    asked: dict[str, Any] = {}
    if search.category:
        asked["category"] = search.category
    else:
        asked["categories"] = [one.code for one in categories()]
    if search.insee:
        asked["insee"] = list(search.insee)
    if search.sector:
        asked["sector"] = search.sector
    if search.optam_only or search.network_only:
        asked["yes"] = True
    return asked


def _plane(search: Search) -> dict[str, float]:
    """Return the plane around the point, and how many degrees the box goes for each km of its radius."""
    flat = flat_around(search.point)
    high, wide = flat.degrees_a_km(search.within_km or FARTHEST_KM)
    return {
        "latitude": search.point.latitude,
        "longitude": search.point.longitude,
        "north": flat.north_km,
        "east": flat.east_km,
        "change": flat.east_km_change,
        "high": high,
        "wide": wide,
    }
