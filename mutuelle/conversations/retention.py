"""What goes of conversations by itself, inside a caller's transaction. Each function returns how many rows went.

A conversation in which something was said within the last hour is left alone until later: nothing goes from under
the eyes of who is talking.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.tables import Session
from mutuelle.account.telegram_tables import TelegramLink
from mutuelle.conversations import log
from mutuelle.conversations.tables import Answer, Button, Conversation, Event, Recollection
from mutuelle.store import delete_some

QUIET = timedelta(hours=1)


async def forget_messages(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete what was said before, with its buttons; what is still to be answered stays."""
    settled = (Event.state != "pending") | (Event.direction == "out")
    chosen = (
        select(Event.id, Event.conversation_id, Event.seq)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(Event.created_at < before, settled, _is_quiet(now - QUIET))
        .limit(at_most)
        .with_for_update(of=Event, skip_locked=True)
    )
    found = (await connection.execute(chosen)).all()
    if found:
        await connection.execute(delete(Event).where(Event.id.in_([row.id for row in found])))
        said = [(row.conversation_id, row.seq) for row in found]
        await connection.execute(delete(Button).where(tuple_(Button.conversation_id, Button.event_seq).in_(said)))
    return len(found)


async def forget_conversations(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete conversations begun before, of which nothing is left: no message, no session, no linked Telegram."""
    linked = exists().where(TelegramLink.telegram_id == Conversation.address, TelegramLink.ended_at.is_(None))
    empty = _some(
        Conversation.created_at < before,
        ~exists().where(Event.conversation_id == Conversation.id),
        ~exists().where(Session.conversation_id == Conversation.id),
        (Conversation.channel != "telegram") | ~linked,
        Conversation.handed_over_at.is_(None),
        at_most=at_most,
    )
    found = list((await connection.execute(empty)).scalars())
    await log.drop(connection, found, now=now)
    return len(found)


async def end_dialogues(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Have Rasa forget the dialogues in which nothing was said since; the conversations go on with fresh ones."""
    waits = exists().where(Event.conversation_id == Conversation.id, Event.state == "pending", Event.direction == "in")
    idle = _some(Conversation.rasa_turns > 0, _is_quiet(before), ~waits, at_most=at_most)
    found = list((await connection.execute(idle)).scalars())
    for conversation_id in found:
        await log.begin_dialogue(connection, conversation_id, now=now)
    return len(found)


async def forget_drafts(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete what was remembered for the rest of a dialogue and not touched since, and answers nobody fetched."""
    old = (
        select(Recollection.conversation_id, Recollection.topic)
        .join(Conversation, Conversation.id == Recollection.conversation_id)
        .where(Recollection.updated_at < before, _is_quiet(now - QUIET))
    )
    found = [tuple(row) for row in await connection.execute(old.limit(at_most))]
    if found:
        key = tuple_(Recollection.conversation_id, Recollection.topic)
        await connection.execute(delete(Recollection).where(key.in_(found), Recollection.updated_at < before))
    return max(len(found), await delete_some(connection, Answer.id, Answer.created_at < before, at_most=at_most))


def _some(*where: ColumnElement[bool], at_most: int) -> Select[str]:
    return select(Conversation.id).where(*where).limit(at_most).with_for_update(of=Conversation, skip_locked=True)


def _is_quiet(since: datetime) -> ColumnElement[bool]:
    last = (Event.conversation_id == Conversation.id) & (Event.seq == Conversation.last_seq)
    return ~exists().where(last, Event.created_at >= since).correlate(Conversation)
