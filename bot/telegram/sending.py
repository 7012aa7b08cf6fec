"""Sends one Telegram message, dressed down as far as Telegram demands."""

import re
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.telegram.client import Fate, TelegramClient, Verdict, verdict_on
from bot.telegram.rendering import Attachment, Keyboard, Part, Venue

logger = structlog.get_logger(__name__)

_MAY_HOLD_A_LINK = re.compile(r"\w\.\w|://")


@dataclass(frozen=True)
class _Dress:
    text: str
    parse_mode: str | None
    keyboard: Keyboard | None
    careful: bool
    file: Attachment | None = None
    venue: Venue | None = None


async def send(client: TelegramClient, address: str, part: Part, *, protected: bool) -> Verdict | None:
    """Send to the chat at `address`; return what became of it if it was not accepted, else None.

    `protected`: it can't be forwarded or saved. What Telegram refuses is tried again as plain text, then without
    buttons; the options that keep links from being fetched and messages from being forwarded are left out once,
    for a Bot API that doesn't know them.
    """
    dresses = (
        _Dress(part.html, ParseMode.HTML, part.keyboard, careful=True, file=part.file, venue=part.venue),
        _Dress(part.plain, None, part.keyboard, careful=False, file=part.file, venue=part.venue),
        _Dress(part.plain, None, None, careful=True, file=part.file, venue=part.venue),
    )
    verdict = None
    for dress in dresses:
        verdict = await _post(client, address, dress, protected=protected)
        if verdict is None or verdict.fate is not Fate.REFUSED:
            return verdict
        logger.info("telegram_formatting_refused", plain=dress.parse_mode is None)
    return verdict


async def _post(client: TelegramClient, address: str, dress: _Dress, *, protected: bool) -> Verdict | None:
    hides_preview = dress.careful and _MAY_HOLD_A_LINK.search(dress.text) is not None
    try:
        if dress.file is not None:
            await _post_file(client, address, dress, dress.file, protected=protected)
            return None
        if dress.venue is not None:
            await _post_venue(client, address, dress.venue, dress.keyboard)
            return None
        await client.send_message(
            int(address),
            dress.text,
            parse_mode=dress.parse_mode,
            reply_markup=dress.keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True) if hides_preview else None,
            protect_content=True if dress.careful and protected else None,
        )
    except TelegramError as error:
        return verdict_on(error)
    return None


async def _post_venue(client: TelegramClient, address: str, venue: Venue, keyboard: Keyboard | None) -> None:
    await client.send_venue(
        int(address),
        latitude=venue.latitude,
        longitude=venue.longitude,
        title=venue.title,
        address=venue.address,
        reply_markup=keyboard,
    )


async def _post_file(client: TelegramClient, address: str, dress: _Dress, file: Attachment, *, protected: bool) -> None:
    """Send a file with its caption: a document may be saved and passed on, that is what it was asked for."""
    given = InputFile(file.content, filename=file.name, attach=False)
    caption: dict[str, Any] = {
        "caption": dress.text or None,
        "parse_mode": dress.parse_mode,
        "reply_markup": dress.keyboard,
    }
    if file.picture:
        await client.send_photo(int(address), given, protect_content=True if protected else None, **caption)
    else:
        await client.send_document(int(address), given, **caption)
