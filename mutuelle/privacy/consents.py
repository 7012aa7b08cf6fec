"""What a member agreed to, of every topic, and taking it back."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.consents import CONSENTS as OF_THE_ACCOUNT
from mutuelle.clock import Clock
from mutuelle.practitioners.consents import CONSENTS as OF_SEARCHES
from mutuelle.privacy.part import Consent
from mutuelle.settings import Settings
from mutuelle.store import Store

CONSENTS: tuple[Consent, ...] = (*OF_THE_ACCOUNT, *OF_SEARCHES)


@dataclass(frozen=True)
class Consents:
    """The consents now in force, by name."""

    viewer: Viewer
    given: tuple[str, ...]


class ConsentService:
    """Tells and withdraws the consents of the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def consents(self, rasa_id: str) -> Consents:
        """Return what the member agreed to. Raises NotLoggedIn, SessionLocked, ConversationUnknown."""
        async with self._store.read() as connection:
            return await _in_force(connection, await self._viewer(connection, rasa_id))

    async def withdraw(self, rasa_id: str, names: tuple[str, ...]) -> Consents:
        """Take back these consents, and return those that stay.

        Raises NotLoggedIn, SessionLocked, ConversationUnknown.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            for consent in CONSENTS:
                if consent.name in names:
                    await consent.withdraw(connection, viewer)
            return await _in_force(connection, viewer)

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)


async def _in_force(connection: AsyncConnection, viewer: Viewer) -> Consents:
    return Consents(viewer, tuple([one.name for one in CONSENTS if await one.given(connection, viewer)]))
