"""Erasing what a member said and was told, at once, inside a caller's transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from mutuelle.conversations import log
from mutuelle.conversations.own_data import answers_of, buttons_of, remembered_of, said_by
from mutuelle.conversations.tables import Answer, Button, Conversation, Event, Recollection
from mutuelle.privacy.part import Owner


@dataclass(frozen=True)
class Scope:
    """What is erased: of these conversations, up to the message `here` from which on this one is kept."""

    conversations: tuple[str, ...]
    here: str
    keep_from: int


async def erase_said(connection: AsyncConnection, owner: Owner, scope: Scope, *, now: datetime) -> int:
    """Erase a member's messages with all that belongs to them, and return how many messages.

    What waits for an answer elsewhere stays until it is answered; a conversation that a person of the mutuelle has
    now is left alone. What the dialogue engine keeps is queued to be forgotten, here once this message is answered.
    """
    free = select(Conversation.id).where(
        Conversation.id.in_(scope.conversations), Conversation.handed_over_at.is_(None)
    )
    ids = tuple((await connection.execute(free.with_for_update())).scalars())
    buttons = Button.conversation_id.in_(ids) & buttons_of(owner)
    await connection.execute(delete(Button).where(buttons, ~_kept(Button.conversation_id, Button.event_seq, scope)))
    waiting = and_(Event.state == "pending", Event.direction == "in")
    erased = await connection.execute(
        delete(Event).where(
            Event.conversation_id.in_(ids),
            said_by(owner),
            ~waiting,
            ~_kept(Event.conversation_id, Event.seq, scope),
        )
    )
    await connection.execute(delete(Answer).where(Answer.conversation_id.in_(ids), answers_of(owner)))
    await connection.execute(delete(Recollection).where(Recollection.conversation_id.in_(ids), remembered_of(owner)))
    await _forget_dialogues(connection, ids, scope, now=now)
    return erased.rowcount


async def _forget_dialogues(connection: AsyncConnection, ids: tuple[str, ...], scope: Scope, *, now: datetime) -> None:
    waits = exists().where(Event.conversation_id == Conversation.id, Event.state == "pending", Event.direction == "in")
    busy = set((await connection.execute(select(Conversation.id).where(Conversation.id.in_(ids), waits))).scalars()) | {
        scope.here
    }
    for conversation_id in sorted(set(ids) - busy):
        await log.begin_dialogue(connection, conversation_id, now=now, erased=True)
    await connection.execute(
        update(Conversation).where(Conversation.id.in_(sorted(busy & set(ids)))).values(dialogue_ends=True)
    )
    for conversation_id in ids:
        shown_from = scope.keep_from - 1 if conversation_id == scope.here else Conversation.last_seq
        await connection.execute(
            update(Conversation).where(Conversation.id == conversation_id).values(history_after=shown_from)
        )


def _kept(
    conversation: InstrumentedAttribute[str], seq: InstrumentedAttribute[int], scope: Scope
) -> ColumnElement[bool]:
    return and_(conversation == scope.here, seq >= scope.keep_from)
