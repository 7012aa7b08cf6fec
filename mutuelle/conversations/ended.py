"""The dialogues that ended: which ones Rasa's tracker is to forget now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from mutuelle.clock import Clock
from mutuelle.conversations.tables import EndedDialogue
from mutuelle.store import Store

AGAIN_AFTER = timedelta(minutes=5)  # far longer than a turn of Rasa's may last
AT_ONCE = 200


@dataclass(frozen=True)
class Ended:
    """Dialogues to be forgotten; `erased`: a member asked for it, of at least one of them."""

    rasa_ids: tuple[str, ...]
    erased: bool


class EndedDialogues:
    """What is to be forgotten, twice each: see `EndedDialogue`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def due(self) -> Ended:
        """Return those that are to be deleted from the tracker now."""
        again = EndedDialogue.purged_at < self._clock.now() - AGAIN_AFTER
        wanted = select(EndedDialogue.rasa_id, EndedDialogue.erased).where(
            or_(EndedDialogue.purged_at.is_(None), again)
        )
        async with self._store.read() as connection:
            rows = (await connection.execute(wanted.order_by(EndedDialogue.ended_at).limit(AT_ONCE))).all()
        return Ended(tuple(row.rasa_id for row in rows), any(row.erased for row in rows))

    async def forgotten(self, rasa_ids: Sequence[str]) -> None:
        """Note that the tracker forgot these; those that it forgot twice are done with."""
        these = EndedDialogue.rasa_id.in_(rasa_ids)
        async with self._store.write() as connection:
            await connection.execute(delete(EndedDialogue).where(these, EndedDialogue.purged_at.is_not(None)))
            await connection.execute(update(EndedDialogue).where(these).values(purged_at=self._clock.now()))
