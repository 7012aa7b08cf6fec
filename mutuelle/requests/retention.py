"""What goes of closed requests by itself, inside a caller's transaction. Each function returns how many rows went."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.attachments.service import forget_those_of
from mutuelle.requests.rules import OPEN
from mutuelle.requests.tables import Request
from mutuelle.store import delete_some


async def forget_requests(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete requests that were closed before, with their history and files."""
    del now
    closed = (Request.updated_at < before, Request.state.not_in(OPEN))
    return await delete_some(connection, Request.id, *closed, at_most=at_most)


async def forget_files(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete the files of requests that were closed before; the request itself stays."""
    del now
    closed = select(Request.number).where(Request.updated_at < before, Request.state.not_in(OPEN))
    return await forget_those_of(connection, closed, at_most=at_most)
