"""Counts tries of passwords and links, so that guessing them gets slow. Keys are hashes: what was tried is not kept."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.rules import FORGET_AFTER, Limits, login_delay
from mutuelle.account.tables import LoginFailures
from mutuelle.store import insert_missing

Tried: TypeAlias = tuple[str, str]  # the kind of what was tried, and what it was: ("address", "192.0.2.1")


class Throttle:
    """Counts what is tried, and says how long whoever tries must wait."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    async def count(
        self, connection: AsyncConnection, tried: Mapping[Tried, Limits], *, now: datetime
    ) -> tuple[bool, datetime]:
        """Count a try, unless something of it is blocked; return whether, and when the next one is possible.

        To be called before the try is judged, so that many at once do not slip past the delay together.
        """
        limits = {self._key(one): limit for one, limit in tried.items()}
        new = [{"key": key, "failures": 0, "last_at": now} for key in sorted(limits)]
        await insert_missing(connection, LoginFailures, new)
        rows = (
            await connection.execute(
                select(LoginFailures.key, LoginFailures.failures, LoginFailures.last_at, LoginFailures.blocked_until)
                .where(LoginFailures.key.in_(limits))
                .order_by(LoginFailures.key)
                .with_for_update()
            )
        ).all()
        blocked = [row.blocked_until for row in rows if row.blocked_until and row.blocked_until > now]
        if blocked:
            return True, max(blocked)
        until = now
        for row in rows:
            failures = 1 if row.last_at + FORGET_AFTER < now else row.failures + 1
            again_at = now + login_delay(failures=failures, limits=limits[row.key])
            until = max(until, again_at)
            await connection.execute(
                update(LoginFailures)
                .where(LoginFailures.key == row.key)
                .values(failures=failures, last_at=now, blocked_until=again_at)
            )
        return False, until

    async def forget(self, connection: AsyncConnection, tried: Tried) -> None:
        """Begin anew with what was tried."""
        await connection.execute(delete(LoginFailures).where(LoginFailures.key == self._key(tried)))

    async def give_back(self, connection: AsyncConnection, tried: Tried) -> None:
        """Count the last try of it no more: it was right."""
        await connection.execute(
            update(LoginFailures)
            .where(LoginFailures.key == self._key(tried), LoginFailures.failures > 0)
            .values(failures=LoginFailures.failures - 1, blocked_until=None)
        )

    def _key(self, tried: Tried) -> str:
        return hmac.new(self._secret, ":".join(tried).encode(), hashlib.sha256).hexdigest()
