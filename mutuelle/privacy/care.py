"""Whether Telegram may show the kind of care: asked once in a while, not with every answer."""

from datetime import datetime, timedelta

from mutuelle.account.access import Viewer
from mutuelle.clock import Clock
from mutuelle.conversations.recollections import recall, remember
from mutuelle.store import Store

TOPIC, ASKED_AT = "care_question", "asked_at"
ASKED_AGAIN_AFTER = timedelta(days=7)


class CareQuestion:
    """Remembers when a member who has not chosen was asked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def is_due(self, viewer: Viewer) -> bool:
        """Say whether the member is to be asked now, and note that he is; never once he chose."""
        if viewer.care_choice is not None:
            return False
        now = self._clock.now()
        async with self._store.read() as connection:
            kept = await recall(connection, viewer, TOPIC)
        if kept is not None and now - datetime.fromisoformat(kept[ASKED_AT]) < ASKED_AGAIN_AFTER:
            return False
        async with self._store.write() as connection:
            await remember(connection, viewer, TOPIC, {ASKED_AT: now.isoformat()}, now=now)
        return True
