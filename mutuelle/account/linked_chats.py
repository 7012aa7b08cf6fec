"""Chats that are linked to an online account: who may log in there, and what ends with a link."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.tables import Session
from mutuelle.account.telegram_tables import TelegramLink
from mutuelle.conversations.tables import Conversation
from mutuelle.errors import LinkedToOther

CHANNEL = "telegram"


async def check_linked_account(connection: AsyncConnection, conversation_id: str, account_id: int) -> None:
    """Raise LinkedToOther when this Telegram chat is linked to another account than this one."""
    linked = (
        await connection.execute(
            select(TelegramLink.account_id)
            .join(Conversation, Conversation.address == TelegramLink.telegram_id)
            .where(Conversation.id == conversation_id, Conversation.channel == CHANNEL, TelegramLink.ended_at.is_(None))
        )
    ).scalar_one_or_none()
    if linked is not None and linked != account_id:
        raise LinkedToOther


async def end_links(
    connection: AsyncConnection, where: ColumnElement[bool], *, now: datetime, keep: tuple[int, str] | None = None
) -> int:
    """End live links and the sessions they served; `keep`: the account and chat whose session goes on."""
    ended = (
        await connection.execute(
            update(TelegramLink)
            .where(where, TelegramLink.ended_at.is_(None))
            .values(ended_at=now)
            .returning(TelegramLink.account_id, TelegramLink.telegram_id)
        )
    ).all()
    for link in ended:
        others = [Session.account_id == link.account_id]
        if keep is not None and link.account_id == keep[0]:
            others.append(Session.conversation_id != keep[1])
        await end_sessions(connection, link.telegram_id, now, *others)
    return len(ended)


async def end_sessions(connection: AsyncConnection, telegram_id: str, now: datetime, *where: Any) -> None:
    """End the sessions of a Telegram account's chat, of those that `where` names."""
    chats = select(Conversation.id).where(Conversation.channel == CHANNEL, Conversation.address == telegram_id)
    await connection.execute(
        update(Session)
        .where(Session.conversation_id.in_(chats), Session.ended_at.is_(None), *where)
        .values(ended_at=now)
    )
