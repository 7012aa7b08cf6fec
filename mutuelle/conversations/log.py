"""The append-only log of conversations, inside a caller's transaction.

`Transcript`, `Worklist` and `Outbox` open transactions for channels and dispatcher; the account's service takes part
in its own.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.conversations.tables import NOBODY, Button, Conversation, EndedDialogue, Event, Recollection
from mutuelle.easy.wording import worded
from mutuelle.errors import ConversationUnknown
from mutuelle.store import insert_missing

_ADVANCE = (
    update(Conversation)
    .where(Conversation.id == bindparam("conversation"))
    .values(
        last_seq=Conversation.last_seq + bindparam("count", type_=Integer),
        rasa_turns=Conversation.rasa_turns + bindparam("turns", type_=Integer),
    )
    .returning(Conversation.last_seq, Conversation.channel, Conversation.rasa_turns, Conversation.easy)
)
_CONVERSATION = select(
    Conversation.id,
    Conversation.channel,
    Conversation.address,
    Conversation.label,
    Conversation.rasa_id,
    Conversation.rasa_turns,
    Conversation.history_after,
)
ConversationRow = Row[str, str, str, str | None, str, int, int]


def new_id() -> str:
    """Return a fresh id that nobody can guess (128 bits)."""
    return secrets.token_hex(16)


async def by_rasa_id(connection: AsyncConnection, rasa_id: str) -> ConversationRow:
    """Return the conversation that the dialogue engine calls so. Raises ConversationUnknown."""
    return await _one(connection, Conversation.rasa_id == rasa_id)


async def by_id(connection: AsyncConnection, conversation_id: str) -> ConversationRow:
    """Return the conversation. Raises ConversationUnknown."""
    return await _one(connection, Conversation.id == conversation_id)


async def _one(connection: AsyncConnection, where: Any) -> ConversationRow:
    row = (await connection.execute(_CONVERSATION.where(where))).one_or_none()
    if row is None:
        raise ConversationUnknown
    return row


async def oldest_pending_seq(connection: AsyncConnection, conversation_id: str) -> int | None:
    """Return the `seq` of the inbound event being answered, if any."""
    return (
        await connection.execute(
            select(func.min(Event.seq)).where(
                Event.conversation_id == conversation_id, Event.direction == "in", Event.state == "pending"
            )
        )
    ).scalar()


@dataclass(frozen=True)
class Advanced:
    """A conversation after numbers were reserved in it: the first of them, its channel, the engine's turns so far.

    `easy`: it is talked in easy-to-read words there.
    """

    first: int
    channel: str
    turns: int
    easy: bool


async def advance(connection: AsyncConnection, conversation_id: str, *, count: int, turns: int = 0) -> Advanced:
    """Reserve `count` numbers; on PostgreSQL this also locks the conversation's row. Raises ConversationUnknown."""
    values = {"conversation": conversation_id, "count": count, "turns": turns}
    row = (await connection.execute(_ADVANCE, values)).one_or_none()
    if row is None:
        raise ConversationUnknown
    return Advanced(row.last_seq - count + 1, row.channel, row.rasa_turns, row.easy)


async def append_in(
    connection: AsyncConnection,
    conversation_id: str,
    *,
    body: dict[str, Any],
    payload: str | None,
    now: datetime,
    channel_message_id: str | None = None,
    member_id: int | None = None,
    state: str = "pending",
) -> int:
    """Add an inbound event, to be answered unless `state` says otherwise, and return its `seq`."""
    seq = (await advance(connection, conversation_id, count=1)).first
    await connection.execute(
        insert(Event).values(
            conversation_id=conversation_id,
            seq=seq,
            direction="in",
            channel_message_id=channel_message_id,
            member_id=member_id,
            body=body,
            payload=payload,
            state=state,
            created_at=now,
        )
    )
    return seq


