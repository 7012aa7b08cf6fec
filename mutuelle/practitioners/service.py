"""Who is near a point, or is called so. All of it is public: no login is asked for."""

from datetime import datetime

from sqlalchemy import func, select

from mutuelle.errors import PractitionerUnknown
from mutuelle.places.model import Point
from mutuelle.practitioners.model import LARGEST_PAGE, PAGE_SIZE, Page, Practitioner, Search
from mutuelle.practitioners.names import Names
from mutuelle.practitioners.nearest import near
from mutuelle.practitioners.reading import read, shown
from mutuelle.practitioners.tables import DirectoryExtract
from mutuelle.store import Store

DEMO = "demo"  # the source of invented professionals


class PractitionerService:
    """Finds health professionals in the directory. One for a process: it remembers the names there are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names = Names(store)

    async def nearest(self, search: Search, *, offset: int = 0, limit: int = PAGE_SIZE) -> Page:
        """Return `limit` (1 to 50) of those the search fits, from the `offset`-th nearest on.

        Where the search gives neither a distance nor communes, the page counts within the smallest of 2, 5, 10, 20 and
        50 km that fills a page; where nobody is within 50 km, within the first of 100, 200, 400 and 640 km that
        has any.
        """
        limit = min(max(limit, 1), LARGEST_PAGE)
        async with self._store.read_planned_once() as connection:
            some = await near(connection, search, offset=offset, limit=limit)
        found = [shown(row, search.point) for row in some.rows]
        nearest_first = tuple(sorted(found, key=lambda one: (one.distance_km, one.id)))
        return Page(some.total, offset + 1 if found else 0, nearest_first, some.radius_km)

    async def one(self, practitioner_id: int, *, seen_from: Point | None = None) -> Practitioner:
        """Return one, with the distance from a point. Raises PractitionerUnknown."""
        async with self._store.read() as connection:
            found = await read(connection, [practitioner_id], seen_from)
        if not found:
            raise PractitionerUnknown
        return found[0]

    async def named(
        self,
        name: str,
        point: Point | None = None,
        *,
        within_km: float | None = None,
        category: str | None = None,
        offset: int = 0,
        limit: int = PAGE_SIZE,
    ) -> Page:
        """Return those called so: the best fitting names first, the nearest first among equals.

        Accents, capitals, the order of first and last name, « Dr » and a small typo do not count. Without a point the
        distances are 0.0, and so is `within_km` without a limit.
        """
        limit = min(max(limit, 1), LARGEST_PAGE)
        ids = await self._names.find(name, point, within_km=within_km, category=category)
        async with self._store.read() as connection:
            found = await read(connection, ids[offset : offset + limit], point)
        return Page(len(ids), offset + 1 if found else 0, found, within_km or 0.0)

    async def as_of(self) -> datetime | None:
        """Return when the directory was last brought up to date from a public register; None: it never was."""
        real = select(func.max(DirectoryExtract.imported_at)).where(DirectoryExtract.source != DEMO)
        async with self._store.read() as connection:
            latest: datetime | None = (await connection.execute(real)).scalar()
        return latest

    async def is_empty(self) -> bool:
        """Say whether nothing was ever brought into the directory, not even invented professionals."""
        async with self._store.read() as connection:
            return (await connection.execute(select(DirectoryExtract.source).limit(1))).scalar() is None
