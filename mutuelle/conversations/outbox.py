"""What is still to be pushed to members on channels that push. One transaction a call.

Several replicas may push: the oldest unsent message of a conversation is claimed for a while before it is sent, so
that messages leave in order and once. A claim of a process that died lapses.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.conversations.tables import Conversation, Event
from mutuelle.conversations.transcript import HIDDEN, MAX_TEXT
from mutuelle.emergency.rules import emergency_in
from mutuelle.store import Store

LASTING = timedelta(seconds=20)
TOO_OLD = timedelta(days=1)


@dataclass(frozen=True)
class OutEvent:
    """A message to push to `address`. `private`: it shows a member's data."""

    seq: int
    body: dict[str, Any]
    private: bool
    address: str


class Outbox:
    """The outbound messages that the channels that push have not sent yet."""

    def __init__(self, store: Store, clock: Clock, *, owner: str | None = None) -> None:
        """`owner` (≤ 40 characters) names this process among those that push.

        One that keeps its name goes on at once after a crash; one without waits for its own claims to lapse.
        """
        self._store = store
        self._clock = clock
        self._owner = owner or log.new_id()[:16]

    async def conversations_due(self, channel: str) -> list[str]:
        """Return the conversations of a channel that have something to be sent and can be reached."""
        async with self._store.read() as connection:
            rows = await connection.execute(
                select(Event.conversation_id)
                .join(Conversation, Conversation.id == Event.conversation_id)
                .where(_WAITING, Conversation.channel == channel, Conversation.unreachable_at.is_(None))
                .distinct()
            )
            return list(rows.scalars())

    async def address(self, conversation_id: str, channel: str) -> str | None:
        """Return where the channel finds the person; None when the conversation is not one of this channel."""
        async with self._store.read() as connection:
            return (
                await connection.execute(
                    select(Conversation.address).where(
                        Conversation.id == conversation_id, Conversation.channel == channel
                    )
                )
            ).scalar_one_or_none()

    async def take(self, conversation_id: str, *, lasting: timedelta = LASTING) -> OutEvent | None:
        """Claim the oldest unsent message for a while.

        None: there is nothing to send, the person can't be reached, or another process is sending.
        What shows a member's data is hidden when he logged out since.
        """
        if not await self._has_some(conversation_id):
            return None
        now = self._clock.now()
        async with self._store.write() as connection:
            row = (
                await connection.execute(
                    select(
                        Event.seq,
                        Event.body,
                        Event.member_id,
                        Event.claimed_by,
                        Event.claimed_until,
                        Conversation.address,
                        Conversation.history_after,
                    )
                    .join(Conversation, Conversation.id == Event.conversation_id)
                    .where(
                        _WAITING,
                        Event.conversation_id == conversation_id,
                        Conversation.unreachable_at.is_(None),
                    )
                    .order_by(Event.seq)
                    .limit(1)
                    .with_for_update(of=Event)
                )
            ).one_or_none()
            if row is None or not self._is_free(row.claimed_by, row.claimed_until, now):
                return None
            await connection.execute(
                update(Event).where(_is(conversation_id, row.seq)).values(**self._claim(now + lasting))
            )
        private = row.member_id is not None
        body = HIDDEN if private and row.seq <= row.history_after else row.body
        return OutEvent(row.seq, body, private, row.address)

    async def _has_some(self, conversation_id: str) -> bool:
        """Look before taking the write lock: most of the time there is nothing."""
        async with self._store.read() as connection:
            found = await connection.execute(select(exists().where(_WAITING, Event.conversation_id == conversation_id)))
            return bool(found.scalar())

    async def hold(self, conversation_id: str, seq: int, *, lasting: timedelta = LASTING) -> bool:
        """Renew the claim. False: another process took the message over, or it was sent."""
        claim = self._claim(self._clock.now() + lasting)
        async with self._store.write() as connection:
            held = await connection.execute(
                update(Event).where(_is(conversation_id, seq), _WAITING, self._is_ours).values(**claim)
            )
        return held.rowcount == 1

    async def release(self, conversation_id: str, seq: int) -> None:
        """Give the claim back: the message was not sent."""
        async with self._store.write() as connection:
            await connection.execute(
                update(Event).where(_is(conversation_id, seq), _WAITING, self._is_ours).values(**_UNCLAIMED)
            )

    async def sent(self, conversation_id: str, seq: int) -> None:
        """Note that the message was sent, for all that can be known."""
        await self._settle(conversation_id, seq, "sent")

    async def failed(self, conversation_id: str, seq: int) -> None:
        """Note that the channel will never accept this message."""
        await self._settle(conversation_id, seq, "failed")

    async def _settle(self, conversation_id: str, seq: int, state: str) -> None:
        async with self._store.write() as connection:
            await connection.execute(
                update(Event).where(_is(conversation_id, seq), _WAITING).values(state=state, **_UNCLAIMED)
            )

    async def unreachable(self, conversation_id: str) -> None:
        """Note that the person left: what is to be sent waits for him to be back."""
        now = self._clock.now()
        async with self._store.write() as connection:
            await connection.execute(
                update(Conversation)
                .where(Conversation.id == conversation_id, Conversation.unreachable_at.is_(None))
                .values(unreachable_at=now)
            )
            await connection.execute(
                update(Event).where(Event.conversation_id == conversation_id, _WAITING).values(**_UNCLAIMED)
            )

    async def reachable(self, conversation_id: str) -> bool:
        """Note that the person is there, and say whether that is news. Answers older than a day are given up."""
        if not await self._is_unreachable(conversation_id):
            return False
        old = self._clock.now() - TOO_OLD
        async with self._store.write() as connection:
            await connection.execute(
                update(Conversation).where(Conversation.id == conversation_id).values(unreachable_at=None)
            )
            await connection.execute(
                update(Event)
                .where(Event.conversation_id == conversation_id, _WAITING, Event.created_at < old)
                .values(state="failed", **_UNCLAIMED)
            )
        return True

    async def _is_unreachable(self, conversation_id: str) -> bool:
        async with self._store.read() as connection:
            found = await connection.execute(
                select(exists().where(Conversation.id == conversation_id, Conversation.unreachable_at.is_not(None)))
            )
            return bool(found.scalar())

    async def refuse(
        self, conversation_id: str, *, message_id: str, text: str, problem: str, reply: dict[str, Any]
    ) -> bool:
        """Log a message that the channel answers by itself, with its answer; once. False: it was there before.

        What it said is not kept, but if that tells of a medical emergency, that is answered instead.
        Raises ConversationUnknown.
        """
        emergency = emergency_in(text[:MAX_TEXT])
        answer = {"type": "text", "text": emergency.answer} if emergency else reply
        now = self._clock.now()
        async with self._store.write() as connection:
            if await _is_known(connection, conversation_id, message_id):
                return False
            await log.append_in(
                connection,
                conversation_id,
                body={"type": "text", "text": "", "problem": problem},
                payload=None,
                now=now,
                channel_message_id=message_id,
                state="done",
            )
            await log.append_out(connection, conversation_id, bodies=[(answer, None)], now=now)
        return True

    def _claim(self, until: datetime) -> dict[str, Any]:
        return {"claimed_by": self._owner, "claimed_until": until}

    def _is_free(self, claimed_by: str | None, claimed_until: datetime | None, now: datetime) -> bool:
        return claimed_by in {None, self._owner} or claimed_until is None or claimed_until < now

    @property
    def _is_ours(self) -> ColumnElement[bool]:
        return Event.claimed_by == self._owner


_UNCLAIMED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
_WAITING = and_(Event.state == "pending", Event.direction == "out")


def _is(conversation_id: str, seq: int) -> ColumnElement[bool]:
    return and_(Event.conversation_id == conversation_id, Event.seq == seq)


async def _is_known(connection: AsyncConnection, conversation_id: str, message_id: str) -> bool:
    await connection.execute(select(Conversation.id).where(Conversation.id == conversation_id).with_for_update())
    found = await connection.execute(
        select(Event.seq).where(Event.conversation_id == conversation_id, Event.channel_message_id == message_id)
    )
    return found.scalar_one_or_none() is not None
