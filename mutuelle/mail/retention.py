"""What goes of e-mails by itself, inside a caller's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.mail.tables import Mail
from mutuelle.store import delete_some

STILL_TO_GO = timedelta(hours=1)  # a notice that waits for the server is still sent


async def forget_mails(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete e-mails written before, sent or not, and return how many."""
    del now
    return await delete_some(connection, Mail.id, Mail.created_at < before, at_most=at_most)


async def erase_written(connection: AsyncConnection, recipients: Sequence[str], *, now: datetime) -> None:
    """Delete what was written to these addresses, but what is about to be sent."""
    done = Mail.sent_at.is_not(None) | Mail.failed_at.is_not(None) | (Mail.created_at < now - STILL_TO_GO)
    await connection.execute(delete(Mail).where(Mail.recipient.in_(recipients), done))
