"""From the bodies of the log to Telegram's messages. Pure.

Every message comes as HTML and as plain text that says the same, for when Telegram refuses the first.
"""

import html
import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

LIMIT, CAPTION_LIMIT = 4096, 1024
_SIDE_BY_SIDE = 18
_PAIR = 2  # columns
_MAX_BUTTONS = 100
_CALLBACK_BYTES = 64

_PLAIN, _STRONG, _FOLDED = "plain", "strong", "folded"
_TAGS = {_PLAIN: ("", ""), _STRONG: ("<b>", "</b>"), _FOLDED: ("<blockquote expandable>", "</blockquote>")}


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message, which is then its caption. `picture`: shown as a photo."""

    name: str
    content: bytes
    picture: bool = False


@dataclass(frozen=True)
class Venue:
    """A point that Telegram shows on its own map, with a name."""

    title: str
    address: str
    latitude: float
    longitude: float


Keyboard: TypeAlias = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True)
class Part:
    """One Telegram message. `plain` also holds what the keyboard's links lead to; a `venue` comes without a text."""

    html: str
    plain: str
    keyboard: Keyboard | None = None
    file: Attachment | None = None
    venue: Venue | None = None


@dataclass(frozen=True)
class _Line:
    text: str
    style: str = _PLAIN


def render(body: dict[str, Any], *, hidden: str) -> list[Part]:
    """Return the messages that show a body, at most 4096 UTF-16 units each; buttons are under the last.

    `hidden` is the sentence for an answer that must not be shown any more. A body that says nothing gives none.
    """
    link = body if body.get("type") in {"link", "document"} and body.get("url") else None
    button_url = link["url"] if link and _may_be_button(link["url"]) else None
    chunks = list(_chunks(_lines(body, hidden=hidden, with_url=link is not None and button_url is None)))
    if not chunks:
        return []
    texts = [(_html(chunk), _plain(chunk)) for chunk in chunks]
    parts = [*_venue(body), *(Part(*text) for text in texts[:-1])]
    last_html, last_plain = texts[-1]
    links = [link] if link and button_url else _ways(body)
    last_plain = "\n".join([last_plain, *(f"{one['label']} : {one['url']}" for one in links)])
    keyboard = _typed_keyboard(body) if body.get("type") == "location_request" else _keyboard(body, links)
    return [*parts, Part(last_html, last_plain, keyboard)]


def with_file(parts: list[Part], file: Attachment) -> list[Part]:
    """Return the messages with a file: the last text is its caption, or comes before when it is too long for one."""
    last = parts[-1] if parts else Part("", "")
    if _units(last.plain) > CAPTION_LIMIT:
        return [*parts[:-1], replace(last, keyboard=None), Part("", "", last.keyboard, file)]
    return [*parts[:-1], replace(last, file=file)]


def without_keyboard(parts: list[Part]) -> tuple[list[Part], bool]:
    """Return the messages, the first that may taking the keyboard of a question away; and whether one could."""
    for place, part in enumerate(parts):
        if part.keyboard is None:
            removing = replace(part, keyboard=ReplyKeyboardRemove())
            return [*parts[:place], removing, *parts[place + 1 :]], True
    return parts, False


def _venue(body: dict[str, Any]) -> list[Part]:
    """Return the native point for a place that is asked for on the map, where it is known exactly."""
    if body.get("shown") != "map":
        return []
    return [
        Part("", "", venue=Venue(place["name"], place["address"], place["latitude"], place["longitude"]))
        for place in body["places"]
        if not place["approximate"]
    ]


