"""What the dispatcher and the actions do with the log: take what is unanswered, answer it. One transaction a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.conversations.tables import Answer, Conversation, Event
from mutuelle.conversations.told import Told, note
from mutuelle.store import Store

_PENDING = (
    select(
        Event.seq,
        Event.body,
        Event.payload,
        Event.told_late,
        Conversation.rasa_id,
        Conversation.channel,
        # a member who has to log in first is still helped with that
        and_(Conversation.handed_over_at.is_not(None), Event.member_id.is_not(None)).label("for_human"),
    )
    .join(Conversation, Conversation.id == Event.conversation_id)
    .where(Event.conversation_id == bindparam("conversation"), Event.state == "pending", Event.direction == "in")
    .order_by(Event.seq)
)
_DONE = (
    update(Event)
    .where(
        Event.conversation_id == bindparam("conversation"), Event.seq == bindparam("number"), Event.state == "pending"
    )
    .values(state="done")
)


@dataclass(frozen=True)
class Pending:
    """An inbound event to be answered; `for_human`: by the person who has the conversation, not by the assistant."""

    seq: int
    body: dict[str, Any]
    payload: str | None
    told_late: bool
    rasa_id: str
    channel: str
    for_human: bool = False


class Worklist:
    """The unanswered messages, and their answers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def with_pending(self) -> list[str]:
        """Return the conversations that have an unanswered message."""
        async with self._store.read() as connection:
            rows = await connection.execute(
                select(Event.conversation_id).where(Event.state == "pending", Event.direction == "in").distinct()
            )
            return list(rows.scalars())

    async def lease(self, conversation_id: str, owner: str, *, lasting: timedelta) -> bool:
        """Take or renew the right to answer this conversation. False: another worker holds it."""
        now = self._clock.now()
        async with self._store.write() as connection:
            taken = await connection.execute(
                update(Conversation)
                .where(
                    Conversation.id == conversation_id,
                    or_(
                        Conversation.lease_until.is_(None),
                        Conversation.lease_until < now,
                        Conversation.lease_owner == owner,
                    ),
                )
                .values(lease_owner=owner, lease_until=now + lasting)
            )
        return taken.rowcount == 1

    async def release(self, conversation_id: str, owner: str) -> None:
        """Give the right to answer back."""
        async with self._store.write() as connection:
            await connection.execute(
                update(Conversation)
                .where(Conversation.id == conversation_id, Conversation.lease_owner == owner)
                .values(lease_until=None)
            )

    async def pending(self, conversation_id: str) -> list[Pending]:
        """Return the unanswered messages, oldest first."""
        async with self._store.read() as connection:
            rows = await connection.execute(_PENDING, {"conversation": conversation_id})
            return [Pending(*row) for row in rows]

    async def answer(
        self,
        conversation_id: str,
        *,
        seq: int,
        replies: Sequence[dict[str, Any]],
        turn: bool,
    ) -> int:
        """Log the replies to the inbound event `seq`, which is thereby done; return the engine's turns so far.

        An event is answered once: replies to one that is done are dropped. `seq` 0: to nothing that was said.
        A reply is a body, or `{"answer": id}` for messages that an action left. `turn`: the dialogue engine took
        part.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            done = await connection.execute(_DONE, {"conversation": conversation_id, "number": seq})
            if seq and done.rowcount == 0:  # another replica answered it, after a lease that lapsed
                replies, turn = (), False
            bodies = await self._collect(connection, conversation_id, replies)
            turns = await log.append_out(connection, conversation_id, bodies=bodies, now=now, turns=int(turn))
            ends = select(Conversation.dialogue_ends).where(Conversation.id == conversation_id)
            if not (await connection.execute(ends)).scalar():
                return turns
            await log.begin_dialogue(connection, conversation_id, now=now, erased=True)
            return 0

    async def tell_late(self, conversation_id: str, *, seqs: Sequence[int], body: dict[str, Any]) -> None:
        """Log one notice that these inbound events will be answered later; those that were told of count no more."""
        now = self._clock.now()
        async with self._store.write() as connection:
            told = await connection.execute(
                update(Event)
                .where(Event.conversation_id == conversation_id, Event.seq.in_(seqs), Event.told_late.is_(False))
                .values(told_late=True)
            )
            if told.rowcount:
                await log.append_out(connection, conversation_id, bodies=[(body, None)], now=now)

    async def _collect(
        self, connection: AsyncConnection, conversation_id: str, replies: Sequence[dict[str, Any]]
    ) -> list[tuple[dict[str, Any], int | None]]:
        wanted = [reply["answer"] for reply in replies if "answer" in reply]
        kept: dict[str, Row[str, list[dict[str, Any]], int | None]] = {}
        if wanted:
            rows = await connection.execute(
                select(Answer.id, Answer.bodies, Answer.member_id).where(
                    Answer.id.in_(wanted), Answer.conversation_id == conversation_id
                )
            )
            kept = {row.id: row for row in rows}
            await connection.execute(delete(Answer).where(Answer.conversation_id == conversation_id))
        bodies: list[tuple[dict[str, Any], int | None]] = []
        for reply in replies:
            if "answer" not in reply:
                bodies.append((reply, None))
            elif reply["answer"] in kept:
                answer = kept[reply["answer"]]
                bodies += [(body, answer.member_id) for body in answer.bodies]
        return bodies

    async def new_dialogue(self, conversation_id: str) -> None:
        """Go on with a fresh conversation on the dialogue engine's side."""
        async with self._store.write() as connection:
            await log.begin_dialogue(connection, conversation_id, now=self._clock.now())

    async def leave_answer(
        self,
        rasa_id: str,
        bodies: Sequence[dict[str, Any]],
        *,
        member_id: int | None,
        told: Told | None = None,
        retold: bool = False,
    ) -> str:
        """Keep an action's messages for the bot to fetch and return their opaque id. Raises ConversationUnknown.

        `told`: what the next message may go on with; `retold`: this only asks for something before an answer, after
        which the message goes on with what was told before.
        """
        answer_id, now = log.new_id(), self._clock.now()
        async with self._store.write() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            await connection.execute(
                insert(Answer).values(
                    id=answer_id,
                    conversation_id=conversation.id,
                    member_id=member_id,
                    bodies=list(bodies),
                    created_at=now,
                )
            )
            if not retold:
                await note(connection, conversation.id, member_id, told, now=now)
        return answer_id
