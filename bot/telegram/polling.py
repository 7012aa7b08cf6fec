"""Fetches updates from Telegram, where no webhook can reach us."""

import asyncio
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.telegram.client import TelegramClient, failure_of, wait_wanted
from bot.telegram.intake import Intake
from bot.telegram.retrying import Patience, pause

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
_SECONDS = 25


class Poller:
    """Asks for updates for ever. Asking from the next number on is what acknowledges those before it."""

    def __init__(self, client: TelegramClient, intake: Intake, stopping: asyncio.Event) -> None:
        self._client = client
        self._intake = intake
        self._stopping = stopping
        self._offset: int | None = None

    async def run(self) -> None:
        """Fetch until everything stops."""
        patience = Patience()
        while not self._stopping.is_set():
            try:
                updates = await self._fetch()
            except TelegramError as error:
                wait = patience.failed(failure_of(error), error, at_least=wait_wanted(error))
                await pause(self._stopping, wait)
                continue
            patience.succeeded("telegram_polling_again")
            for update in updates:
                await self._take_in(update)

    async def _fetch(self) -> list[dict[str, Any]]:
        """Wait for updates; at the end of everything, give up waiting."""
        fetching = asyncio.ensure_future(
            self._client.raw_updates(offset=self._offset, seconds=_SECONDS, allowed=ALLOWED)
        )
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else []
        finally:
            stopping.cancel()
            fetching.cancel()
            await asyncio.gather(stopping, fetching, return_exceptions=True)

    async def _take_in(self, update: dict[str, Any]) -> None:
        """Log an update, however long the database is away."""
        patience = Patience(longest=10)
        while not self._stopping.is_set():
            try:
                await self._intake.take_in(update)
            except (SQLAlchemyError, OSError) as error:
                await pause(self._stopping, patience.failed("telegram_update_waits_for_database", error))
            else:
                self._offset = update["update_id"] + 1
                return
