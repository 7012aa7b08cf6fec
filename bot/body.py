"""Request bodies, bounded."""

import asyncio

from starlette.requests import ClientDisconnect, Request

PATIENCE_S = 15.0


class BodyTooBig(Exception):
    """The client sends more than the page accepts."""


async def read_capped(request: Request, limit: int) -> bytes:
    """Return the request's body of at most `limit` bytes.

    Raises BodyTooBig as soon as there is more, and when it does not come within a while.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise BodyTooBig
    except (TimeoutError, ClientDisconnect):
        raise BodyTooBig from None
    return bytes(body)
