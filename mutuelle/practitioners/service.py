"""Who is near a point: public data, so no login is asked for."""

from mutuelle.places.model import Point
from mutuelle.practitioners.model import PAGE_SIZE, Page, Practitioner, Search
from mutuelle.store import Store


class PractitionerService:
    """Finds health professionals in the directory."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def nearest(self, search: Search, *, offset: int = 0, limit: int = PAGE_SIZE) -> Page:
        """Return `limit` (1 to 50) of those the search fits, from the `offset`-th nearest on."""
        raise NotImplementedError

    async def one(self, practitioner_id: int, *, seen_from: Point | None = None) -> Practitioner:
        """Return one, with the distance from a point. Raises PractitionerUnknown."""
        raise NotImplementedError

    async def named(
        self,
        name: str,
        point: Point | None = None,
        *,
        category: str | None = None,
        offset: int = 0,
        limit: int = PAGE_SIZE,
    ) -> Page:
        """Return those called so: the best fitting names first, the nearest first among equals.

        Accents, capitals, the order of first and last name, « Dr » and small typos do not count. Without a point the distances
        are 0 and `within_km` too.
        """
        raise NotImplementedError
