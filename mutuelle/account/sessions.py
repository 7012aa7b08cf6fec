"""Where a member is logged in, since when, and ending it there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.tables import Session
from mutuelle.clock import PARIS, Clock
from mutuelle.conversations import log
from mutuelle.conversations.tables import Conversation
from mutuelle.settings import Settings
from mutuelle.store import Store


@dataclass(frozen=True)
class OpenSession:
    """A login that was not ended; times are those of a clock in France. `locked`: it was idle too long to be used."""

    channel: str
    started_at: datetime
    last_seen_at: datetime
    here: bool
    locked: bool


@dataclass(frozen=True)
class Sessions:
    """The open sessions of a member, this one first; `before` is his login before this one, if there was any."""

    viewer: Viewer
    open: tuple[OpenSession, ...]
    before: OpenSession | None


@dataclass(frozen=True)
class Ended:
    """How many sessions were ended, on which channel it was asked, whether one of them was on Telegram."""

    viewer: Viewer
    count: int
    on_telegram: bool


class SessionService:
    """Lists and ends the sessions of the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def sessions(self, rasa_id: str) -> Sessions:
        """Return the sessions. Raises ConversationUnknown, NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            mine = (
                select(
                    Session.id,
                    Session.conversation_id,
                    Session.started_at,
                    Session.last_seen_at,
                    Session.ended_at,
                    Conversation.channel,
                )
                .join(Conversation, Conversation.id == Session.conversation_id)
                .where(Session.account_id == viewer.account_id)
                .order_by(Session.started_at.desc(), Session.id.desc())
            )
            still = (await connection.execute(mine.where(Session.ended_at.is_(None)))).all()
            before = (await connection.execute(mine.where(Session.id < viewer.session_id).limit(1))).one_or_none()
        listed = sorted((self._told(row, viewer) for row in still), key=lambda one: not one.here)
        return Sessions(viewer, tuple(listed), self._told(before, viewer) if before else None)

    async def end(self, rasa_id: str, *, others_only: bool) -> Ended:
        """End the member's sessions everywhere, or everywhere but here, and forget what they showed.

        Raises ConversationUnknown, NotLoggedIn, SessionLocked.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            ending = (
                update(Session)
                .where(Session.account_id == viewer.account_id, Session.ended_at.is_(None))
                .values(ended_at=now)
                .returning(Session.conversation_id)
            )
            if others_only:
                ending = ending.where(Session.id != viewer.session_id)
            ended = list((await connection.execute(ending)).scalars())
            on_telegram = False
            for conversation_id in ended:
                await log.forget_history(connection, conversation_id)
                on_telegram |= (await log.by_id(connection, conversation_id)).channel == "telegram"
        return Ended(viewer, len(ended), on_telegram)

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    def _told(self, row: Row[int, str, datetime, datetime, datetime | None, str], viewer: Viewer) -> OpenSession:
        return OpenSession(
            channel=row.channel,
            started_at=row.started_at.astimezone(PARIS),
            last_seen_at=row.last_seen_at.astimezone(PARIS),
            here=row.id == viewer.session_id,
            locked=row.last_seen_at + self._settings.session_idle < self._clock.now(),
        )
