"""Linking a Telegram account to an online account, confirmed on both sides, and undoing it.

A linked chat is not logged in by that: it still needs a session, but only the linked account can open one there.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import access, linkings
from mutuelle.account.linked_chats import CHANNEL, end_links, end_sessions
from mutuelle.account.step_up import use_code
from mutuelle.account.tables import Session
from mutuelle.account.telegram_tables import TelegramLink, TelegramLinking
from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.errors import LinkUsed, NotConfirmed, NothingToConfirm, NotLinked
from mutuelle.mail.service import post
from mutuelle.settings import Settings
from mutuelle.store import Store

PURPOSE = "link_telegram"


@dataclass(frozen=True)
class Linking:
    """What the page of a link being made shows. `label`: the Telegram account, once it is known."""

    conversation_id: str
    channel: str
    name: str
    label: str | None
    opened: bool
    confirmed: bool
    start_token: str


@dataclass(frozen=True)
class Done:
    """A link was made: where it was asked for, and the chat that is linked."""

    conversation_id: str
    telegram_conversation_id: str
    channel: str


class TelegramLinks:
    """Makes and ends links."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._idle = settings.session_idle

    async def begin(self, rasa_id: str) -> str:
        """Return the URL of the page that makes a link; older ones of the account are dead.

        Asked for in Telegram, that side is confirmed by it. Raises NotLoggedIn, SessionLocked, CodeNeeded.
        """
        token, now = secrets.token_urlsafe(32), self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id, now)
            await use_code(connection, viewer, purpose=PURPOSE, now=now)
            await linkings.end(connection, TelegramLinking.account_id == viewer.account_id, now=now)
            here = viewer.conversation_id if viewer.channel == CHANNEL else None
            await connection.execute(
                insert(TelegramLinking).values(
                    token_hash=_hash(token),
                    start_hash=_hash(self._start_token(token)),
                    account_id=viewer.account_id,
                    session_id=viewer.session_id,
                    conversation_id=viewer.conversation_id,
                    telegram_conversation_id=here,
                    created_at=now,
                    confirmed_at=now if here else None,
                )
            )
        return f"{self._settings.public_url}/relier-telegram/{token}"

    async def open_in_telegram(self, start_token: str, conversation_id: str) -> None:
        """Note which chat opened Telegram by the link: the first one only; confirms nothing yet.

        Raises LinkUnknown, LinkUsed, LinkExpired.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            row = await linkings.live(
                connection, TelegramLinking.start_hash == _hash(start_token), now=now, idle=self._idle
            )
            if row.confirmed_at is not None or row.telegram_conversation_id not in {None, conversation_id}:
                raise LinkUsed
            others = (
                TelegramLinking.telegram_conversation_id == conversation_id,
                TelegramLinking.token_hash != row.token_hash,
            )
            await linkings.end(connection, *others, now=now)
            opened = await connection.execute(
                update(TelegramLinking)
                .where(
                    TelegramLinking.token_hash == row.token_hash,
                    or_(
                        TelegramLinking.telegram_conversation_id.is_(None),
                        TelegramLinking.telegram_conversation_id == conversation_id,
                    ),
                )
                .values(telegram_conversation_id=conversation_id)
            )
            if opened.rowcount != 1:
                raise LinkUsed

    async def to_confirm(self, rasa_id: str) -> str | None:
        """Return whose account (« Claire V. ») this chat is about to be linked to, if it is."""
        async with self._store.read() as connection:
            row = await linkings.opened_here(connection, rasa_id, now=self._clock.now(), idle=self._idle)
        return None if row is None else _name(row)

    async def confirm(self, rasa_id: str, *, notice: str) -> None:
        """Confirm in Telegram; the conversation that asked gets `notice`. Raises NothingToConfirm."""
        now = self._clock.now()
        async with self._store.write() as connection:
            row = await linkings.opened_here(connection, rasa_id, now=now, idle=self._idle)
            if row is None:
                raise NothingToConfirm
            confirmed = await connection.execute(
                update(TelegramLinking)
                .where(TelegramLinking.token_hash == row.token_hash, TelegramLinking.confirmed_at.is_(None))
                .values(confirmed_at=now)
            )
            if confirmed.rowcount == 1:
                await _tell(connection, row.conversation_id, notice, now)

    async def refuse(self, rasa_id: str) -> None:
        """Give up in Telegram what was about to be confirmed, if anything."""
        now = self._clock.now()
        async with self._store.write() as connection:
            row = await linkings.opened_here(connection, rasa_id, now=now, idle=self._idle)
            if row is not None:
                await linkings.end(connection, TelegramLinking.token_hash == row.token_hash, now=now)

    async def request(self, token: str) -> Linking:
        """Return what the page shows; changes nothing. Raises LinkUnknown, LinkUsed, LinkExpired."""
        async with self._store.read() as connection:
            asked = TelegramLinking.token_hash == _hash(token)
            row = await linkings.live(connection, asked, now=self._clock.now(), idle=self._idle)
            chat = await linkings.chat_of(connection, row)
        return Linking(
            conversation_id=row.conversation_id,
            channel=row.channel,
            name=_name(row),
            label=chat.label if chat else None,
            opened=chat is not None,
            confirmed=row.confirmed_at is not None,
            start_token=self._start_token(token),
        )

    async def finish(self, token: str, *, notice: str) -> Done:
        """Make the link; any older one of the account or of the Telegram account is dead at once.

        The chat gets `notice`. Raises LinkUnknown, LinkUsed, LinkExpired, NotConfirmed.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            asked = TelegramLinking.token_hash == _hash(token)
            row = await linkings.live(connection, asked, now=now, idle=self._idle)
            chat = await linkings.chat_of(connection, row)
            if chat is None or row.confirmed_at is None:
                raise NotConfirmed
            used = await connection.execute(
                update(TelegramLinking)
                .where(TelegramLinking.token_hash == row.token_hash, TelegramLinking.ended_at.is_(None))
                .values(ended_at=now)
            )
            if used.rowcount != 1:
                raise LinkUsed
            mine = or_(TelegramLink.account_id == row.account_id, TelegramLink.telegram_id == chat.address)
            await end_links(connection, mine, keep=(row.account_id, chat.id), now=now)
            await end_sessions(connection, chat.address, now, Session.account_id != row.account_id)
            await connection.execute(
                insert(TelegramLink).values(
                    account_id=row.account_id, telegram_id=chat.address, label=chat.label, linked_at=now
                )
            )
            await _tell(connection, chat.id, notice, now)
            await post(connection, to=row.identifier, template="telegram_linked", now=now, label=chat.label or "")
        return Done(row.conversation_id, chat.id, row.channel)

    async def linked(self, rasa_id: str) -> str | None:
        """Return the Telegram account linked to the member's account (its label, "" when it has none), if any.

        Raises NotLoggedIn, SessionLocked.
        """
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id, self._clock.now())
            row = (
                await connection.execute(
                    select(TelegramLink.label).where(
                        TelegramLink.account_id == viewer.account_id, TelegramLink.ended_at.is_(None)
                    )
                )
            ).one_or_none()
        return None if row is None else row.label or ""

    async def unlink(self, rasa_id: str) -> None:
        """End the member's link, and his session in that chat. Raises NotLoggedIn, SessionLocked, NotLinked."""
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id, now)
            if not await end_links(connection, TelegramLink.account_id == viewer.account_id, now=now):
                raise NotLinked
            await linkings.end(connection, TelegramLinking.account_id == viewer.account_id, now=now)

    async def _viewer(self, connection: AsyncConnection, rasa_id: str, now: datetime) -> access.Viewer:
        return await access.viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._idle)

    def _start_token(self, token: str) -> str:
        """Return the secret that opens Telegram: made from the page's, so that the page can show it again."""
        digest = hmac.new(self._settings.secret.encode(), f"start:{token}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


async def _tell(connection: AsyncConnection, conversation_id: str, text: str, now: datetime) -> None:
    """Say something that shows nothing of the member."""
    await log.append_out(connection, conversation_id, bodies=[({"type": "text", "text": text}, None)], now=now)


def _name(row: Any) -> str:
    return f"{row.first_name} {row.last_name[:1]}."


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
