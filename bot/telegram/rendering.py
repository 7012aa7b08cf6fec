"""From the bodies of the log to Telegram's messages. Pure.

Every message comes as HTML and as plain text that says the same, for when Telegram refuses the first.
"""

import html
import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

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
class Part:
    """One Telegram message. `plain` also holds what the keyboard's links lead to."""

    html: str
    plain: str
    keyboard: InlineKeyboardMarkup | None = None
    file: Attachment | None = None


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
    parts = [Part(*text) for text in texts[:-1]]
    last_html, last_plain = texts[-1]
    if link and button_url:
        last_plain = f"{last_plain}\n{link['label']} : {button_url}"
    return [*parts, Part(last_html, last_plain, _keyboard(body, link if button_url else None))]


def with_file(parts: list[Part], file: Attachment) -> list[Part]:
    """Return the messages with a file: the last text is its caption, or comes before when it is too long for one."""
    last = parts[-1] if parts else Part("", "")
    if _units(last.plain) > CAPTION_LIMIT:
        return [*parts[:-1], replace(last, keyboard=None), Part("", "", last.keyboard, file)]
    return [*parts[:-1], replace(last, file=file)]


def _lines(body: dict[str, Any], *, hidden: str, with_url: bool) -> list[_Line]:
    if body.get("type") == "hidden":
        return _split(hidden)
    lines = _split(body.get("text", ""))
    if with_url:
        lines += _split(f"{body['label']} : {body['url']}")
    for card in body.get("cards", ()):
        lines += [_Line(""), *_card(card)]
    lines += _rows(body)
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


def _keyboard(body: dict[str, Any], link: dict[str, Any] | None) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(link["label"], url=link["url"])]] if link else []
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