def _ways(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the links of one place that can be on buttons."""
    if body.get("shown", "list") == "list":
        return []
    return [link for place in body["places"] for link in place["links"] if _may_be_button(link["url"])]


def _lines(body: dict[str, Any], *, hidden: str, with_url: bool) -> list[_Line]:
    if body.get("type") == "hidden":
        return _split(hidden)
    lines = _split(body.get("text", ""))
    if with_url:
        lines += _split(f"{body['label']} : {body['url']}")
    for card in body.get("cards", ()):
        lines += [_Line(""), *_card(card)]
    lines += _rows(body)
    for place in body.get("places", ()):
        lines += [_Line(""), *_place(place, whole=body["shown"] == "details")]
    if body.get("footer"):
        lines += [_Line(""), *_split(body["footer"])]
    return lines


def _rows(body: dict[str, Any]) -> list[_Line]:
    """Return a table's rows as lines that fit a phone: the first column in bold, the others under it.

    Of two columns, the first names the second: a line a row.
    """
    lines: list[_Line] = []
    columns = body.get("columns", ())
    if len(columns) == _PAIR:
        return [_Line(""), *(line for row in body.get("rows", ()) for line in _split(f"{row[0]} : {row[1]}"))]
    for row in body.get("rows", ()):
        lines += [_Line(""), *_split(row[0], _STRONG)]
        for title, value in zip(columns[1:], row[1:], strict=True):
            if value:
                lines += _split(f"{title} : {value}")
    return lines


def _place(place: dict[str, Any], *, whole: bool) -> Iterator[_Line]:
    yield from _split(" · ".join(filter(None, (place["letter"], place["name"]))), _STRONG)
    if whole:
        for entry in place["details"]:
            yield from _split(f"{entry['label']} : {entry['value']}")
        return
    yield from _split(" · ".join(filter(None, (place["distance"], place["address"]))))
    yield from _split(" · ".join(filter(None, (place["phone"], place["number"]))))


def _card(card: dict[str, Any]) -> Iterator[_Line]:
    yield from _split(card["title"], _STRONG)
    yield from _split(card.get("subtitle", ""))
    for entry in card.get("fields", ()):
        yield from _split(f"{entry['label']} : {entry['value']}")
    details = card.get("details", ())
    if details and card.get("details_label"):
        yield from _split(card["details_label"], _FOLDED)
    for entry in details:
        yield from _split(f"{entry['label']} : {entry['value']}", _FOLDED)


def _split(text: str, style: str = _PLAIN) -> list[_Line]:
    sound = text.encode("utf-8", "replace").decode("utf-8")  # without halves of surrogate pairs
    return [_Line(line.rstrip(), style) for line in sound.splitlines()] if sound.strip() else []


def _chunks(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Cut at line breaks, so that each chunk fits in one message; no chunk is blank."""
    chunk: list[_Line] = []
    size = 0
    for line in _short(lines):
        length = _units(line.text) + 1
        if size + length > LIMIT:
            yield from _trimmed(chunk)
            chunk, size = [], 0
        chunk.append(line)
        size += length
    yield from _trimmed(chunk)


def _trimmed(chunk: list[_Line]) -> Iterator[list[_Line]]:
    texts = [bool(line.text.strip()) for line in chunk]
    if any(texts):
        yield chunk[texts.index(True) : len(texts) - texts[::-1].index(True)]


def _short(lines: Iterable[_Line]) -> Iterator[_Line]:
    for line in lines:
        text = line.text
        while _units(text) >= LIMIT:
            head = _head(text)
            yield _Line(head.rstrip(), line.style)
            text = text[len(head) :].lstrip()
        yield _Line(text, line.style)


def _head(text: str) -> str:
    """Return the beginning of a line that is too long, cut after a word where there is one."""
    end, units = 0, 0
    while units + _units(text[end]) < LIMIT:
        units += _units(text[end])
        end += 1
    space = text.rfind(" ", 0, end)
    return text[: space + 1] if space > end // 2 else text[:end]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _html(chunk: list[_Line]) -> str:
    blocks = []
    for style, lines in groupby(chunk, key=lambda line: line.style):
        before, after = _TAGS[style]
        escaped = [html.escape(line.text, quote=False) for line in lines]
        if style == _STRONG:
            blocks += [f"{before}{text}{after}" for text in escaped]
        else:
            blocks.append(before + "\n".join(escaped) + after)
    return "\n".join(blocks)


def _plain(chunk: list[_Line]) -> str:
    return "\n".join(line.text for line in chunk)


def _typed_keyboard(body: dict[str, Any]) -> ReplyKeyboardMarkup:
    """Return a keyboard that shares a position or types an answer; Telegram takes it away once it was used."""
    rows = [[KeyboardButton(body["label"], request_location=True)]]
    rows += [[KeyboardButton(button["title"])] for button in body.get("buttons", ())]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)


def _keyboard(body: dict[str, Any], links: list[dict[str, Any]]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(link["label"], url=link["url"])] for link in links]
    row: list[InlineKeyboardButton] = []
    for button in body.get("buttons", ())[:_MAX_BUTTONS]:
        if len(button["id"].encode()) > _CALLBACK_BYTES:
            continue
        shown = InlineKeyboardButton(button["title"], callback_data=button["id"])
        if row and len(row) == 1 and max(len(row[0].text), len(shown.text)) <= _SIDE_BY_SIDE:
            row.append(shown)
        else:
            row = [shown]
            rows.append(row)
    return InlineKeyboardMarkup(rows) if rows else None


def _may_be_button(url: str) -> bool:
    """Say whether Telegram takes this address on a button: https, and not this machine's."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host.strip("."):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return not host.endswith(".localhost")
