"""The query for who is nearest: a box of the index by category, latitude and longitude, the same on both databases."""

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.practitioners.categories import categories
from mutuelle.practitioners.geometry import Flat, flat_around
from mutuelle.practitioners.model import Search
from mutuelle.practitioners.tables import PractitionerRow as Row

RADII_KM = (2.0, 5.0, 10.0, 20.0, 50.0)  # widened until a page is full
FAR_RADII_KM = (100.0, 200.0, 400.0, 640.0)  # then until somebody is found; 640 km cross the country

Found = tuple[int, list[int]]


async def radius_of(connection: AsyncConnection, search: Search, page: int) -> float:
    """Return the radius in kilometres that a search counts in: the asked one, else the stated one.

    The smallest of RADII_KM that fills a page of so many; where nobody is that near, the smallest of FAR_RADII_KM with
    anybody.
    """
    if search.within_km is not None:
        return search.within_km
    flat = flat_around(search.point)
    near = [(_some_within(search, flat, radius, page) >= page, literal(radius)) for radius in RADII_KM]
    anybody = (_some_within(search, flat, RADII_KM[-1], 1) > 0, literal(RADII_KM[-1]))
    far = [(_some_within(search, flat, radius, 1) > 0, literal(radius)) for radius in FAR_RADII_KM[:-1]]
    radius = (
        await connection.execute(select(case(*near, anybody, *far, else_=literal(FAR_RADII_KM[-1]))))
    ).scalar_one()
    return float(radius)


async def ids_within(
    connection: AsyncConnection, search: Search, radius_km: float | None, *, offset: int, limit: int
) -> Found:
    """Return how many a search fits within a radius, None for any distance, and the ids of some, the nearest first."""
    flat = flat_around(search.point)
    fits = _fits(search) if radius_km is None else _within(search, flat, radius_km)
    count = select(func.count()).select_from(Row).where(fits).scalar_subquery()
    rows = await connection.execute(
        select(Row.id, count.label("total")).where(fits).order_by(_square(flat), Row.id).offset(offset).limit(limit)
    )
    found = rows.all()
    if found or not offset:
        return (found[0].total if found else 0), [row.id for row in found]
    return (await connection.execute(select(count))).scalar_one(), []


def _some_within(search: Search, flat: Flat, radius_km: float, enough: int) -> ColumnElement[int]:
    """Count those within a radius, no further than to `enough`."""
    some = select(literal(1).label("one")).select_from(Row).where(_within(search, flat, radius_km))
    return select(func.count()).select_from(some.limit(enough).subquery()).scalar_subquery()


def _within(search: Search, flat: Flat, radius_km: float) -> ColumnElement[bool]:
    box = flat.box(radius_km)
    return and_(
        _fits(search),
        Row.latitude.between(box.south, box.north),
        Row.longitude.between(box.west, box.east),
        _square(flat) <= radius_km * radius_km,
    )


def _square(flat: Flat) -> ColumnElement[float]:
    """Return the square of the distance from the point, in km²."""
    north = Row.latitude - flat.origin.latitude
    east = (Row.longitude - flat.origin.longitude) * (flat.east_km + flat.east_km_change * north)
    up = north * flat.north_km
    return up * up + east * east


def _fits(search: Search) -> ColumnElement[bool]:
    """Return the search's filters but for the distance."""
    codes = [search.category] if search.category else [one.code for one in categories()]
    wanted: list[ColumnElement[bool]] = [Row.category == codes[0] if len(codes) == 1 else Row.category.in_(codes)]
    if search.insee:
        wanted.append(Row.insee.in_(search.insee))
    if search.sector:
        wanted.append(Row.sector == search.sector)
    if search.optam_only:
        wanted.append(or_(Row.optam.is_(True), Row.sector == "1"))
    if search.network_only:
        wanted.append(Row.in_network.is_(True))
    return and_(*wanted)
