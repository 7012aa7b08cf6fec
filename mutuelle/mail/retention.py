"""What goes of e-mails by itself, inside a caller's transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.mail.tables import Mail
from mutuelle.store import delete_some


async def forget_mails(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete e-mails written before, sent or not, and return how many."""
    del now
    return await delete_some(connection, Mail.id, Mail.created_at < before, at_most=at_most)
