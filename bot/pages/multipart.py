"""Reads a form with files piece by piece, under caps: Starlette's own reader has none for a file."""

import asyncio
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

IDLE_S = 15.0
WHOLE_S = 300.0
MOST_FIELDS = 60
LONGEST_FIELD = 16 * 1024
FIELDS_ROOM = 64 * 1024
MOST_HEADERS = 8
LONGEST_HEADER = 2 * 1024


class Malformed(Exception):
    """The body is not the form that a browser sends."""


class TooMuchText(Exception):
    """The form has more fields, or longer ones, than a page of ours."""


class TooSlow(Exception):
    """The body stopped coming, or came too slowly."""


@dataclass
class Part:
    """A field or a file being read. Of a file at most `limit` bytes are kept, and `size` goes on counting."""

    name: str
    filename: str | None
    content: bytearray = field(default_factory=bytearray)
    size: int = 0


class BodyAboveCap(Exception):
    """The body is larger than the form may be; `parts` came before, `declared` is the size it announced."""

    def __init__(self, parts: list[Part], declared: int | None) -> None:
        super().__init__()
        self.parts = parts
        self.declared = declared


async def read_parts(request: Request, *, limit: int, most_files: int) -> list[Part]:
    """Return the parts of a multipart form, in their order, with at most `limit` + 1 bytes of each file.

    Raises Malformed, TooMuchText, TooSlow, BodyAboveCap.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Malformed
    cap = limit * most_files + FIELDS_ROOM
    declared = _declared(request)
    if declared is not None and declared > cap:
        raise BodyAboveCap([], declared)
    stream = request.stream()
    read = 0
    try:
        reading = _Reading(options[b"boundary"], limit)
        async with asyncio.timeout(WHOLE_S):
            while True:
                async with asyncio.timeout(IDLE_S):
                    chunk = await anext(stream, None)
                if chunk is None:
                    break
                read += len(chunk)
                if read > cap:
                    raise BodyAboveCap(reading.parts, declared)
                reading.take(chunk)
    except TimeoutError:
        raise TooSlow from None
    except (ClientDisconnect, FormParserError, ValueError):
        raise Malformed from None
    if not reading.ended:
        raise Malformed
    return reading.parts


class _Reading:
    """Gathers the parts as the parser finds them."""

    def __init__(self, boundary: bytes, limit: int) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._limit = limit
        self._text = 0
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_end": self._end,
            },
            max_header_count=MOST_HEADERS,
            max_header_size=LONGEST_HEADER,
        )

    def take(self, chunk: bytes) -> None:
        """Read on. Raises FormParserError, ValueError, TooMuchText."""
        if chunk and not self.ended:
            self._parser.write(chunk)

    def _part_begin(self) -> None:
        self._disposition = b""
        if len(self.parts) >= MOST_FIELDS:
            raise TooMuchText

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        kind, options = parse_options_header(self._disposition)
        if kind != b"form-data" or b"name" not in options:
            raise FormParserError("a part without a name")
        filename = options.get(b"filename")
        self.parts.append(
            Part(
                options[b"name"].decode("utf-8", "replace"),
                None if filename is None else filename.decode("utf-8", "replace"),
            )
        )

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        part.size += end - start
        if part.filename is None:
            self._text += end - start
            if part.size > LONGEST_FIELD or self._text > FIELDS_ROOM:
                raise TooMuchText
        room = self._limit + 1 - len(part.content)
        part.content += data[start : min(end, start + room)] if room > 0 else b""

    def _end(self) -> None:
        self.ended = True


def _declared(request: Request) -> int | None:
    given = request.headers.get("content-length", "")
    return int(given) if given.isascii() and given.isdigit() else None
