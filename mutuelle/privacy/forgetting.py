"""Has Rasa's tracker forget the dialogues that ended, and the disk what members had erased."""

from mutuelle.clock import Clock
from mutuelle.conversations.ended import EndedDialogues
from mutuelle.privacy.tracker import Tracker
from mutuelle.store import Store


class Forgetting:
    """Works off the dialogues that ended. Without a `tracker` (Rasa's database is not known) they wait."""

    def __init__(self, store: Store, clock: Clock, tracker: Tracker | None) -> None:
        self._store = store
        self._ended = EndedDialogues(store, clock)
        self._tracker = tracker

    async def run(self) -> int:
        """Delete what is due and return how many dialogues it was."""
        if self._tracker is None:
            return 0
        ended = await self._ended.due()
        if not ended.rasa_ids:
            return 0
        await self._tracker.forget(ended.rasa_ids)
        if ended.erased:  # before it is noted as done: one that fails is tried again
            await self._tracker.scrub()
            await self._store.scrub()
        await self._ended.forgotten(ended.rasa_ids)
        return len(ended.rasa_ids)

    async def close(self) -> None:
        """Close the connections to Rasa's database."""
        if self._tracker is not None:
            await self._tracker.close()
