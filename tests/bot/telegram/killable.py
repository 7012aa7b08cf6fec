"""The Telegram channel as a process that a test can kill: `killable.py DATABASE_URL BASE_URL`. Nobody answers."""

import asyncio
import sys

from bot.telegram.channel import TelegramChannel, TelegramSettings
from mutuelle.clock import SystemClock
from mutuelle.conversations.outbox import Outbox
from mutuelle.conversations.transcript import Transcript
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.telegram_api import TOKEN


async def main(database_url: str, base_url: str) -> None:
    store, clock = Store(database_url), SystemClock()
    channel = TelegramChannel(
        TelegramSettings(TOKEN, base_url),
        transcript=Transcript(store, clock, Settings(database_url, "s" * 40)),
        outbox=Outbox(store, clock, owner="a-host:8080"),
        received=lambda _: None,
    )
    await channel.start()
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
