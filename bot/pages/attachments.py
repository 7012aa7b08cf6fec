"""Gives a kept file back: to be saved, never to be opened in our pages."""

from starlette.responses import Response

from bot.pages.document import disposition
from mutuelle.attachments.rules import CleanFile

HEADERS = {
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
}


def attachment_response(file: CleanFile) -> Response:
    """Return a file that `AttachmentService.content` gave; who may have it is for the caller to know."""
    headers = {**HEADERS, "content-disposition": disposition(file.name, inline=False)}
    return Response(file.content, media_type=file.media_type, headers=headers)
