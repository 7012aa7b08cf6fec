"""Searching for a health professional with somebody, logged in or not: what is asked, what is found, what is kept."""

from dataclasses import replace

from mutuelle.clock import Clock
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.hearing import Heard, hear, missed, opened
from mutuelle.practitioners.leaving import Said
from mutuelle.practitioners.looking import Looking
from mutuelle.practitioners.memory import SearchMemory
from mutuelle.practitioners.progress import OF_MEMBER, Known, Progress
from mutuelle.practitioners.quest import LIST, UNHEARD, Quest, next_step
from mutuelle.practitioners.service import PractitionerService
from mutuelle.practitioners.whereabouts import Whereabouts
from mutuelle.practitioners.wishes import ONE_OF, Wish, begins_anew, read_wish
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.wording import words_of

LAST_SHOWN = -1
GOING_ON = (["et"], ["plutot"])  # begins what goes on with the search before


class SearchService:
    """Searches for whoever talks. Every method raises ConversationUnknown."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        *,
        places: PlacesService,
        practitioners: PractitionerService,
    ) -> None:
        self._places = places
        self._memory = SearchMemory(store, clock, settings)
        self._where = Whereabouts(places, self._memory)
        self._looking = Looking(places, practitioners)

    async def begin(self, rasa_id: str, said: Said, *, resumes: bool = False) -> Progress:
        """Begin with what a sentence says.

        A tapped choice, a shared position, and what says neither whom nor where (« plus loin », « son téléphone ? ») go
        on with the search before.
        """
        before, wish = await self._memory.recalled(rasa_id), self._read(said.text)
        if before is not None and (said.values or said.position):
            return await self._take(rasa_id, hear(before, None, said, wish))
        if before is not None and (
            wish.singles_out
            or not (wish.searches or wish.is_empty)
            or await self._is_about_display(rasa_id, said, wish)
        ):
            heard = hear(before, None, said, wish)
            if heard.state not in {"elsewhere", "missed"}:
                return await self._take(rasa_id, heard)
        quest = Quest(resumes=resumes)
        if before is not None and words_of(said.text)[:1] in GOING_ON:
            quest = _gone_on(before, wish, resumes=resumes)
        heard = hear(quest, None, said, wish) if said.values or said.position else opened(quest, said, wish)
        return await self._take(rasa_id, heard)

    async def hear(self, rasa_id: str, said: Said, *, for_good: bool = False, beside: bool = False) -> Progress:
        """Take a message. One about something else ends a search whose result was shown, or any with `for_good`.

        `beside`: it is asked beside the search (what a word means), which goes on whatever was shown.
        """
        quest = await self._memory.recalled(rasa_id)
        if quest is None:
            return Progress("nothing")
        step = None if quest.shown and next_step(quest) is None else await self._step(rasa_id, quest)
        if said.turns and step is not None and not await self._memory.is_something_displayed(rasa_id):
            said = replace(said, turns="")  # « la suite » of nothing yet
        heard = hear(quest, step, said, self._read(said.text))
        if heard.state == "elsewhere":
            return await self._leave(rasa_id, quest, over=(quest.shown or for_good) and not beside, beside=beside)
        return await self._take(rasa_id, heard, asked=None if step is None else quest)

    async def _is_about_display(self, rasa_id: str, said: Said, wish: Wish) -> bool:
        """Say whether a sentence that searches for nobody can only be about the list that is shown."""
        vague = wish.is_empty and bool(said.text) and not said.network and not begins_anew(said.text)
        return (vague or wish.act is not None or bool(wish.notes)) and await self.is_displayed(rasa_id)

    async def progress(self, rasa_id: str) -> Progress:
        """Return what is to be asked or shown now; `nothing` when no search goes on."""
        quest = await self._memory.recalled(rasa_id)
        return Progress("nothing") if quest is None else await self._progress(rasa_id, quest)

    async def mark_shown(self, rasa_id: str) -> None:
        """Note that the result was shown: what is said next refines it, or is about something else."""
        quest = await self._memory.recalled(rasa_id)
        if quest is not None:
            after = replace(quest, shown=True, clamped=False, coarse=False, degraded=False)
            explained = quest.explained or quest.in_network
            await self._memory.display(rasa_id, replace(after, notes=(), refused="", stranger="", explained=explained))

    async def is_shown(self, rasa_id: str) -> bool:
        """Say whether the result is shown and nothing is asked."""
        quest = await self._memory.recalled(rasa_id)
        return quest is not None and quest.shown and next_step(quest) is None

    async def is_displayed(self, rasa_id: str) -> bool:
        """Say whether the result is what whoever talks looks at, also once something else was answered."""
        return await self.is_shown(rasa_id) and await self._memory.is_displayed(rasa_id)

    def refines(self, text: str) -> bool:
        """Say whether a sentence may only refine a list: it is nothing but a place, or asks what only one has."""
        wish = self._read(text)
        only_place = wish.only_searches and bool(wish.place) and wish.category is None
        return only_place or bool(wish.is_empty and wish.notes) or wish.act == "too_far"

    async def drop(self, rasa_id: str) -> None:
        """Forget a search that is not gone on with."""
        await self._memory.drop(rasa_id)

    def _read(self, text: str) -> Wish:
        return read_wish(text, self._places.mentioned)

    # --- what a message changes

    async def _take(self, rasa_id: str, heard: Heard, asked: Quest | None = None) -> Progress:
        """Change the search; `asked`: the search whose question this answers, which is not asked again for ever."""
        if heard.state == "forget":
            return await self._forget(rasa_id, heard.quest)
        if heard.state == "keep":
            return await self._keep_as(rasa_id, heard.quest)
        if heard.state in {"cancelled", "given_up"}:
            await self.drop(rasa_id)
            return Progress(heard.state, heard.quest)
        quest = heard.quest
        if heard.place:
            heard = await self._where.placed(quest, heard)
            quest = heard.quest
        if quest.view == "further":
            quest = await self._further(rasa_id, quest)
        elif quest.offset and quest.view == LIST:
            quest = await self._on_a_page(rasa_id, quest)
        if quest.where is not None and quest.where.kind != "place":
            quest = await self._where.settled(rasa_id, quest)
        if asked is not None and heard.state == "told" and quest.asks_as(asked):
            again = quest.asked_again(asked)
            heard = missed(again, quest.unknown)
            quest = replace(heard.quest, refused=again.refused)  # why it is asked again: « chez moi », of a visitor
        if heard.state == "given_up":
            await self.drop(rasa_id)
            return Progress("given_up", quest)
        await self._memory.keep(rasa_id, quest)
        return Progress("told", quest)

    async def _further(self, rasa_id: str, quest: Quest) -> Quest:
        quest = replace(quest, view=LIST)
        place = (await self._progress(rasa_id, quest)).place
        return await self._looking.further(quest, place)

    async def _on_a_page(self, rasa_id: str, quest: Quest) -> Quest:
        """Return the search at its last page where it was turned past it."""
        page = (await self._progress(rasa_id, quest)).page
        if page is None or page.practitioners or not page.total:
            return quest
        return replace(quest, offset=(page.total - 1) // quest.limit * quest.limit, refused="last")

    async def _keep_as(self, rasa_id: str, quest: Quest) -> Progress:
        """Keep the place that is searched around as the member's home or work. Raises NotLoggedIn, SessionLocked."""
        place = quest.where.place if quest.where and quest.keeps in OF_MEMBER else None
        after = replace(quest, keeps="", shown=True)
        viewer = await self._memory.keep_place_of(rasa_id, after, quest.keeps, place)
        return Progress("kept" if place else "nothing", quest, viewer, place=place, address=place.name if place else "")

    async def _forget(self, rasa_id: str, quest: Quest) -> Progress:
        """Forget home and work of the member. Raises NotLoggedIn, SessionLocked."""
        if quest.where is not None and quest.where.kind in OF_MEMBER:
            quest = replace(quest, where=None)
        viewer, count = await self._memory.forget_places_of(rasa_id, replace(quest, shown=True))
        return Progress("forgotten", quest, viewer, count=count)

    async def _leave(self, rasa_id: str, quest: Quest, *, over: bool, beside: bool) -> Progress:
        if not over and not beside:
            quest = replace(quest, strays=quest.strays + 1)
            await self._memory.keep(rasa_id, quest)
        return Progress("left" if over else "elsewhere", quest)

    # --- what is asked or shown

    async def _progress(self, rasa_id: str, quest: Quest) -> Progress:
        known = await self._known(rasa_id, quest)
        if quest.dropped:
            return Progress("dropped", quest, known.viewer)
        step, place = known.step_of(quest), self._where.around(quest, known)
        if step is not None:
            address = known.address if step == "home" else ""
            return Progress("asking", quest, known.viewer, step, address=address)
        page = await self._looking.page(quest, place)
        if quest.view == LIST and quest.wants and page.total == 1:  # « téléphone du Dr Morel à Tours »
            quest = quest.showing(quest.wants, 1)
        if quest.rank == LAST_SHOWN:
            quest = replace(quest, rank=page.last)
        if quest.view in ONE_OF and quest.rank:
            one = await self._looking.ranked(quest, place, quest.rank, page)
            if one is not None:
                return Progress("one", quest, known.viewer, place=place, page=page, practitioner=one)
            quest = replace(quest, view=LIST, refused="rank")
        state = quest.view if quest.view in {"which", UNHEARD} and page.practitioners else "found"
        return Progress(state, quest, known.viewer, place=place, page=page)

    async def _step(self, rasa_id: str, quest: Quest) -> str | None:
        return (await self._known(rasa_id, quest)).step_of(quest)

    async def _known(self, rasa_id: str, quest: Quest) -> Known:
        return await self._memory.known(rasa_id, quest.where.kind if quest.where else "")


def _gone_on(before: Quest, wish: Wish, *, resumes: bool) -> Quest:
    """Return what stays of the search before: the place for « et un dentiste ? », the rest for « et à Bourges ? »."""
    if wish.category or wish.unclear or wish.name or not (wish.place or wish.where):
        return Quest(resumes=resumes, where=before.where)
    return replace(before.told(where=None, options=(), unknown="", neighbours=False), resumes=resumes)
