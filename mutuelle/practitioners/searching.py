"""Searching for a health professional with somebody, logged in or not: what is asked, what is found, what is kept."""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.profile import load_profile
from mutuelle.clock import Clock, today
from mutuelle.conversations import log
from mutuelle.conversations.positions import SharedPosition, shared_position
from mutuelle.conversations.recollections import Visitor, forget, recall, remember
from mutuelle.errors import NotLoggedIn, SessionLocked
from mutuelle.places.model import Place
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.hearing import Heard, Said, hear, missed, opened
from mutuelle.practitioners.kept import forget_places, keep_place, kept_place
from mutuelle.practitioners.looking import Looking
from mutuelle.practitioners.model import Page, Practitioner
from mutuelle.practitioners.quest import LIST, Quest, Where, next_step
from mutuelle.practitioners.service import PractitionerService
from mutuelle.practitioners.wishes import ONE_OF, Wish, read_wish
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.wording import words_of

TOPIC = "practitioners"
LAST_SHOWN = -1
OF_MEMBER = frozenset({"home", "work"})


@dataclass(frozen=True)
class Progress:
    """Where a search stands.

    States: `told`, `asking` (`step`), `found` (`page`), `one` (`practitioner`), `which` (of the `page`), `elsewhere`,
    `left` (for good), `cancelled`, `given_up`, `dropped`, `kept`, `forgotten` (`count` addresses), `nothing`. `place`
    is what is searched around, None with a name alone. `address`: the one on file, where it may be used.
    """

    state: str
    quest: Quest = Quest()  # noqa: RUF009
    viewer: Viewer | None = None
    step: str | None = None
    place: Place | None = None
    page: Page | None = None
    practitioner: Practitioner | None = None
    address: str = ""
    count: int = 0

    @property
    def personal(self) -> bool:
        """Say whether what is shown tells where the member lives or works."""
        kind = self.quest.where.kind if self.quest.where else ""
        return self.viewer is not None and (kind in OF_MEMBER or bool(self.address))


