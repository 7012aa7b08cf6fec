"""What buttons stand for: one that is tapped, or whose title is typed. Inside a caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.conversations.tables import Button, Event
from mutuelle.wording import words_of

LONGEST_TITLE = 100  # characters of a text that may be a title


@dataclass(frozen=True)
class Tapped:
    """A button that was used up now, with the others of its message: its title, its payload, where it stood."""

    title: str
    payload: str
    event_seq: int


async def tap(connection: AsyncConnection, conversation_id: str, button_id: str, *, now: datetime) -> Tapped | None:
    """Use a button up; None when it was before, or is not of this conversation."""
    return await _use(connection, conversation_id, Button.id == button_id, now=now)


async def typed_title(connection: AsyncConnection, conversation_id: str, text: str, *, now: datetime) -> Tapped | None:
    """Use up the button of the last answer whose title is what was typed, accents, capitals and punctuation apart."""
    if len(text) > LONGEST_TITLE:
        return None
    said = words_of(text)
    for button_id, title in await _of_last_answer(connection, conversation_id):
        if said and words_of(title) == said:
            return await _use(connection, conversation_id, Button.id == button_id, now=now)
    return None


async def _of_last_answer(connection: AsyncConnection, conversation_id: str) -> Sequence[tuple[str, str]]:
    heard = (
        select(func.coalesce(func.max(Event.seq), 0))
        .where(Event.conversation_id == conversation_id, Event.direction == "in")
        .scalar_subquery()
    )
    live = (Button.conversation_id == conversation_id) & Button.used_at.is_(None) & (Button.event_seq > heard)
    rows = await connection.execute(select(Button.id, Button.title).where(live).order_by(Button.event_seq.desc()))
    return [(row.id, row.title) for row in rows]


async def _use(
    connection: AsyncConnection, conversation_id: str, which: ColumnElement[bool], *, now: datetime
) -> Tapped | None:
    live = (Button.conversation_id == conversation_id) & Button.used_at.is_(None)
    row = (
        await connection.execute(
            update(Button)
            .where(which, live)
            .values(used_at=now)
            .returning(Button.title, Button.payload, Button.event_seq)
        )
    ).one_or_none()
    if row is None:
        return None
    await connection.execute(update(Button).where(live, Button.event_seq == row.event_seq).values(used_at=now))
    return Tapped(row.title, row.payload, row.event_seq)