async def append_out(
    connection: AsyncConnection,
    conversation_id: str,
    *,
    bodies: Sequence[tuple[dict[str, Any], int | None]],
    now: datetime,
    turns: int = 0,
    of_person: bool = False,
) -> int:
    """Add outbound events, (body, member whose data it shows) each; buttons get ids, their payloads stay here.

    `turns` are added to the engine's, which are returned. They are made easy to read where that was asked for, but for
    what is said by a person (`of_person`).
    """
    advanced = await advance(connection, conversation_id, count=len(bodies), turns=turns)
    if not bodies:
        return advanced.turns
    if not of_person:
        bodies = await worded(connection, conversation_id, bodies, easy=advanced.easy, now=now)
    state, first = "kept" if advanced.channel == "web" else "pending", advanced.first
    events, buttons = [], []
    for seq, (body, member_id) in enumerate(bodies, start=first):
        rows = [
            {
                "id": secrets.token_urlsafe(12),
                "conversation_id": conversation_id,
                "event_seq": seq,
                "title": button["title"],
                "payload": button["payload"],
            }
            for button in body.get("buttons", ())
        ]
        buttons += rows
        shown = [{"id": row["id"], "title": row["title"]} for row in rows]
        events.append(
            {
                "conversation_id": conversation_id,
                "seq": seq,
                "direction": "out",
                "body": {**body, "buttons": shown},
                "member_id": member_id,
                "state": state,
                "created_at": now,
            }
        )
    await connection.execute(insert(Event), events)
    if buttons:
        await connection.execute(insert(Button), buttons)
    return advanced.turns


async def move(connection: AsyncConnection, conversation_id: str, address: str) -> None:
    """Give the conversation another address on its channel; the old one leads nowhere any more."""
    await connection.execute(update(Conversation).where(Conversation.id == conversation_id).values(address=address))


async def take_up(
    connection: AsyncConnection,
    conversation_id: str,
    *,
    member_id: int,
    seq: int | None,
    now: datetime,
    first: str | None = None,
    resume: str | None = None,
) -> None:
    """After a login: start a fresh dialogue for this member and ask again what had to wait for it.

    What a topic remembers of another member in this conversation is forgotten. `first`: what the dialogue is told
    before. `resume`: what has it go on with, so that the message makes sense.
    """
    await connection.execute(
        delete(Recollection).where(
            Recollection.conversation_id == conversation_id, Recollection.member_id.not_in((member_id, NOBODY))
        )
    )
    await begin_dialogue(connection, conversation_id, now=now)
    payload = None
    if seq is not None:
        payload = (
            await connection.execute(
                select(Event.payload).where(Event.conversation_id == conversation_id, Event.seq == seq)
            )
        ).scalar()
    if first is not None:
        body = {"type": "resume", "after": "login"}
        await append_in(connection, conversation_id, body=body, payload=first, now=now)
    if resume is not None:
        await append_in(connection, conversation_id, body={"type": "resume"}, payload=resume, now=now)
        body = {"type": "resume", "after": "first"}
        await append_in(connection, conversation_id, body=body, payload=payload, now=now)
    elif first is None or payload is not None:
        await append_in(connection, conversation_id, body={"type": "resume"}, payload=payload, now=now)


async def begin_dialogue(
    connection: AsyncConnection, conversation_id: str, *, now: datetime, erased: bool = False
) -> None:
    """Go on with a fresh dialogue on the engine's side; what the engine keeps of the former one is to be deleted."""
    await _end_dialogues(connection, Conversation.id == conversation_id, now=now, erased=erased)
    await connection.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(rasa_id=new_id(), rasa_turns=0, dialogue_ends=False)
    )


async def drop(
    connection: AsyncConnection, conversation_ids: Sequence[str], *, now: datetime, erased: bool = False
) -> None:
    """Delete conversations with all that was said in them, also what the dialogue engine keeps of it.

    `erased`: a member asked for it.
    """
    where = Conversation.id.in_(conversation_ids)
    await _end_dialogues(connection, where, now=now, erased=erased)
    await connection.execute(delete(Conversation).where(where))


async def _end_dialogues(
    connection: AsyncConnection, where: ColumnElement[bool], *, now: datetime, erased: bool
) -> None:
    ended = (await connection.execute(select(Conversation.rasa_id).where(where))).scalars()
    rows = [{"rasa_id": rasa_id, "erased": erased, "ended_at": now} for rasa_id in ended]
    await insert_missing(connection, EndedDialogue, rows)


async def forget_history(connection: AsyncConnection, conversation_id: str) -> None:
    """At logout: what was said is not shown any more, its buttons are dead, and how to talk was asked by who left."""
    await connection.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(history_after=Conversation.last_seq, easy=False)
    )
    await connection.execute(
        update(Event).where(Event.conversation_id == conversation_id, Event.state == "later").values(state="done")
    )
    await connection.execute(delete(Button).where(Button.conversation_id == conversation_id))
    await connection.execute(delete(Recollection).where(Recollection.conversation_id == conversation_id))
