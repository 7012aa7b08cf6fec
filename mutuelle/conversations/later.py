"""Requests that came in one message with another, and wait until that one is over. One transaction a call."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from mutuelle.account.waiting import awaits_member
from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.conversations.tables import Event
from mutuelle.settings import Settings
from mutuelle.store import Store

LATER = "later"


class Later:
    """Keeps them in the log, as inbound events whose turn has not come."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._link_lives = settings.login_link_lives

    async def take_apart(self, conversation_id: str, seq: int, requests: Sequence[str]) -> None:
        """Have the inbound event `seq` stand for the first request only, and keep the others, in order.

        Whatever takes the message up again, a login or a code, takes up the first request.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            mine = (Event.conversation_id == conversation_id) & (Event.seq == seq) & (Event.state == "pending")
            first = await connection.execute(update(Event).where(mine).values(payload=requests[0]))
            if first.rowcount != 1:
                return
            member_id = (await connection.execute(select(Event.member_id).where(mine))).scalar()
            for request in requests[1:]:
                body = {"type": "resume", "after": "part", "text": request}
                await log.append_in(
                    connection,
                    conversation_id,
                    body=body,
                    payload=request,
                    now=now,
                    member_id=member_id,
                    state=LATER,
                )

    async def kept(self, conversation_id: str) -> bool:
        """Say whether a request waits for its turn, and nothing is waited for before."""
        async with self._store.read() as connection:
            waits = await connection.execute(
                select(Event.seq).where(Event.conversation_id == conversation_id, Event.state == LATER).limit(1)
            )
            if waits.first() is None:
                return False
            now = self._clock.now()
            return not await awaits_member(connection, conversation_id, now=now, link_lives=self._link_lives)

    async def give_turn(self, conversation_id: str) -> None:
        """Have the oldest of them answered next."""
        async with self._store.write() as connection:
            oldest = select(func.min(Event.seq)).where(Event.conversation_id == conversation_id, Event.state == LATER)
            await connection.execute(
                update(Event)
                .where(
                    Event.conversation_id == conversation_id,
                    Event.state == LATER,
                    Event.seq == oldest.scalar_subquery(),
                )
                .values(state="pending")
            )
