"""How a member is reached when he did not ask: e-mail, linked Telegram chat. In a caller's transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.tables import Account
from mutuelle.account.telegram_tables import TelegramLink
from mutuelle.contract.tables import Member
from mutuelle.conversations.tables import Conversation


@dataclass(frozen=True)
class Reach:
    """First name, the address to write to (None: not known), and the conversation of his linked Telegram."""

    first_name: str
    email: str | None
    telegram: str | None


async def reach_of(connection: AsyncConnection, member_id: int) -> Reach:
    """Return how the member is reached."""
    row = (await connection.execute(_reaches().where(Member.id == member_id))).one()
    return Reach(row.first_name, row.contact_email or row.identifier, row.conversation)


async def reaches_of(connection: AsyncConnection, member_ids: Collection[int]) -> dict[int, Reach]:
    """Return how each of several members is reached, by id."""
    rows = await connection.execute(_reaches().where(Member.id.in_(member_ids)))
    return {row.member_id: Reach(row.first_name, row.contact_email or row.identifier, row.conversation) for row in rows}


def _reaches() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Member.id.label("member_id"),
            Member.first_name,
            Member.contact_email,
            Account.identifier,
            Conversation.id.label("conversation"),
        )
        .outerjoin(Account, Account.member_id == Member.id)
        .outerjoin(TelegramLink, (TelegramLink.account_id == Account.id) & TelegramLink.ended_at.is_(None))
        .outerjoin(
            Conversation,
            (Conversation.channel == "telegram")
            & (Conversation.address == TelegramLink.telegram_id)
            & Conversation.unreachable_at.is_(None),
        )
    )
