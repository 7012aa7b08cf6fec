"""What is kept of a search between two messages, and what is known of where whoever talks is."""

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.profile import load_profile
from mutuelle.clock import Clock, today
from mutuelle.conversations import log
from mutuelle.conversations.positions import shared_position
from mutuelle.conversations.recollections import Visitor, display, displayed, forget, recall, remember
from mutuelle.errors import NotLoggedIn, SessionLocked
from mutuelle.places.model import Place
from mutuelle.practitioners.kept import forget_places, keep_place, kept_place
from mutuelle.practitioners.progress import OF_MEMBER, Known
from mutuelle.practitioners.quest import Quest
from mutuelle.settings import Settings
from mutuelle.store import Store

TOPIC = "practitioners"


class SearchMemory:
    """Keeps searches as recollections of whoever talks. Its methods raise ConversationUnknown."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def recalled(self, rasa_id: str) -> Quest | None:
        """Return what goes on; what was said before a login goes on after it."""
        async with self._store.read() as connection:
            known = await self._known(connection, rasa_id)
            kept = await recall(connection, known.who, TOPIC)
            if kept is None and known.viewer is not None:
                kept = await recall(connection, Visitor(known.viewer.conversation_id), TOPIC)
        return Quest.from_json(kept) if kept else None

    async def keep(self, rasa_id: str, quest: Quest) -> None:
        """Keep a search as it stands now."""
        async with self._store.write() as connection:
            known = await self._known(connection, rasa_id)
            await remember(connection, known.who, TOPIC, quest.to_json(), now=self._clock.now())

    async def display(self, rasa_id: str, quest: Quest) -> None:
        """Keep a search whose result is shown, and that it is what whoever talks looks at."""
        async with self._store.write() as connection:
            known = await self._known(connection, rasa_id)
            await display(connection, known.who, TOPIC, quest.to_json(), now=self._clock.now())

    async def is_displayed(self, rasa_id: str) -> bool:
        """Say whether what a search showed is what whoever talks looks at."""
        async with self._store.read() as connection:
            who = (await self._known(connection, rasa_id)).who
            topic = await displayed(connection, who) or await displayed(connection, Visitor(who.conversation_id))
        return topic == TOPIC

    async def is_something_displayed(self, rasa_id: str) -> bool:
        """Say whether whoever talks was shown a list of anything: « la suite » is about that."""
        async with self._store.read() as connection:
            return await displayed(connection, (await self._known(connection, rasa_id)).who) is not None

    async def drop(self, rasa_id: str) -> None:
        """Forget a search."""
        async with self._store.write() as connection:
            await forget(connection, (await self._known(connection, rasa_id)).who, TOPIC)

    async def known(self, rasa_id: str, kind: str = "") -> Known:
        """Return who talks; and of `kind`, the position he shared, the place that was kept, the address on file."""
        async with self._store.read() as connection:
            return await self._known(connection, rasa_id, kind)

    async def keep_place(self, viewer: Viewer, kind: str, place: Place) -> None:
        """Keep a place as the member's home or work: he agreed."""
        async with self._store.write() as connection:
            secret, now = self._settings.secret, self._clock.now()
            await keep_place(connection, viewer.member_id, kind, place, secret=secret, now=now)

    async def keep_place_of(self, rasa_id: str, quest: Quest, kind: str, place: Place | None) -> Viewer:
        """Keep a place as home or work of whoever talks, and the search; no place leaves both as they are.

        Raises NotLoggedIn, SessionLocked.
        """
        now, secret = self._clock.now(), self._settings.secret
        async with self._store.write() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            if place is not None:
                await keep_place(connection, viewer.member_id, kind, place, secret=secret, now=now)
                await remember(connection, viewer, TOPIC, quest.to_json(), now=now)
        return viewer

    async def forget_places_of(self, rasa_id: str, quest: Quest) -> tuple[Viewer, int]:
        """Forget home and work of whoever talks, and keep the search; return how many there were.

        Raises NotLoggedIn, SessionLocked.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            count = await forget_places(connection, viewer.member_id)
            await remember(connection, viewer, TOPIC, quest.to_json(), now=now)
        return viewer, count

    async def _known(self, connection: AsyncConnection, rasa_id: str, kind: str = "") -> Known:
        now, secret = self._clock.now(), self._settings.secret
        conversation = await log.by_rasa_id(connection, rasa_id)
        position = None
        if kind == "position":
            position = await shared_position(connection, conversation.id, secret=secret, now=now)
        try:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
        except (NotLoggedIn, SessionLocked):
            return Known(Visitor(conversation.id), position)
        if kind not in OF_MEMBER:
            return Known(viewer, position)
        kept = await kept_place(connection, viewer.member_id, kind, secret=secret)
        home = (await load_profile(connection, viewer, today(self._clock))).home if kind == "home" else None
        address = f"{home.street}, {home.postcode} {home.city}" if home else ""
        return Known(viewer, position, kept, address)
