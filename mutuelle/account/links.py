"""One-time links to secure pages, inside a caller's transaction. Only the hash of a token (256 bits) is kept.

`issue` gives the token to put in a URL, `read` says what it is for without changing anything (a page's GET), `use`
consumes it in the transaction of what it allows (a page's POST): of many at once, one succeeds. A newer link of the
same purpose and owner kills the older ones; the owner is the account, else the draft, else the conversation.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.tables import SecureLink
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed

_LINK = select(
    SecureLink.account_id,
    SecureLink.draft_id,
    SecureLink.conversation_id,
    SecureLink.created_at,
    SecureLink.expires_at,
    SecureLink.used_at,
)


@dataclass(frozen=True)
class For:
    """Whom a link is for. `conversation_id`, when given, is the one that asked: its browser alone may open the page."""

    account_id: int | None = None
    draft_id: int | None = None
    conversation_id: str | None = None


@dataclass(frozen=True)
class SecureLinkRow:
    """A link that still works."""

    owner: For
    created_at: datetime
    expires_at: datetime


async def issue(
    connection: AsyncConnection, purpose: str, owner: For, *, now: datetime, lives: timedelta, replaces: bool = True
) -> str:
    """Return the token of a new link good for `lives`; older ones stop working if it `replaces`."""
    if replaces:
        await revoke(connection, purpose, owner, now=now)
    token = secrets.token_urlsafe(32)
    await connection.execute(
        insert(SecureLink).values(
            token_hash=_hash(token),
            purpose=purpose,
            account_id=owner.account_id,
            draft_id=owner.draft_id,
            conversation_id=owner.conversation_id,
            created_at=now,
            expires_at=now + lives,
        )
    )
    return token


async def revoke(connection: AsyncConnection, purpose: str, owner: For, *, now: datetime) -> None:
    """Have every unused link of the purpose and owner stop working."""
    await connection.execute(
        update(SecureLink)
        .where(SecureLink.purpose == purpose, _owned(owner), SecureLink.used_at.is_(None))
        .values(used_at=now)
    )


async def read(connection: AsyncConnection, purpose: str, token: str, *, now: datetime) -> SecureLinkRow:
    """Return what the link is for; changes nothing. Raises LinkUnknown, LinkUsed, LinkExpired."""
    row = (
        await connection.execute(_LINK.where(SecureLink.token_hash == _hash(token), SecureLink.purpose == purpose))
    ).one_or_none()
    if row is None:
        raise LinkUnknown
    if row.used_at is not None:
        raise LinkUsed
    if row.expires_at <= now:
        raise LinkExpired
    return SecureLinkRow(For(row.account_id, row.draft_id, row.conversation_id), row.created_at, row.expires_at)


async def use(connection: AsyncConnection, purpose: str, token: str, *, now: datetime) -> SecureLinkRow:
    """Consume the link and return what it was for. Raises LinkUnknown, LinkUsed, LinkExpired."""
    link = await read(connection, purpose, token, now=now)
    used = await connection.execute(
        update(SecureLink)
        .where(SecureLink.token_hash == _hash(token), SecureLink.used_at.is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:
        raise LinkUsed
    return link


def _owned(owner: For) -> ColumnElement[bool]:
    if owner.account_id is not None:
        return SecureLink.account_id == owner.account_id
    if owner.draft_id is not None:
        return SecureLink.draft_id == owner.draft_id
    if owner.conversation_id is None:
        raise ValueError("a link needs an owner")
    return SecureLink.conversation_id == owner.conversation_id


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
