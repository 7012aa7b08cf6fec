"""What a secure page needs to take files: its form read under caps, each file judged, each refusal told in French.

In a page's `submit` (the form has `enctype="multipart/form-data"`; `_file_field.html` is its field):

    try:
        form = await read_upload_form(request, most_files=3)     # form.fields, form.files
        files = await inspected(form)                            # {field: (CleanFile, …)}
    except UploadRefused as refused:
        if wants_json(request):                                  # web/upload.js: the page stays, the reason is shown
            return as_json(refused)
        return self._form(…, given=refused.fields, problems={refused.field: refused.told}, status=refused.status)

and in the context of its template: `"uploads": for_the_field()`; its head names `/static/upload.js`. A form without
files (urlencoded) is read as well. `refused.fields` holds what was typed, as far as it had come; a refusal without a
`field` is the whole form's (`error`).
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.body import BodyTooBig
from bot.pages.csrf import fields_of
from bot.pages.multipart import BodyAboveCap, Malformed, Part, TooMuchText, TooSlow, read_parts
from bot.pages.upload_words import WORDS, for_the_field, tell
from mutuelle.attachments.errors import AttachmentRefused, FileTooBig, TooManyAttachments
from mutuelle.attachments.isolated import inspect_apart
from mutuelle.attachments.rules import LIMIT, CleanFile

__all__ = ["UploadForm", "UploadRefused", "as_json", "for_the_field", "inspected", "read_upload_form", "wants_json"]

logger = structlog.get_logger()

TOO_LARGE, UNPROCESSABLE, BAD, SLOW = 413, 422, 400, 408


@dataclass(frozen=True)
class SentUpload:
    """A file as it was sent; nothing in it may be believed."""

    name: str
    content: bytes = dataclasses.field(repr=False)


@dataclass(frozen=True)
class UploadForm:
    """A form: the first value of each field, and the files of each file field (an empty one has none)."""

    fields: Mapping[str, str]
    files: Mapping[str, tuple[SentUpload, ...]]


@dataclass
class UploadRefused(Exception):
    """The form or a file cannot be taken: `told` says why in French, at the file field `field` ("" for the form)."""

    told: str
    status: int
    field: str = ""
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)


async def read_upload_form(request: Request, *, most_files: int = 1) -> UploadForm:
    """Return a posted form; it holds at most `most_files` files of 5 MiB in memory. Raises UploadRefused."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _without_files(request)
    try:
        parts = await read_parts(request, limit=LIMIT, most_files=most_files)
    except BodyAboveCap as above:
        raise _cut(above, most_files) from None
    except TooMuchText:
        raise UploadRefused(WORDS["form"]["too_much"], TOO_LARGE) from None
    except TooSlow:
        raise UploadRefused(WORDS["form"]["too_slow"], SLOW) from None
    except Malformed:
        raise UploadRefused(WORDS["form"]["malformed"], BAD) from None
    fields = _texts(parts)
    files = [part for part in parts if part.filename or (part.filename == "" and part.size)]
    for part in files:
        if part.size > LIMIT:
            raise _refused(FileTooBig(part.size), part.name, fields)
    if len(files) > most_files:
        raise _refused(TooManyAttachments(most_files), files[-1].name, fields)
    grouped: dict[str, tuple[SentUpload, ...]] = {}
    for part in files:
        sent = SentUpload(part.filename or "", bytes(part.content))
        grouped[part.name] = (*grouped.get(part.name, ()), sent)
    return UploadForm(fields, grouped)


async def inspected(form: UploadForm) -> dict[str, tuple[CleanFile, ...]]:
    """Return the form's files as they may be kept. Raises UploadRefused for the first that may not."""
    clean: dict[str, tuple[CleanFile, ...]] = {}
    for name, files in form.files.items():
        for sent in files:
            try:
                file = await inspect_apart(sent.name, sent.content)
            except AttachmentRefused as refused:
                raise _refused(refused, name, form.fields) from None
            clean[name] = (*clean.get(name, ()), file)
    return clean


def wants_json(request: Request) -> bool:
    """Tell whether the page's script asks, which shows the reason itself."""
    return "application/json" in request.headers.get("accept", "")


def as_json(refused: UploadRefused) -> JSONResponse:
    """Return a refusal for the page's script."""
    return JSONResponse({"reason": refused.told, "field": refused.field}, status_code=refused.status)


async def _without_files(request: Request) -> UploadForm:
    try:
        return UploadForm(await fields_of(request), {})
    except BodyTooBig:
        raise UploadRefused(WORDS["form"]["too_much"], TOO_LARGE) from None


def _cut(above: BodyAboveCap, most_files: int) -> UploadRefused:
    """Refuse a body that is above what all the files together may be."""
    size = above.declared if most_files == 1 else None
    last = next((part.name for part in reversed(above.parts) if part.filename is not None), "")
    return _refused(FileTooBig(size), last, _texts(above.parts))


def _refused(reason: AttachmentRefused, name: str, fields: Mapping[str, str]) -> UploadRefused:
    logger.info("upload_refused", reason=type(reason).__name__)
    large = isinstance(reason, FileTooBig)
    return UploadRefused(tell(reason), TOO_LARGE if large else UNPROCESSABLE, name, fields)


def _texts(parts: list[Part]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in parts:
        if part.filename is None:
            fields.setdefault(part.name, part.content.decode("utf-8", "replace"))
    return fields
