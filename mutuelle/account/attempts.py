"""The logins that failed in one conversation: what it may be told, since it tried them itself."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.rules import FORGET_AFTER
from mutuelle.account.tables import LoginFailures
from mutuelle.store import insert_missing


@dataclass(frozen=True)
class Attempts:
    """How many logins failed in a row here, and until when a new try has to wait."""

    failures: int = 0
    blocked_until: datetime | None = None


def key_of(secret: str, conversation_id: str) -> str:
    """Return the key under which a conversation's failures are counted."""
    return hmac.new(secret.encode(), f"conversation:{conversation_id}".encode(), hashlib.sha256).hexdigest()


async def note(connection: AsyncConnection, key: str, *, blocked_until: datetime | None, now: datetime) -> None:
    """Count a try as failed, before it is judged."""
    await insert_missing(connection, LoginFailures, [{"key": key, "failures": 0, "last_at": now}])
    row = (await connection.execute(_ROW.where(LoginFailures.key == key).with_for_update())).one()
    failures = 1 if row.last_at + FORGET_AFTER < now else row.failures + 1
    await connection.execute(
        update(LoginFailures)
        .where(LoginFailures.key == key)
        .values(failures=failures, last_at=now, blocked_until=blocked_until)
    )


async def forget(connection: AsyncConnection, key: str) -> None:
    """Forget the failures, after a login that succeeded."""
    await connection.execute(delete(LoginFailures).where(LoginFailures.key == key))


async def of(connection: AsyncConnection, key: str, *, now: datetime) -> Attempts:
    """Return the failures that still count."""
    row = (await connection.execute(_ROW.where(LoginFailures.key == key))).one_or_none()
    if row is None or row.last_at + FORGET_AFTER < now:
        return Attempts()
    return Attempts(row.failures, row.blocked_until if row.blocked_until and row.blocked_until > now else None)


_ROW = select(LoginFailures.failures, LoginFailures.last_at, LoginFailures.blocked_until)
