"""Forgotten and changed passwords, behind secure pages. A change ends the sessions of the account."""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import links
from mutuelle.account.access import viewer_of
from mutuelle.account.links import For
from mutuelle.account.opening import in_words
from mutuelle.account.password_rules import birth_date_forms, password_problem
from mutuelle.account.passwords import Passwords
from mutuelle.account.rules import FORGET_AFTER, Limits, login_delay
from mutuelle.account.tables import Account, LoginFailures, Session
from mutuelle.clock import Clock
from mutuelle.contract.tables import Member
from mutuelle.errors import LinkUnknown, PasswordRefused, TooManyAttempts, WrongCredentials
from mutuelle.mail.service import post
from mutuelle.settings import Settings
from mutuelle.store import Store, insert_missing

RESET, CHANGE = "password_reset", "password_change"
LINK_LIVES, CHANGE_LIVES = timedelta(hours=1), timedelta(minutes=15)
ASKED_LIMITS = Limits(free=3, lock_after=10)
ADDRESS_LIMITS = Limits(free=30, lock_after=100)  # many people may share an address

_OWNER = select(
    Account.identifier,
    Account.password_hash,
    Member.number,
    Member.first_name,
    Member.last_name,
    Member.birth_date,
).join(Member, Member.id == Account.member_id)


class RecoveryService:
    """Sends reset links and sets new passwords."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._passwords = passwords

    def page(self) -> str:
        """Return the URL of the page where the e-mail address is typed."""
        return f"{self._settings.public_url}/mot-de-passe-oublie"

    async def ask(self, identifier: str, *, address: str) -> None:
        """Send a link to the account's address, if there is one; nothing tells whether. Raises TooManyAttempts."""
        identifier = identifier.replace("\x00", "").strip().lower()[:254]
        now = self._clock.now()
        async with self._store.write() as connection:
            await self._count(connection, "reset-address", address, ADDRESS_LIMITS)
            await self._count(connection, "reset-identifier", identifier, ASKED_LIMITS)
        async with self._store.write() as connection:
            found = select(Account.id).where(Account.identifier == identifier, Account.activated_at.is_not(None))
            account_id = (await connection.execute(found)).scalar_one_or_none()
            if account_id is None:
                return
            token = await links.issue(connection, RESET, For(account_id=account_id), now=now, lives=LINK_LIVES)
            url = f"{self._settings.public_url}/mot-de-passe/{token}"
            until = now + LINK_LIVES
            await post(
                connection,
                to=identifier,
                template="password_reset",
                now=now,
                good_until=until,
                url=url,
                until=in_words(until),
            )

    async def change_link(self, rasa_id: str) -> str:
        """Return the URL of the page that changes the password of who is logged in here.

        Raises NotLoggedIn, SessionLocked, ConversationUnknown.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            owner = For(account_id=viewer.account_id, conversation_id=viewer.conversation_id)
            token = await links.issue(connection, CHANGE, owner, now=now, lives=CHANGE_LIVES)
        return f"{self._settings.public_url}/mot-de-passe/{token}"

    async def asks_current(self, token: str) -> For:
        """Return whom the page is for; a conversation in it says that the current password is asked for.

        Raises LinkUnknown, LinkExpired, LinkUsed.
        """
        async with self._store.read() as connection:
            return (await self._link(connection, token))[1]

    async def set_password(self, token: str, password: str, *, current: str = "") -> None:
        """Set the new password and end every session of the account.

        Raises LinkUnknown, LinkExpired, LinkUsed, PasswordRefused, TooManyAttempts, WrongCredentials.
        """
        now = self._clock.now()
        async with self._store.read() as connection:
            purpose, owner = await self._link(connection, token)
            row = (await connection.execute(_OWNER.where(Account.id == owner.account_id))).one()
        if purpose == CHANGE:
            async with self._store.write() as connection:
                await self._count(connection, "change-account", str(owner.account_id), ASKED_LIMITS)
            if not await self._passwords.verify(row.password_hash, current):
                raise WrongCredentials
        local = row.identifier.partition("@")[0]
        own = [row.number, row.first_name, row.last_name, row.identifier, local]
        own += birth_date_forms(row.birth_date)
        if problem := password_problem(password, own=own):
            raise PasswordRefused(problem)
        password_hash = await self._passwords.hashed(password)
        async with self._store.write() as connection:
            await links.use(connection, purpose, token, now=now)
            account_only = For(account_id=owner.account_id)
            for other in (RESET, CHANGE):
                await links.revoke(connection, other, account_only, now=now)
            await connection.execute(
                update(Account).where(Account.id == owner.account_id).values(password_hash=password_hash)
            )
            await connection.execute(
                update(Session)
                .where(Session.account_id == owner.account_id, Session.ended_at.is_(None))
                .values(ended_at=now)
            )
            await connection.execute(
                delete(LoginFailures).where(LoginFailures.key == self._key("identifier", row.identifier))
            )

    async def _link(self, connection: AsyncConnection, token: str) -> tuple[str, For]:
        now = self._clock.now()
        try:
            return RESET, (await links.read(connection, RESET, token, now=now)).owner
        except LinkUnknown:
            return CHANGE, (await links.read(connection, CHANGE, token, now=now)).owner

    async def _count(self, connection: AsyncConnection, kind: str, value: str, limits: Limits) -> None:
        """Count a try before it is judged. Raises TooManyAttempts."""
        now, key = self._clock.now(), self._key(kind, value)
        await insert_missing(connection, LoginFailures, [{"key": key, "failures": 0, "last_at": now}])
        columns = select(LoginFailures.failures, LoginFailures.last_at, LoginFailures.blocked_until)
        row = (await connection.execute(columns.where(LoginFailures.key == key).with_for_update())).one()
        if row.blocked_until and row.blocked_until > now:
            raise TooManyAttempts(row.blocked_until)
        failures = 1 if row.last_at + FORGET_AFTER < now else row.failures + 1
        delay = login_delay(failures=failures, limits=limits)
        await connection.execute(
            update(LoginFailures)
            .where(LoginFailures.key == key)
            .values(failures=failures, last_at=now, blocked_until=now + delay)
        )

    def _key(self, kind: str, value: str) -> str:
        return hmac.new(self._settings.secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
