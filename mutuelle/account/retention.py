"""What goes of logins, links and codes by itself, inside a caller's transaction. Each returns how many rows went."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.change_tables import IdentifierChange, TotpFactor
from mutuelle.account.code_tables import OneTimeCode
from mutuelle.account.opening import KEPT as OPENING_KEPT
from mutuelle.account.rules import FORGET_AFTER
from mutuelle.account.tables import AccountDraft, LoginFailures, LoginLink, SecureLink, Session
from mutuelle.account.telegram_tables import TelegramLink, TelegramLinking
from mutuelle.store import delete_some

LONGEST = timedelta(hours=1)  # that a login link, a code or the linking of a Telegram can work


async def forget_sessions(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete sessions last used before, but each member's last one: he may ask when he last came.

    What says which Telegram account or identifier he had before goes as well.
    """
    del now
    last = select(func.max(Session.id)).group_by(Session.account_id)
    gone = [
        await delete_some(connection, key, where, at_most=at_most)
        for key, where in (
            (Session.id, (Session.last_seen_at < before) & Session.id.not_in(last)),
            (TelegramLink.id, TelegramLink.ended_at < before),
            (IdentifierChange.account_id, IdentifierChange.done_at < before),
        )
    ]
    return max(gone)


async def forget_links(connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int) -> int:
    """Delete links, codes and counters that stopped working before, and accounts begun and never opened."""
    used_up = before - LONGEST
    gone = [
        await delete_some(connection, key, where, at_most=at_most)
        for key, where in (
            (LoginLink.token_hash, LoginLink.created_at < used_up),
            (SecureLink.token_hash, SecureLink.expires_at < before),
            (OneTimeCode.token_hash, OneTimeCode.created_at < used_up),
            (TelegramLinking.token_hash, TelegramLinking.created_at < used_up),
            (LoginFailures.key, LoginFailures.last_at < min(before, now - FORGET_AFTER)),
            (AccountDraft.id, AccountDraft.updated_at < min(before, now - OPENING_KEPT)),
            (TotpFactor.account_id, TotpFactor.confirmed_at.is_(None) & (TotpFactor.created_at < used_up)),
            (IdentifierChange.account_id, IdentifierChange.done_at.is_(None) & (IdentifierChange.expires_at < before)),
        )
    ]
    return max(gone)
