"""Puts what Telegram reports into the log; what must not wait for that happens beside it.

`take_in` returns once the update is in the log, and only then may it be acknowledged. It raises what the database
raises when it can't be reached: the update must then come again. Anything else is a fact in the log, and acknowledged.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from sqlalchemy.exc import DataError, SQLAlchemyError
from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError

from bot.telegram.background import Background
from bot.telegram.client import TelegramClient
from bot.telegram.delivery import CHANNEL, Delivery
from bot.telegram.reading import Group, Ignored, Person, Presence, Reader, Refused, Said, Tapped
from bot.telegram.wording import Wording
from mutuelle.account.telegram import TelegramLinks
from mutuelle.conversations.outbox import Outbox
from mutuelle.conversations.passwords import mask_typed_secret
from mutuelle.conversations.transcript import Incoming, Received, Transcript
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed

logger = structlog.get_logger(__name__)

_GROUPS_KEPT = 1_000


class Intake:
    """The way in."""

    def __init__(
        self,
        *,
        client: TelegramClient,
        transcript: Transcript,
        outbox: Outbox,
        delivery: Delivery,
        received: Callable[[str], None],
        wording: Wording,
        links: TelegramLinks | None = None,
    ) -> None:
        """`received` is told the conversation's id after each message that the dialogue has to answer."""
        self._client = client
        self._transcript = transcript
        self._outbox = outbox
        self._delivery = delivery
        self._received = received
        self._wording = wording
        self._links = links
        self._reader = Reader(client.token.partition(":")[0], wording)
        self._background = Background()
        self._groups_told: dict[int, None] = {}

    async def stop(self) -> None:
        """Let what runs beside finish."""
        await self._background.stop(grace=2)

    async def take_in(self, raw: Any) -> None:
        """Log an update. Raises SQLAlchemyError, OSError: it must come again."""
        try:
            update = Update.de_json(raw, self._client)
            reading = self._reader.read(update)
        except Exception as error:  # noqa: BLE001 - whatever it was, it would be the same the next time
            _dropped(raw, error)
            return
        try:
            await self._act(reading, update.update_id)
        except DataError as error:
            _dropped(raw, error)
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:  # noqa: BLE001
            _dropped(raw, error)

    async def _act(self, reading: object, update_id: int) -> None:
        match reading:
            case Said(person, incoming, number, start):
                if start is not None and self._links is not None:
                    incoming = await self._opened_by_link(self._links, person, incoming, start)
                if (await self._log(person, incoming)).secret:
                    self._background.start(self._take_back(person, number), "secret")
            case Tapped(person, incoming, query):
                self._background.start(self._confirm(query), "tap")
                await self._log(person, incoming)
            case Refused():
                await self._refuse(reading)
            case Presence(person, reachable):
                await self._note(person, reachable=reachable)
            case Group():
                self._turn_away(reading)
            case Ignored(why):
                logger.info("telegram_update_ignored", update=update_id, why=why)

    async def _log(self, person: Person, incoming: Incoming) -> Received:
        conversation_id = await self._open(person)
        received = await self._transcript.receive(conversation_id, incoming)
        self._received(conversation_id)
        self._delivery.wake(conversation_id)  # the log itself answers an emergency
        return received

    async def _opened_by_link(self, links: TelegramLinks, person: Person, incoming: Incoming, start: str) -> Incoming:
        """Have the dialogue ask whether to link, when the secret is one of ours that still works."""
        try:
            await links.open_in_telegram(start, await self._open(person))
        except (LinkUnknown, LinkUsed, LinkExpired):
            return replace(incoming, payload=None, problem="telegram_link_dead")
        return replace(incoming, payload="/link_telegram")

    async def _take_back(self, person: Person, number: int) -> None:
        """Delete a message that holds a password from the chat, if Telegram likes."""
        try:
            await self._client.delete_message(int(person.address), number)
        except TelegramError as error:
            logger.warning("telegram_secret_not_deleted", error=type(error).__name__)

    async def _refuse(self, refused: Refused) -> None:
        conversation_id = await self._open(refused.person)
        await self._outbox.refuse(
            conversation_id,
            message_id=refused.message_id,
            text=refused.text,
            problem=refused.problem,
            reply={"type": "text", "text": self._wording.sentences[refused.problem]},
        )
        self._delivery.wake(conversation_id)
        if mask_typed_secret(refused.text).kind is not None:
            self._background.start(self._take_back(refused.person, refused.number), "secret")

    async def _open(self, person: Person) -> str:
        conversation_id = await self._transcript.open(CHANNEL, person.address, person.label)
        if await self._outbox.reachable(conversation_id):
            self._delivery.wake(conversation_id)
        return conversation_id

    async def _note(self, person: Person, *, reachable: bool) -> None:
        if reachable:
            await self._open(person)
            return
        conversation_id = await self._transcript.find(CHANNEL, person.address)
        if conversation_id is not None:
            await self._outbox.unreachable(conversation_id)

    async def _confirm(self, query: CallbackQuery) -> None:
        """Stop the button's spinner and take the used buttons away; both only if Telegram likes."""
        with suppress(TelegramError):
            await query.answer()
        if isinstance(query.message, Message) and query.message.reply_markup:
            with suppress(TelegramError):
                await query.message.edit_reply_markup(_links_of(query.message.reply_markup))

    def _turn_away(self, group: Group) -> None:
        if group.gone or group.news:
            self._groups_told.pop(group.chat_id, None)
        if group.gone or group.chat_id in self._groups_told:
            return
        if len(self._groups_told) >= _GROUPS_KEPT:
            self._groups_told.clear()
        self._groups_told[group.chat_id] = None
        self._background.start(self._leave(group), "group")

    async def _leave(self, group: Group) -> None:
        if group.can_write:
            with suppress(TelegramError):
                await self._client.send_message(group.chat_id, self._wording.group(await self._username()))
        with suppress(TelegramError):
            await self._client.leave_chat(group.chat_id)

    async def _username(self) -> str | None:
        return (await self._client.get_me()).username


def _links_of(keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup | None:
    rows = [[button for button in row if button.url] for row in keyboard.inline_keyboard]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def _dropped(raw: Any, error: Exception) -> None:
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    logger.error(
        "telegram_update_unreadable",
        update=update_id if isinstance(update_id, int) else None,
        error=type(error).__name__,
    )
