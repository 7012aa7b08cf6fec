"""What was told last in a conversation, for a short message that goes on with it: « et en 2025 ? », « plus simple »."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import viewer_of
from mutuelle.clock import Clock
from mutuelle.conversations.recollections import forget_here, remember_here
from mutuelle.conversations.tables import NOBODY, Conversation, Recollection
from mutuelle.errors import NotLoggedIn, SessionLocked
from mutuelle.settings import Settings
from mutuelle.store import Store

TOPIC = "told"
LASTING = timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """What an answer was about, by a name; `details`: ids, years and categories, JSON-ready."""

    what: str
    details: Mapping[str, Any] = field(default_factory=dict)


async def note(
    connection: AsyncConnection, conversation_id: str, member_id: int | None, told: Told | None, *, now: datetime
) -> None:
    """Remember what was just told, and to whom (None: to nobody in particular); None: nothing that is gone on with."""
    if told is None:
        await forget_here(connection, conversation_id, TOPIC)
        return
    value = {"what": told.what, "details": dict(told.details)}
    await remember_here(connection, conversation_id, TOPIC, value, member_id=member_id or NOBODY, now=now)


class Telling:
    """Knows what was told last."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def last(self, rasa_id: str) -> Told | None:
        """Return what was told by the last answer, within an hour, to whoever is there now; None for nothing."""
        now = self._clock.now()
        told = (
            select(Recollection.value, Recollection.member_id)
            .join(Conversation, Conversation.id == Recollection.conversation_id)
            .where(
                Conversation.rasa_id == rasa_id, Recollection.topic == TOPIC, Recollection.updated_at > now - LASTING
            )
        )
        async with self._store.read() as connection:
            row = (await connection.execute(told)).one_or_none()
            if row is None:
                return None
            if row.member_id != NOBODY:
                try:
                    viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
                except (NotLoggedIn, SessionLocked):
                    return None
                if viewer.member_id != row.member_id:
                    return None
        return Told(row.value["what"], row.value["details"])
