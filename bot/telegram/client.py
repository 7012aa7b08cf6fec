"""The Bot API: our client, and what its errors mean for a message to be sent.

Nothing of this package logs an exception of the library: some of them quote the token, some the text.
"""

import logging
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import httpx
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

_POOL = 64
# Seconds. Together they stay below the time for which the outbox lets a message be claimed.
_TIMEOUTS: dict[str, Any] = {"pool_timeout": 2, "connect_timeout": 4, "write_timeout": 4, "read_timeout": 8}
_FILE_WRITE_TIMEOUT = 20  # a file is claimed for longer
_OFFICIAL = "https://api.telegram.org"
_NOBODY = ("chat not found", "user is deactivated", "peer_id_invalid")


class Fate(Enum):
    """What became of a message that the Bot API did not accept."""

    LATER = auto()
    PROBABLY_SENT = auto()
    REFUSED = auto()
    UNREACHABLE = auto()


@dataclass(frozen=True)
class Verdict:
    """The fate of a message; `wait`: for how many seconds Telegram wants to be left alone."""

    fate: Fate
    wait: float = 0


class TelegramClient(Bot):
    """The library's client, with updates as Telegram sent them.

    The library's own `get_updates` reads a whole batch or none of it: one update that it can't read would come
    again for ever, and be logged with its text each time.
    """

    def __init__(self, token: str, base_url: str | None) -> None:
        """Prepare for a Bot API at `base_url` (a URL without the `/bot` of its methods). Raises InvalidToken."""
        root = (base_url or _OFFICIAL).rstrip("/").removesuffix("/bot")
        super().__init__(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=HTTPXRequest(connection_pool_size=_POOL, media_write_timeout=_FILE_WRITE_TIMEOUT, **_TIMEOUTS),
            get_updates_request=HTTPXRequest(connection_pool_size=1, **_TIMEOUTS),
        )

    async def raw_updates(self, *, offset: int | None, seconds: int, allowed: list[str]) -> list[dict[str, Any]]:
        """Wait up to `seconds` for updates from `offset` on. Raises TelegramError."""
        updates: list[dict[str, Any]] = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": seconds, "allowed_updates": allowed},
            read_timeout=seconds + 10,
        )
        return updates

    async def hang_up(self) -> None:
        """Close the connections, also where the first call never succeeded."""
        for request in self._request:
            await request.shutdown()


def verdict_on(error: TelegramError) -> Verdict:
    """Say what became of a message whose sending raised this error.

    A read timeout means that the whole request went out and its answer did not come back: Telegram delivers such a
    message nearly always, so it is not sent again. After any other failure of the network it is: a double answer
    does less harm than none.
    """
    if isinstance(error, RetryAfter):
        return Verdict(Fate.LATER, _seconds(error))
    if isinstance(error, Forbidden):
        return Verdict(Fate.UNREACHABLE)
    if isinstance(error, BadRequest):
        gone = any(words in error.message.lower() for words in _NOBODY)
        return Verdict(Fate.UNREACHABLE if gone else Fate.REFUSED)
    if isinstance(error, TimedOut) and isinstance(error.__cause__, httpx.ReadTimeout):
        return Verdict(Fate.PROBABLY_SENT)
    return Verdict(Fate.LATER)


def failure_of(error: TelegramError) -> str:
    """Return the fact to log when Telegram can't be listened to."""
    if isinstance(error, InvalidToken):
        return "telegram_token_refused"
    if isinstance(error, Conflict):
        return "telegram_polled_by_another_process"
    if isinstance(error, RetryAfter):
        return "telegram_flood_limit"
    if isinstance(error, (BadRequest, Forbidden)):
        return "telegram_request_refused"
    return "telegram_unreachable"


def wait_wanted(error: TelegramError) -> float:
    """Return for how many seconds Telegram wants to be left alone."""
    return _seconds(error) if isinstance(error, RetryAfter) else 0


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def keep_libraries_quiet() -> None:
    """Keep the libraries from logging URLs, which hold the token, and requests, which hold what is said."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
