"""What a topic remembers of a conversation between two messages, inside a caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.conversations.tables import NOBODY, Recollection
from mutuelle.store import replace_row

ON_DISPLAY = "on_display"


@dataclass(frozen=True)
class Visitor:
    """Somebody in a conversation in which nobody is logged in."""

    conversation_id: str
    member_id: int = NOBODY


async def recall(connection: AsyncConnection, viewer: Viewer | Visitor, topic: str) -> dict[str, Any] | None:
    """Return what was remembered for this member in this conversation, if anything."""
    value: dict[str, Any] | None = (
        await connection.execute(
            select(Recollection.value).where(
                Recollection.conversation_id == viewer.conversation_id,
                Recollection.topic == topic,
                Recollection.member_id == viewer.member_id,
            )
        )
    ).scalar_one_or_none()
    return value


async def remember(
    connection: AsyncConnection, viewer: Viewer | Visitor, topic: str, value: dict[str, Any], *, now: datetime
) -> None:
    """Replace what is remembered; the value is JSON-ready.

    It holds ids, dates and categories, or what a member is about to change: to be forgotten as soon as that is over.
    """
    await remember_here(connection, viewer.conversation_id, topic, value, member_id=viewer.member_id, now=now)


async def remember_here(
    connection: AsyncConnection,
    conversation_id: str,
    topic: str,
    value: dict[str, Any],
    *,
    member_id: int,
    now: datetime,
) -> None:
    """Replace what is remembered of a conversation, for one member or NOBODY."""
    of_whom = {"member_id": member_id, "value": value, "updated_at": now}
    key = {"conversation_id": conversation_id, "topic": topic}
    await replace_row(connection, Recollection, key, of_whom)


async def display(
    connection: AsyncConnection, viewer: Viewer | Visitor, topic: str, value: dict[str, Any], *, now: datetime
) -> None:
    """Remember the list that a topic shows, and that it is the one on display: « la suite » is about that."""
    await remember(connection, viewer, topic, value, now=now)
    await remember(connection, viewer, ON_DISPLAY, {"topic": topic}, now=now)


async def displayed(connection: AsyncConnection, viewer: Viewer | Visitor) -> str | None:
    """Return the topic whose list was shown last, if any."""
    kept = await recall(connection, viewer, ON_DISPLAY)
    return str(kept["topic"]) if kept else None


async def forget(connection: AsyncConnection, viewer: Viewer | Visitor, topic: str) -> None:
    """Forget what a topic remembers of this conversation."""
    await forget_here(connection, viewer.conversation_id, topic)


async def forget_here(connection: AsyncConnection, conversation_id: str, topic: str) -> None:
    """Forget what a topic remembers of a conversation, whoever talks there."""
    await connection.execute(
        delete(Recollection).where(Recollection.conversation_id == conversation_id, Recollection.topic == topic)
    )
