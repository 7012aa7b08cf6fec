"""Request bodies, bounded."""

from starlette.requests import Request


class BodyTooBig(Exception):
    """The client sends more than the page accepts."""


async def read_capped(request: Request, limit: int) -> bytes:
    """Return the request's body of at most `limit` bytes. Raises BodyTooBig as soon as there is more."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooBig
    return bytes(body)
