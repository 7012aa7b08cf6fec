"""What was said last in a conversation, masked, for staff. In a caller's transaction."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.conversations.masking import mask_secrets
from mutuelle.conversations.tables import Event

LAST, LATELY = 8, 40
LONGEST = 300


async def last_said(connection: AsyncConnection, viewer: Viewer, *, count: int = LAST) -> list[str]:
    """Return the member's last messages here while logged in, the oldest first; a tapped button by its title."""
    bodies = (
        await connection.execute(
            select(Event.body)
            .where(
                Event.conversation_id == viewer.conversation_id,
                Event.direction == "in",
                Event.member_id == viewer.member_id,
            )
            .order_by(Event.seq.desc())
            .limit(count)
        )
    ).scalars()
    said = [mask_secrets(str(body.get("text") or body.get("title") or ""))[:LONGEST] for body in bodies]
    return [text for text in reversed(said) if text]


async def conversation_lines(connection: AsyncConnection, conversation_id: str, *, member_id: int) -> list[str]:
    """Return what was said lately in a conversation, the oldest first: what the member said, and what he was told.

    Nothing that another member said or was shown there.
    """
    rows = (
        await connection.execute(
            select(Event.direction, Event.body)
            .where(
                Event.conversation_id == conversation_id,
                or_(Event.member_id == member_id, (Event.member_id.is_(None)) & (Event.direction == "out")),
            )
            .order_by(Event.seq.desc())
            .limit(LATELY)
        )
    ).all()
    lines = [(row.direction, str(row.body.get("text") or row.body.get("title") or "")) for row in reversed(rows)]
    return [f"{'<' if direction == 'in' else '>'} {text}" for direction, text in lines if text]
