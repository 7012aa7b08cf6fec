"""Turning an authenticator app on, behind a secure page, and off again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import links, pages
from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.change_tables import TotpFactor
from mutuelle.account.factors import LOST_WAITS, SEALED_FOR, TotpCode, factor_of
from mutuelle.account.links import For
from mutuelle.account.opening import in_words
from mutuelle.account.step_up import use_code
from mutuelle.account.tables import Account
from mutuelle.account.totp import grouped, matching_step, new_secret, setup_uri
from mutuelle.clock import Clock
from mutuelle.errors import LinkUsed, WrongCode
from mutuelle.mail.service import post
from mutuelle.sealing import seal, unseal
from mutuelle.settings import Settings
from mutuelle.store import Store

SETUP = "app_setup"
TURN_ON, TURN_OFF = "turn_on_app", "turn_off_app"
LIVES = timedelta(minutes=15)
ANY = 1  # a setup may be tried until its link expires: who sees the page knows the secret


@dataclass(frozen=True)
class AppState:
    """Whether codes come from an app; `lost_until`: from then on they come by e-mail again."""

    viewer: Viewer
    on: bool
    lost_until: datetime | None


@dataclass(frozen=True)
class Setup:
    """What the page shows: the secret as the app wants it, to be scanned or typed."""

    asked: pages.PageOf
    uri: str
    secret: str


class SecondFactorService:
    """Turns the app of a member on and off."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def state(self, rasa_id: str) -> AppState:
        """Return whether there is an app. Raises NotLoggedIn, SessionLocked, ConversationUnknown."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            row = (
                await connection.execute(
                    select(TotpFactor.lost_at).where(
                        TotpFactor.account_id == viewer.account_id, TotpFactor.confirmed_at.is_not(None)
                    )
                )
            ).one_or_none()
        until = row.lost_at + LOST_WAITS if row is not None and row.lost_at else None
        on = row is not None and (until is None or until > self._clock.now())
        return AppState(viewer, on, until if on else None)

    async def setup_link(self, rasa_id: str) -> str | None:
        """Return the URL of the page that shows a new secret, None when an app is on; an unconfirmed one is dead.

        Raises NotLoggedIn, SessionLocked, CodeNeeded.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            if await factor_of(connection, viewer.account_id, now=now) == TotpCode.name:
                return None
            await use_code(connection, viewer, purpose=TURN_ON, now=now)
            unused = (TotpFactor.confirmed_at.is_(None)) | (TotpFactor.lost_at <= now - LOST_WAITS)
            await connection.execute(delete(TotpFactor).where(TotpFactor.account_id == viewer.account_id, unused))
            sealed = seal(self._settings.secret, SEALED_FOR, new_secret())
            await connection.execute(
                insert(TotpFactor).values(
                    account_id=viewer.account_id, sealed_secret=sealed, last_step=0, created_at=now
                )
            )
            owner = For(account_id=viewer.account_id, conversation_id=viewer.conversation_id)
            token = await links.issue(connection, SETUP, owner, now=now, lives=LIVES)
        return f"{self._settings.public_url}/application/{token}"

    async def setup(self, token: str) -> Setup:
        """Return what the page shows; changes nothing. Raises LinkUnknown, LinkUsed, LinkExpired."""
        async with self._store.read() as connection:
            asked = await self._page(connection, token)
            secret = await self._secret(connection, asked.account_id)
        return Setup(asked, setup_uri(secret, asked.identifier), grouped(secret))

    async def confirm(self, token: str, code: str, *, notice: str) -> pages.PageOf:
        """Turn the app on if its first code is right; the conversation gets `notice`.

        Raises LinkUnknown, LinkUsed, LinkExpired, WrongCode.
        """
        now = self._clock.now()
        typed = "".join(char for char in code if char.isdigit())
        async with self._store.write() as connection:
            asked = await self._page(connection, token)
            step = matching_step(await self._secret(connection, asked.account_id), typed, now=now)
            if step is None:
                raise WrongCode(ANY)
            await links.use(connection, SETUP, token, now=now)
            await connection.execute(
                update(TotpFactor)
                .where(TotpFactor.account_id == asked.account_id)
                .values(confirmed_at=now, last_step=step)
            )
            await post(connection, to=asked.identifier, template="app_on", now=now, at=in_words(now))
            await pages.tell(connection, asked, notice, now=now)
        return asked

    async def turn_off(self, rasa_id: str) -> Viewer:
        """Turn the app off: codes come by e-mail again. Raises NotLoggedIn, SessionLocked, CodeNeeded."""
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            mine = TotpFactor.account_id == viewer.account_id
            if (await connection.execute(select(TotpFactor.account_id).where(mine))).one_or_none() is None:
                return viewer
            await use_code(connection, viewer, purpose=TURN_OFF, now=now)
            await connection.execute(delete(TotpFactor).where(mine))
            identifier = (
                await connection.execute(select(Account.identifier).where(Account.id == viewer.account_id))
            ).scalar_one()
            await post(connection, to=identifier, template="app_off", now=now, at=in_words(now))
        return viewer

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    async def _page(self, connection: AsyncConnection, token: str) -> pages.PageOf:
        now, idle = self._clock.now(), self._settings.session_idle
        return await pages.asked(connection, SETUP, token, now=now, idle=idle)

    async def _secret(self, connection: AsyncConnection, account_id: int) -> str:
        """Return the secret that waits to be confirmed. Raises LinkUsed when there is none any more."""
        sealed = (
            await connection.execute(
                select(TotpFactor.sealed_secret).where(
                    TotpFactor.account_id == account_id, TotpFactor.confirmed_at.is_(None)
                )
            )
        ).scalar_one_or_none()
        if sealed is None:
            raise LinkUsed
        return unseal(self._settings.secret, SEALED_FOR, sealed)
