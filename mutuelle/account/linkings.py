"""Links to Telegram on their way: begun on one side, not yet confirmed on both."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.tables import Account, Session
from mutuelle.account.telegram_tables import TelegramLinking
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.conversations.tables import Conversation
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed

LIVES = timedelta(minutes=10)

_LINKING = (
    select(
        TelegramLinking.token_hash,
        TelegramLinking.account_id,
        TelegramLinking.conversation_id,
        TelegramLinking.telegram_conversation_id,
        TelegramLinking.created_at,
        TelegramLinking.confirmed_at,
        TelegramLinking.ended_at,
        Account.identifier,
        Account.member_id,
        Member.first_name,
        Member.last_name,
        Conversation.channel,
        Session.ended_at.label("session_ended_at"),
        Session.last_seen_at,
    )
    .join(Account, Account.id == TelegramLinking.account_id)
    .join(Member, Member.id == Account.member_id)
    .join(Conversation, Conversation.id == TelegramLinking.conversation_id)
    .join(Session, Session.id == TelegramLinking.session_id)
)


async def live(connection: AsyncConnection, where: ColumnElement[bool], *, now: datetime, idle: timedelta) -> Any:
    """Return the one that is meant, with whose it is and where it was asked for.

    It lives as long as the session that asked for it, which may be `idle` for so long. Raises LinkUnknown, LinkUsed,
    LinkExpired.
    """
    row: Any = (await connection.execute(_LINKING.where(where))).one_or_none()
    if row is None:
        raise LinkUnknown
    if row.ended_at is not None:
        raise LinkUsed
    if not _is_live(row, now, idle):
        raise LinkExpired
    return row


async def opened_here(connection: AsyncConnection, rasa_id: str, *, now: datetime, idle: timedelta) -> Any:
    """Return the one that this chat opened and that waits to be confirmed in it; None when there is none."""
    here = await log.by_rasa_id(connection, rasa_id)
    row: Any = (
        await connection.execute(
            _LINKING.where(
                TelegramLinking.telegram_conversation_id == here.id,
                TelegramLinking.conversation_id != here.id,
                TelegramLinking.confirmed_at.is_(None),
                TelegramLinking.ended_at.is_(None),
            ).order_by(TelegramLinking.created_at.desc())
        )
    ).first()
    return row if row is not None and _is_live(row, now, idle) else None


async def chat_of(connection: AsyncConnection, row: Any) -> Any:
    """Return the Telegram chat that opened one: its id, address and label; None before any did."""
    return (
        await connection.execute(
            select(Conversation.id, Conversation.address, Conversation.label).where(
                Conversation.id == row.telegram_conversation_id
            )
        )
    ).one_or_none()


async def end(connection: AsyncConnection, *where: ColumnElement[bool], now: datetime) -> None:
    """End those that are meant."""
    await connection.execute(
        update(TelegramLinking).where(*where, TelegramLinking.ended_at.is_(None)).values(ended_at=now)
    )


def _is_live(row: Any, now: datetime, idle: timedelta) -> bool:
    idle_since: datetime = row.last_seen_at
    return row.created_at + LIVES > now and row.session_ended_at is None and idle_since + idle >= now
