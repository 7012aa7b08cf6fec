"""Around what a search goes: a place that was said, a shared position, home or work."""

from dataclasses import replace

from mutuelle.account.access import Viewer
from mutuelle.places.model import Place
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.hearing import Heard, missed
from mutuelle.practitioners.memory import SearchMemory
from mutuelle.practitioners.progress import Known
from mutuelle.practitioners.quest import Quest, Where

AS_TOLD = ("notes", "stranger", "refused", "strays", "wants")  # a place that is looked up leaves these


class Whereabouts:
    """Finds the place of a search. Its methods raise ConversationUnknown."""

    def __init__(self, places: PlacesService, memory: SearchMemory) -> None:
        self._places = places
        self._memory = memory

    async def placed(self, quest: Quest, heard: Heard) -> Heard:
        """Look up the place that was said."""
        before = quest.where.place if quest.where else None
        found = await self._places.find(heard.place, near=before.point if before else None)
        kept = {name: getattr(quest, name) for name in AS_TOLD}
        if found.places:
            inside = _offered_in(found.sure, quest) if found.sure else ()
            sure = inside[0] if len(inside) == 1 else None
            told = {"coarse": found.coarse, "degraded": found.degraded, "unknown": "", "neighbours": False}
            where, options = (Where("place", sure), ()) if sure else (None, inside or found.places)
            return replace(heard, quest=quest.told(where=where, options=options, **told, **kept))
        if heard.answers and not self._places.reads_as_place(heard.place):
            return missed(quest)
        unknown = quest.told(where=None, options=found.suggestions, unknown=heard.place, **kept)
        if heard.answers and not found.suggestions:
            return missed(replace(unknown, tries=quest.tries), heard.place)
        return replace(heard, quest=unknown)

    async def settled(self, rasa_id: str, quest: Quest) -> Quest:
        """Return the search around a position, home or work that is known; else have it asked for."""
        kind = quest.where.kind if quest.where else ""
        known = await self._memory.known(rasa_id, kind)
        if kind == "position":
            return quest if known.position else replace(quest, where=None, refused="position")
        if known.viewer is None:
            return replace(quest, where=None, refused=f"{kind}_of_visitor")
        if known.kept is not None:
            return replace(quest, keeps="")
        if quest.keeps == "home" and known.address:
            return await self._agreed(known.viewer, known.address, quest)
        if kind == "home" and known.address:
            return quest  # asked for by the step `home`
        return replace(quest, where=None, keeps=kind, refused=f"{kind}_unknown")

    async def _agreed(self, viewer: Viewer, address: str, quest: Quest) -> Quest:
        """Keep the address on file as home: the member agreed."""
        found = await self._places.find(address)
        if not found.places:
            return replace(quest, where=None, keeps="", refused="home_not_found")
        await self._memory.keep_place(viewer, "home", found.places[0])
        return replace(quest, keeps="", coarse=found.coarse)

    def around(self, quest: Quest, known: Known) -> Place | None:
        """Return the place that is searched around, None with a name alone."""
        if quest.where is None or quest.where.kind == "place":
            return quest.where.place if quest.where else None
        if quest.where.kind == "position":
            shared = known.position
            return self._places.position(shared.latitude, shared.longitude) if shared else None
        return known.kept


def _offered_in(said: Place, quest: Quest) -> tuple[Place, ...]:
    """Return the places offered that are in what was said (« la Réunion » says which Saint-Denis), else that itself."""
    inside = [one for one in quest.options if said.kind == "department" and one.department == said.department]
    return tuple(inside) or (said,)