@dataclass(frozen=True)
class _Known:
    """Who talks, and what is known of where he is."""

    who: Viewer | Visitor
    position: SharedPosition | None = None
    kept: Place | None = None
    address: str = ""

    @property
    def viewer(self) -> Viewer | None:
        return self.who if isinstance(self.who, Viewer) else None


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
        self._store = store
        self._clock = clock
        self._settings = settings
        self._places = places
        self._looking = Looking(places, practitioners)

    async def begin(self, rasa_id: str, said: Said, *, resumes: bool = False) -> Progress:
        """Begin with what a sentence says.

        A tapped choice, a shared position, and what says neither whom nor where (« plus loin », « son téléphone ? ») go
        on with the search before.
        """
        before, wish = await self._recalled(rasa_id), self._read(said.text)
        if before is not None and (said.values or said.position):
            return await self._take(rasa_id, hear(before, None, said, wish))
        if before is not None and (wish.singles_out or not (wish.searches or wish.is_empty)):
            heard = hear(before, None, said, wish)
            if heard.state not in {"elsewhere", "missed"}:
                return await self._take(rasa_id, heard)
        quest = Quest(resumes=resumes)
        if before is not None and words_of(said.text)[:1] == ["et"]:  # « et un dentiste ? », in the same place
            quest = replace(quest, where=before.where)
        heard = hear(quest, None, said, wish) if said.values or said.position else opened(quest, said, wish)
        return await self._take(rasa_id, heard)

    async def hear(self, rasa_id: str, said: Said, *, for_good: bool = False, beside: bool = False) -> Progress:
        """Take a message. One about something else ends a search whose result was shown, or any with `for_good`.

        `beside`: it is asked beside the search (what a word means), which goes on whatever was shown.
        """
        quest = await self._recalled(rasa_id)
        if quest is None:
            return Progress("nothing")
        step = None if quest.shown and next_step(quest) is None else await self._step(rasa_id, quest)
        heard = hear(quest, step, said, self._read(said.text))
        if heard.state == "elsewhere":
            return await self._leave(rasa_id, quest, over=(quest.shown or for_good) and not beside, beside=beside)
        return await self._take(rasa_id, heard)

    async def progress(self, rasa_id: str) -> Progress:
        """Return what is to be asked or shown now; `nothing` when no search goes on."""
        quest = await self._recalled(rasa_id)
        return Progress("nothing") if quest is None else await self._progress(rasa_id, quest)

    async def mark_shown(self, rasa_id: str) -> None:
        """Note that the result was shown: what is said next refines it, or is about something else."""
        quest = await self._recalled(rasa_id)
        if quest is not None:
            after = replace(quest, shown=True, clamped=False, coarse=False, degraded=False)
            explained = quest.explained or quest.in_network
            await self._keep(rasa_id, replace(after, notes=(), refused="", stranger="", explained=explained))

    async def is_shown(self, rasa_id: str) -> bool:
        """Say whether the result is shown and nothing is asked."""
        quest = await self._recalled(rasa_id)
        return quest is not None and quest.shown and next_step(quest) is None

    async def drop(self, rasa_id: str) -> None:
        """Forget a search that is not gone on with."""
        async with self._store.write() as connection:
            await forget(connection, (await self._known(connection, rasa_id)).who, TOPIC)

    def _read(self, text: str) -> Wish:
        return read_wish(text, self._places.mentioned)

    # --- what a message changes

    async def _take(self, rasa_id: str, heard: Heard) -> Progress:
        if heard.state == "forget":
            return await self._forget(rasa_id, heard.quest)
        if heard.state == "keep":
            return await self._keep_as(rasa_id, heard.quest)
        if heard.state in {"cancelled", "given_up"}:
            await self.drop(rasa_id)
            return Progress(heard.state, heard.quest)
        quest = heard.quest
        if heard.place:
            heard = await self._placed(quest, heard)
            quest = heard.quest
        if quest.view == "further":
            quest = await self._further(rasa_id, quest)
        elif quest.offset and quest.view == LIST:
            quest = await self._on_a_page(rasa_id, quest)
        if quest.where is not None and quest.where.kind != "place":
            quest = await self._settled(rasa_id, quest)
        if heard.state == "given_up":
            await self.drop(rasa_id)
            return Progress("given_up", quest)
        await self._keep(rasa_id, quest)
        return Progress("told", quest)

    async def _placed(self, quest: Quest, heard: Heard) -> Heard:
        """Look up the place that was said."""
        before = quest.where.place if quest.where else None
        found = await self._places.find(heard.place, near=before.point if before else None)
        if found.places:
            sure = found.sure
            told = {"coarse": found.coarse, "degraded": found.degraded, "unknown": "", "neighbours": False}
            if sure is not None:
                return replace(
                    heard, quest=quest.told(where=Where("place", sure), options=(), **told, **_as_told(quest))
                )
            return replace(heard, quest=quest.told(where=None, options=found.places, **told, **_as_told(quest)))
        unknown = quest.told(where=None, options=found.suggestions, unknown=heard.place, **_as_told(quest))
        if heard.answers and not found.suggestions:
            return missed(replace(unknown, tries=quest.tries))
        return replace(heard, quest=unknown)

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

    async def _settled(self, rasa_id: str, quest: Quest) -> Quest:
        """Return the search around a position, home or work that is known; else have it asked for."""
        assert quest.where is not None
        kind = quest.where.kind
        async with self._store.read() as connection:
            known = await self._known(connection, rasa_id, kind)
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
        async with self._store.write() as connection:
            secret, now = self._settings.secret, self._clock.now()
            await keep_place(connection, viewer.member_id, "home", found.places[0], secret=secret, now=now)
        return replace(quest, keeps="", coarse=found.coarse)

    async def _keep_as(self, rasa_id: str, quest: Quest) -> Progress:
        """Keep the place that is searched around as the member's home or work. Raises NotLoggedIn, SessionLocked."""
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            place = quest.where.place if quest.where else None
            if place is None or quest.keeps not in OF_MEMBER:
                return Progress("nothing", quest, viewer)
            secret = self._settings.secret
            await keep_place(connection, viewer.member_id, quest.keeps, place, secret=secret, now=now)
            after = replace(quest, keeps="", shown=True)
            await remember(connection, viewer, TOPIC, after.to_json(), now=now)
        return Progress("kept", quest, viewer, place=place, address=place.name)

    async def _forget(self, rasa_id: str, quest: Quest) -> Progress:
        """Forget home and work of the member. Raises NotLoggedIn, SessionLocked."""
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            count = await forget_places(connection, viewer.member_id)
            if quest.where is not None and quest.where.kind in OF_MEMBER:
                quest = replace(quest, where=None)
            await remember(connection, viewer, TOPIC, replace(quest, shown=True).to_json(), now=now)
        return Progress("forgotten", quest, viewer, count=count)

    async def _leave(self, rasa_id: str, quest: Quest, *, over: bool, beside: bool) -> Progress:
        if not over and not beside:
            quest = replace(quest, strays=quest.strays + 1)
            await self._keep(rasa_id, quest)
        return Progress("left" if over else "elsewhere", quest)

    # --- what is asked or shown

    async def _progress(self, rasa_id: str, quest: Quest) -> Progress:
        kind = quest.where.kind if quest.where else ""
        async with self._store.read() as connection:
            known = await self._known(connection, rasa_id, kind)
        if quest.dropped:
            return Progress("dropped", quest, known.viewer)
        step, place = self._step_of(quest, known), self._around(quest, known)
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
        state = "which" if quest.view == "which" and page.practitioners else "found"
        return Progress(state, quest, known.viewer, place=place, page=page)

    async def _step(self, rasa_id: str, quest: Quest) -> str | None:
        kind = quest.where.kind if quest.where else ""
        async with self._store.read() as connection:
            return self._step_of(quest, await self._known(connection, rasa_id, kind))

    def _step_of(self, quest: Quest, known: _Known) -> str | None:
        step = next_step(quest)
        if step is not None or quest.where is None or quest.where.kind == "place":
            return step
        if quest.where.kind == "position":
            return None if known.position else "place"
        if known.kept is not None:
            return None
        return "home" if quest.where.kind == "home" and known.address else "place"

    def _around(self, quest: Quest, known: _Known) -> Place | None:
        if quest.where is None or quest.where.kind == "place":
            return quest.where.place if quest.where else None
        if quest.where.kind == "position":
            shared = known.position
            return self._places.position(shared.latitude, shared.longitude) if shared else None
        return known.kept

    # --- what is kept between two messages

    async def _recalled(self, rasa_id: str) -> Quest | None:
        """Return what goes on; what was said before a login goes on after it."""
        async with self._store.read() as connection:
            known = await self._known(connection, rasa_id)
            kept = await recall(connection, known.who, TOPIC)
            if kept is None and known.viewer is not None:
                kept = await recall(connection, Visitor(known.viewer.conversation_id), TOPIC)
        return Quest.from_json(kept) if kept else None

    async def _keep(self, rasa_id: str, quest: Quest) -> None:
        async with self._store.write() as connection:
            known = await self._known(connection, rasa_id)
            await remember(connection, known.who, TOPIC, quest.to_json(), now=self._clock.now())

    async def _known(self, connection: AsyncConnection, rasa_id: str, kind: str = "") -> _Known:
        """Return who talks; and of `kind`, the position he shared, the place that was kept, the address on file."""
        now, secret = self._clock.now(), self._settings.secret
        conversation = await log.by_rasa_id(connection, rasa_id)
        position = None
        if kind == "position":
            position = await shared_position(connection, conversation.id, secret=secret, now=now)
        try:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
        except (NotLoggedIn, SessionLocked):
            return _Known(Visitor(conversation.id), position)
        if kind not in OF_MEMBER:
            return _Known(viewer, position)
        kept = await kept_place(connection, viewer.member_id, kind, secret=secret)
        home = (await load_profile(connection, viewer, today(self._clock))).home if kind == "home" else None
        address = f"{home.street}, {home.postcode} {home.city}" if home else ""
        return _Known(viewer, position, kept, address)


def _as_told(quest: Quest) -> dict[str, object]:
    """Return what a place that is looked up leaves as the sentence said it."""
    names = ("notes", "stranger", "refused", "strays", "wants")
    return {name: getattr(quest, name) for name in names}
