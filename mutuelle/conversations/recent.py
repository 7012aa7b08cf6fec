"""What a member said last in a conversation, masked, for staff. In a caller's transaction."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.conversations.masking import mask_secrets
from mutuelle.conversations.tables import Event

LAST = 8
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
