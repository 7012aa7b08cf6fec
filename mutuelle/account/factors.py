"""Where the one-time code of a step-up comes from: an e-mail, or the member's authenticator app.

`Codes` knows when a code is needed, how often it may be tried and what it allows; a factor only begins (sends
something, or nothing) and judges what was typed. Another one is another class in `factors`, and a branch in
`factor_of`.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.change_tables import TotpFactor
from mutuelle.account.tables import Account
from mutuelle.account.totp import matching_step
from mutuelle.mail.service import post
from mutuelle.sealing import BrokenSeal, unseal
from mutuelle.settings import Settings

SEALED_FOR = "totp_secret"
CODE_LIVES = timedelta(minutes=10)
LOST_WAITS = timedelta(hours=72)


class Factor(Protocol):
    """One way to give the code."""

    name: ClassVar[str]

    async def begin(self, connection: AsyncConnection, *, account_id: int, token: str, what: str, now: datetime) -> str:
        """Send what has to be sent, and return the hash to keep of the code ("" where none is kept)."""
        ...

    async def right(
        self, connection: AsyncConnection, *, account_id: int, token: str, kept: str, typed: str, now: datetime
    ) -> bool:
        """Say whether the digits typed are the code; one that must not serve twice is used up by it."""
        ...


class EmailCode:
    """Six digits sent to the identifier's address."""

    name: ClassVar[str] = "email"

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret

    async def begin(self, connection: AsyncConnection, *, account_id: int, token: str, what: str, now: datetime) -> str:
        """Send a new code."""
        email = (await connection.execute(select(Account.identifier).where(Account.id == account_id))).scalar_one()
        code = f"{secrets.randbelow(1_000_000):06d}"
        await post(connection, to=email, template="code", now=now, good_until=now + CODE_LIVES, code=code, what=what)
        return self._hash(token, code)

    async def right(
        self, connection: AsyncConnection, *, account_id: int, token: str, kept: str, typed: str, now: datetime
    ) -> bool:
        """Compare the hashes."""
        del connection, account_id, now
        return hmac.compare_digest(kept, self._hash(token, typed))

    def _hash(self, token: str, code: str) -> str:
        return hmac.new(self._secret.encode(), f"code:{token}:{code}".encode(), hashlib.sha256).hexdigest()


class TotpCode:
    """Six digits that the member's app shows; one that was taken is not taken again."""

    name: ClassVar[str] = "totp"

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret

    async def begin(self, connection: AsyncConnection, *, account_id: int, token: str, what: str, now: datetime) -> str:
        """Send nothing: the app knows."""
        del connection, account_id, token, what, now
        return ""

    async def right(
        self, connection: AsyncConnection, *, account_id: int, token: str, kept: str, typed: str, now: datetime
    ) -> bool:
        """Take a code whose step is later than the last one taken; a phone that gives it is not lost."""
        del token, kept
        sealed = (
            await connection.execute(select(TotpFactor.sealed_secret).where(TotpFactor.account_id == account_id))
        ).scalar_one_or_none()
        try:
            step = None if sealed is None else matching_step(unseal(self._secret, SEALED_FOR, sealed), typed, now=now)
        except BrokenSeal:  # the application's secret was changed
            return False
        if step is None:
            return False
        taken = await connection.execute(
            update(TotpFactor)
            .where(TotpFactor.account_id == account_id, TotpFactor.last_step < step)
            .values(last_step=step, lost_at=None)
        )
        return taken.rowcount == 1


def factors(settings: Settings) -> Mapping[str, Factor]:
    """Return every factor by its name."""
    made: tuple[Factor, ...] = (EmailCode(settings), TotpCode(settings))
    return {factor.name: factor for factor in made}


async def factor_of(connection: AsyncConnection, account_id: int, *, now: datetime) -> str:
    """Return which factor an account uses: its app, unless there is none or it was said lost long enough ago."""
    found: Any = (
        await connection.execute(
            select(TotpFactor.account_id).where(
                TotpFactor.account_id == account_id,
                TotpFactor.confirmed_at.is_not(None),
                or_(TotpFactor.lost_at.is_(None), TotpFactor.lost_at > now - LOST_WAITS),
            )
        )
    ).one_or_none()
    return EmailCode.name if found is None else TotpCode.name


async def drop_lost(connection: AsyncConnection, account_id: int, *, now: datetime) -> None:
    """Forget an app that was said lost long enough ago."""
    await connection.execute(
        delete(TotpFactor).where(TotpFactor.account_id == account_id, TotpFactor.lost_at <= now - LOST_WAITS)
    )
