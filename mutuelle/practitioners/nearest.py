"""The queries for who is nearest: a box of the index by category, latitude and longitude, alike on both databases.

They are texts with typed columns, made once for each set of filters: SQLAlchemy takes longer to build such expressions,
or to find out what a row is made of, than a database to answer them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, TextClause, TextualSelect, bindparam, column, text
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.practitioners.categories import categories
from mutuelle.practitioners.geometry import Flat, flat_around
from mutuelle.practitioners.model import Search
from mutuelle.practitioners.reading import SHOWN

RADII_KM = (2.0, 5.0, 10.0, 20.0, 50.0)  # widened until a page is full
FAR_RADII_KM = (100.0, 200.0, 400.0, 640.0)  # then until somebody is found
EVERY_RADIUS_KM = RADII_KM + FAR_RADII_KM
_NORTH = "(latitude - :latitude)"
_UP = f"{_NORTH} * :north"
_ACROSS = f"(longitude - :longitude) * (:east + :change * {_NORTH})"
_SQUARE = f"({_UP}) * ({_UP}) + ({_ACROSS}) * ({_ACROSS})"  # of the distance, in km²
_IN_BOX = (
    "latitude BETWEEN :south_{0} AND :north_{0} AND longitude BETWEEN :west_{0} AND :east_{0} "
    f"AND {_SQUARE} <= :square_{{0}}"
)


@dataclass(frozen=True)
class _Shape:
    """Which filters a search has: what its statements depend on."""

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

    def statement(self, sql: str) -> TextClause:
        """Return a statement with lists for parameters where the filters need them."""
        lists = ["categories"] * (not self.one_category) + ["insee"] * self.communes
        return text(sql).bindparams(*(bindparam(name, expanding=True) for name in lists))


async def radius_of(connection: AsyncConnection, search: Search, page: int) -> float:
    """Return the radius in kilometres that a search counts in: the asked one, else the stated one.

    The smallest of RADII_KM that fills a page of so many; where nobody is that near, the smallest of FAR_RADII_KM with
    anybody.
    """
    if search.within_km is not None:
        return search.within_km
    flat = flat_around(search.point)
    asked = {**_filters(search), **_plane(flat), "page": page}
    for number, radius in enumerate(EVERY_RADIUS_KM):
        asked |= _circle(flat, radius, number)
    found = await connection.execute(_radius_statement(_shape(search)), asked)
    return EVERY_RADIUS_KM[found.scalar_one()]


async def rows_within(
    connection: AsyncConnection, search: Search, radius_km: float | None, *, offset: int, limit: int
) -> tuple[int, list[Row[Any]]]:
    """Return how many a search fits within a radius, None for any distance, and the rows of some, the nearest first."""
    flat = flat_around(search.point)
    asked = {**_filters(search), **_plane(flat)}
    if radius_km is not None:
        asked |= _circle(flat, radius_km, 0)
    statement = _page_statement(_shape(search), anywhere=radius_km is None)
    rows = list(await connection.execute(statement, {**asked, "offset": offset, "limit": limit}))
    if not rows and offset:  # nobody tells the total
        return (await rows_within(connection, search, radius_km, offset=0, limit=1))[0], []
    return (rows[0].total if rows else 0), rows


@lru_cache
def _radius_statement(shape: _Shape) -> TextualSelect:
    """Return the statement that gives the number of a radius; a database looks no further than it must."""
    cases = [f"WHEN {_some_within(shape, number, ':page')} >= :page THEN {number}" for number in range(len(RADII_KM))]
    last = len(RADII_KM) - 1
    cases += [
        f"WHEN {_some_within(shape, number, '1')} > 0 THEN {number}" for number in range(last, len(EVERY_RADIUS_KM) - 1)
    ]
    return shape.statement(f"SELECT CASE {' '.join(cases)} ELSE {len(EVERY_RADIUS_KM) - 1} END AS number").columns(
        column("number", Integer)
    )


def _some_within(shape: _Shape, number: int, enough: str) -> str:
    inside = f"SELECT 1 FROM practitioners WHERE {shape.fits()} AND {_IN_BOX.format(number)} LIMIT {enough}"  # noqa: S608
    return f"(SELECT count(*) FROM ({inside}) AS some_{number})"  # noqa: S608


@lru_cache
def _page_statement(shape: _Shape, *, anywhere: bool) -> TextualSelect:
    """Return the statement that reads a page: ids by distance first, then their rows."""
    where = shape.fits() if anywhere else f"{shape.fits()} AND {_IN_BOX.format(0)}"
    columns = ", ".join(f"p.{one.name}" for one in SHOWN)
    statement = shape.statement(
        f"SELECT {columns}, found.total FROM ("  # noqa: S608
        f"SELECT id, {_SQUARE} AS far, count(*) OVER () AS total "
        f"FROM practitioners WHERE {where} ORDER BY far, id LIMIT :limit OFFSET :offset) AS found "
        "JOIN practitioners AS p ON p.id = found.id ORDER BY found.far, found.id"
    )
    return statement.columns(*SHOWN, column("total", Integer))


def _shape(search: Search) -> _Shape:
    return _Shape(
        bool(search.category), bool(search.sector), search.optam_only, search.network_only, bool(search.insee)
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


def _plane(flat: Flat) -> dict[str, float]:
    here = flat.origin
    return {
        "latitude": here.latitude,
        "longitude": here.longitude,
        "north": flat.north_km,
        "east": flat.east_km,
        "change": flat.east_km_change,
    }


def _circle(flat: Flat, radius_km: float, number: int) -> dict[str, float]:
    box = flat.box(radius_km)
    return {
        f"south_{number}": box.south,
        f"north_{number}": box.north,
        f"west_{number}": box.west,
        f"east_{number}": box.east,
        f"square_{number}": radius_km * radius_km,
    }
