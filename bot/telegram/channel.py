"""The Telegram channel as the rest of the bot sees it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import BaseRoute, Route
from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.telegram.background import Background
from bot.telegram.client import TelegramClient, failure_of, keep_libraries_quiet, wait_wanted
from bot.telegram.delivery import Delivery
from bot.telegram.intake import Intake
from bot.telegram.polling import ALLOWED, Poller
from bot.telegram.retrying import Patience, pause
from bot.telegram.webhook import Webhook
from bot.telegram.wording import wording
from mutuelle.account.telegram import TelegramLinks
from mutuelle.conversations.outbox import Outbox
from mutuelle.conversations.transcript import Transcript
from mutuelle.documents.service import DocumentService

logger = structlog.get_logger(__name__)

SWEEP_SECONDS = 5.0


@dataclass(frozen=True)
class TelegramSettings:
    """How to talk with Telegram.

    `base_url`: another Bot API than Telegram's own, without the `/bot` of its methods. With `webhook_url` (public,
    with the path that we serve) and `webhook_secret`, Telegram posts updates to us; without, we ask for them.
    """

    token: str
    base_url: str | None = None
    webhook_url: str | None = None
    webhook_secret: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read `TELEGRAM_BOT_TOKEN`, `_API_BASE_URL`, `_WEBHOOK_URL` and `_WEBHOOK_SECRET`."""
        return cls(
            token=env["TELEGRAM_BOT_TOKEN"].strip(),
            base_url=env.get("TELEGRAM_API_BASE_URL") or None,
            webhook_url=env.get("TELEGRAM_WEBHOOK_URL") or None,
            webhook_secret=env.get("TELEGRAM_WEBHOOK_SECRET", ""),
        )


class TelegramChannel:
    """Members' messages from Telegram into the log, and the log's answers to them.

    It comes up and keeps trying whether or not Telegram can be reached and the token is right.
    """

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        transcript: Transcript,
        outbox: Outbox,
        received: Callable[[str], None],
        links: TelegramLinks | None = None,
        documents: DocumentService | None = None,
    ) -> None:
        """`received` is told the conversation's id after each message that the dialogue has to answer.

        Raises ValueError for a webhook without a path or without a good secret.
        """
        keep_libraries_quiet()
        self._settings = settings
        self._client = TelegramClient(settings.token, settings.base_url)
        self._delivery = Delivery(self._client, outbox, hidden=wording().sentences["hidden"], documents=documents)
        self._intake = Intake(
            client=self._client,
            transcript=transcript,
            outbox=outbox,
            delivery=self._delivery,
            received=received,
            wording=wording(),
            links=links,
        )
        self._webhook = self._checked_webhook(settings.webhook_url) if settings.webhook_url else None
        self._background = Background()
        self._stopping = asyncio.Event()

    @classmethod
    def from_env(
        cls,
        env: Mapping[str, str],
        *,
        transcript: Transcript,
        outbox: Outbox,
        received: Callable[[str], None],
        links: TelegramLinks | None = None,
        documents: DocumentService | None = None,
    ) -> Self:
        """Build the channel from environment variables. Raises ValueError as the constructor does."""
        settings = TelegramSettings.from_env(env)
        return cls(settings, transcript=transcript, outbox=outbox, received=received, links=links, documents=documents)

    def _checked_webhook(self, url: str) -> Webhook:
        if len(urlsplit(url).path) <= 1:
            raise ValueError("TELEGRAM_WEBHOOK_URL needs a path, e.g. https://example.org/telegram")
        return Webhook(self._intake, self._settings.webhook_secret)

    def username(self) -> str | None:
        """Return the bot's name in Telegram, once it could be asked for."""
        try:
            return self._client.username
        except RuntimeError:  # the library's way to say that it was not yet
            return None

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve for this channel."""
        if self._webhook is None:
            return []
        path = urlsplit(self._settings.webhook_url or "").path
        return [Route(path, self._webhook.receive, methods=["POST"])]

    async def start(self) -> None:
        """Begin to listen and to deliver; returns at once."""
        self._background.start(self._keep_listening(), "listening")
        self._background.start(self._sweep(), "sweep")

    async def stop(self) -> None:
        """Stop listening, let what is being sent arrive."""
        self._stopping.set()
        await self._background.stop(grace=2)
        await self._intake.stop()
        await self._delivery.stop()
        await self._client.hang_up()

    def wake(self, conversation_id: str) -> None:
        """Deliver what was logged for this conversation; returns at once."""
        self._delivery.wake(conversation_id)

    def typing(self, conversation_id: str) -> None:
        """Show for some seconds that an answer is being prepared; returns at once."""
        self._delivery.typing(conversation_id)

    async def _keep_listening(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._listen()
            except Exception as error:  # a channel that went deaf would look healthy
                logger.exception("telegram_listening_failed", error=type(error).__name__)
                await pause(self._stopping, SWEEP_SECONDS)
            else:
                return

    async def _listen(self) -> None:
        await self._insist(self._client.initialize)
        await self._insist(self._announce_webhook if self._webhook else self._client.delete_webhook)
        if self._stopping.is_set():
            return
        logger.info("telegram_connected", mode="webhook" if self._webhook else "polling")
        self._background.start(self._publish_menu(), "menu")
        if self._webhook is None:
            await Poller(self._client, self._intake, self._stopping).run()

    async def _insist(self, call: Callable[[], Awaitable[object]]) -> None:
        """Call until it succeeds or everything stops."""
        patience = Patience(first=1, longest=60)
        while not self._stopping.is_set():
            try:
                await call()
            except TelegramError as error:
                wait = patience.failed(failure_of(error), error, at_least=wait_wanted(error))
                await pause(self._stopping, wait)
            else:
                return

    async def _announce_webhook(self) -> None:
        await self._client.set_webhook(
            self._settings.webhook_url or "",
            secret_token=self._settings.webhook_secret,
            allowed_updates=ALLOWED,
        )

    async def _publish_menu(self) -> None:
        commands = [BotCommand(command.name, command.description) for command in wording().menu]
        try:
            await self._client.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
        except TelegramError as error:
            logger.warning("telegram_menu_refused", error=type(error).__name__)

    async def _sweep(self) -> None:
        """Deliver what was left by a process that died, or held by one that slept."""
        patience = Patience()
        while not self._stopping.is_set():
            try:
                await self._delivery.wake_all()
                patience.succeeded("telegram_sweep_again")
            except (SQLAlchemyError, OSError) as error:
                patience.failed("telegram_sweep_failed", error)
            await pause(self._stopping, SWEEP_SECONDS)
