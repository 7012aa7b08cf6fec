"""What the secure pages of a member who is logged in share, inside a caller's transaction.

Such a page belongs to the session that asked for it: once the member logged out, was logged out elsewhere or was idle
too long, its link works no more, also when he or another member logs in there again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import links
from mutuelle.account.tables import Account, Session
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.conversations.tables import Conversation
from mutuelle.errors import LinkExpired


@dataclass(frozen=True)
class PageOf:
    """Where a page was asked for, and by whom. `first_name` may be shown on it: its browser is the member's."""

    conversation_id: str
    channel: str
    account_id: int
    member_id: int
    identifier: str
    first_name: str


async def asked(connection: AsyncConnection, purpose: str, token: str, *, now: datetime, idle: timedelta) -> PageOf:
    """Return what a link to a page is for; changes nothing. Raises LinkUnknown, LinkUsed, LinkExpired."""
    link = await links.read(connection, purpose, token, now=now)
    owner = link.owner
    row = (
        await connection.execute(
            select(Conversation.channel, Account.member_id, Account.identifier, Member.first_name)
            .select_from(Session)
            .join(Conversation, Conversation.id == Session.conversation_id)
            .join(Account, Account.id == Session.account_id)
            .join(Member, Member.id == Account.member_id)
            .where(
                Session.account_id == owner.account_id,
                Session.conversation_id == owner.conversation_id,
                Session.ended_at.is_(None),
                Session.started_at <= link.created_at,
                Session.last_seen_at >= now - idle,
            )
        )
    ).one_or_none()
    if row is None or owner.conversation_id is None or owner.account_id is None:
        raise LinkExpired
    return PageOf(owner.conversation_id, row.channel, owner.account_id, row.member_id, row.identifier, row.first_name)


async def tell(connection: AsyncConnection, page: PageOf, text: str, *, now: datetime) -> None:
    """Say in the conversation what the page did; kept from anyone else."""
    body = {"type": "text", "text": text}
    await log.append_out(connection, page.conversation_id, bodies=[(body, page.member_id)], now=now)
