"""Looks in the directory for what a search has come to."""

from dataclasses import replace

from mutuelle.places.model import Place
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.model import Page, Practitioner, Search
from mutuelle.practitioners.quest import RUNGS_KM, Quest
from mutuelle.practitioners.service import PractitionerService

AREAS = frozenset({"commune", "arrondissement", "postcode"})
TWICE, NEAR_KM = 2.0, 50.0


class Looking:
    """A search as pages of professionals, or one of them by its rank."""

    def __init__(self, places: PlacesService, practitioners: PractitionerService) -> None:
        self._places = places
        self._practitioners = practitioners

    async def page(self, quest: Quest, place: Place | None) -> Page:
        """Return the page that a search shows."""
        return await self._look(quest, place, offset=quest.offset, limit=quest.limit)

    async def ranked(self, quest: Quest, place: Place | None, rank: int, page: Page) -> Practitioner | None:
        """Return the one of a rank, on the `page` or not; None past the whole list."""
        if page.first <= rank <= page.last:
            return page.practitioners[rank - page.first]
        found = await self._look(replace(quest, within_km=page.within_km or None), place, offset=rank - 1, limit=1)
        return found.practitioners[0] if found.practitioners else None

    async def further(self, quest: Quest, place: Place | None) -> Quest:
        """Return the search of who is farther away: the next page, or a wider one where this is the last.

        The wider one goes on where those shown already end.
        """
        page = await self.page(quest, place)
        if page.has_next and page.practitioners:
            return quest.at(quest.offset + quest.limit)
        area = place is not None and place.kind in AREAS
        if quest.in_network and area and not quest.neighbours and quest.within_km is None:
            return replace(quest.at(0), neighbours=True)
        widened = (quest.within_km * TWICE,) if quest.within_km else ()
        for rung in (*widened, *RUNGS_KM):
            wider = replace(quest.at(page.total // quest.limit * quest.limit), within_km=rung)
            if rung > page.within_km > 0 and (await self.page(wider, place)).total > page.total:
                return wider
        return replace(quest.at(0), refused="last")

    async def _look(self, quest: Quest, place: Place | None, *, offset: int, limit: int) -> Page:
        if quest.name:
            return await self._named(quest, place, offset=offset, limit=limit)
        assert place is not None
        search = Search(
            place.point,
            category=quest.category,
            within_km=quest.within_km,
            sector=quest.sector,
            optam_only=quest.optam,
            network_only=quest.in_network,
            insee=self._communes(quest, place),
        )
        return await self._practitioners.nearest(search, offset=offset, limit=limit)

    async def _named(self, quest: Quest, place: Place | None, *, offset: int, limit: int) -> Page:
        """Return those of a name near the place; where nobody near has it, wherever they are."""
        point, near = (place.point, quest.within_km or NEAR_KM) if place else (None, None)
        page = await self._practitioners.named(
            quest.name, point, within_km=near, category=quest.category, offset=offset, limit=limit
        )
        if page.total or quest.within_km is not None or near is None:
            return page
        return await self._practitioners.named(quest.name, point, category=quest.category, offset=offset, limit=limit)

    def _communes(self, quest: Quest, place: Place) -> tuple[str, ...]:
        """Return the communes to look in: a department's; of the network, those of the place, or neighbours too."""
        if place.kind == "department":
            return place.insee
        if not quest.in_network or place.kind not in AREAS or quest.within_km is not None:
            return ()
        around = (
            [one.insee[0] for code in place.insee for one in self._places.neighbours(code)] if quest.neighbours else []
        )
        return tuple(dict.fromkeys((*place.insee, *around)))
