"""What goes of documents by itself, inside a caller's transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.documents.tables import Download
from mutuelle.store import delete_some


async def forget_downloads(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete the links of documents that expired before, and return how many. No file is ever kept."""
    del now
    return await delete_some(connection, Download.id, Download.expires_at < before, at_most=at_most)
