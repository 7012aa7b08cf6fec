"""Forgotten and changed passwords, behind secure pages.

A forgotten one ends every session of the account, a change every other one. Whatever concerns an address that a
visitor typed goes to that address by e-mail: the page always answers alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import links, pages
from mutuelle.account.access import viewer_of
from mutuelle.account.change_tables import IdentifierChange
from mutuelle.account.links import For
from mutuelle.account.opening import in_words
from mutuelle.account.password_rules import birth_date_forms, password_problem
from mutuelle.account.passwords import Passwords
from mutuelle.account.rules import ADDRESS_LIMITS, Limits
from mutuelle.account.step_up import use_code
from mutuelle.account.tables import Account, AccountDraft, Session
from mutuelle.account.throttle import Throttle, Tried
from mutuelle.clock import Clock
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.errors import LinkUnknown, PasswordRefused, TooManyAttempts, WrongCredentials
from mutuelle.mail.service import post
from mutuelle.settings import Settings
from mutuelle.store import Store

RESET, CHANGE, PURPOSE = "password_reset", "password_change", "change_password"
DEAD_WITH_IT = (RESET, CHANGE, "identifier_page", "identifier_confirm")  # what somebody else may have asked for
LINK_LIVES, CHANGE_LIVES = timedelta(hours=1), timedelta(minutes=15)
ASKED_LIMITS = Limits(free=3, lock_after=10)

_OWNER = select(
    Account.identifier,
    Account.password_hash,
    Member.number,
    Member.first_name,
    Member.last_name,
    Member.birth_date,
).join(Member, Member.id == Account.member_id)


@dataclass(frozen=True)
class PasswordPage:
    """Whom a page is for. A conversation in it says that the current password is asked for, and where it was asked."""

    account_id: int | None
    conversation_id: str | None = None
    channel: str | None = None


class RecoveryService:
    """Sends reset links and sets new passwords."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._passwords = passwords
        self._throttle = Throttle(settings.secret)

    def page(self) -> str:
        """Return the URL of the page where the e-mail address is typed."""
        return f"{self._settings.public_url}/mot-de-passe-oublie"

    async def ask(self, identifier: str, *, address: str) -> None:
        """Write to the address what concerns it, if anything does; nothing tells whether. Raises TooManyAttempts.

        An account: a link to choose a new password, and that it is about to be erased if it is. A request that waits to
        be activated, or an account that never was: how to go on.
        """
        identifier = identifier.replace("\x00", "").strip().lower()[:254]
        now = self._clock.now()
        async with self._store.write() as connection:
            tried = {("reset-address", address): ADDRESS_LIMITS, ("reset-identifier", identifier): ASKED_LIMITS}
            await self._count(connection, tried)
        async with self._store.write() as connection:
            found = select(Account.id, Account.erases_at).where(
                Account.identifier == identifier, Account.activated_at.is_not(None)
            )
            account = (await connection.execute(found)).one_or_none()
            if account is None:
                await _tell_waiting(connection, identifier, now)
                return
            token = await links.issue(connection, RESET, For(account_id=account.id), now=now, lives=LINK_LIVES)
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
                erases=in_words(account.erases_at) if account.erases_at else "",
            )

    async def change_link(self, rasa_id: str) -> str:
        """Return the URL of the page that changes the password of who is logged in here.

        Raises NotLoggedIn, SessionLocked, ConversationUnknown, CodeNeeded.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            await use_code(connection, viewer, purpose=PURPOSE, now=now)
            owner = For(account_id=viewer.account_id, conversation_id=viewer.conversation_id)
            token = await links.issue(connection, CHANGE, owner, now=now, lives=CHANGE_LIVES)
        return f"{self._settings.public_url}/mot-de-passe/{token}"

    async def asks_current(self, token: str) -> PasswordPage:
        """Return whom the page is for; changes nothing. Raises LinkUnknown, LinkExpired, LinkUsed."""
        async with self._store.read() as connection:
            return await self._page(connection, token)

    async def set_password(self, token: str, password: str, *, current: str = "") -> None:
        """Set the new password and end the other sessions of the account, or every one of a forgotten password.

        A change of identifier that waits to be confirmed is off.

        Raises LinkUnknown, LinkExpired, LinkUsed, PasswordRefused, TooManyAttempts, WrongCredentials.
        """
        now = self._clock.now()
        async with self._store.read() as connection:
            page = await self._page(connection, token)
            row = (await connection.execute(_OWNER.where(Account.id == page.account_id))).one()
        if page.conversation_id is not None:
            async with self._store.write() as connection:
                await self._count(connection, {("change-account", str(page.account_id)): ASKED_LIMITS})
            if not await self._passwords.verify(row.password_hash, current):
                raise WrongCredentials
        local = row.identifier.partition("@")[0]
        own = [row.number, row.first_name, row.last_name, row.identifier, local]
        own += birth_date_forms(row.birth_date)
        if problem := password_problem(password, own=own):
            raise PasswordRefused(problem)
        password_hash = await self._passwords.hashed(password)
        async with self._store.write() as connection:
            await links.use(connection, CHANGE if page.conversation_id else RESET, token, now=now)
            for other in DEAD_WITH_IT:
                await links.revoke(connection, other, For(account_id=page.account_id), now=now)
            await connection.execute(
                update(Account).where(Account.id == page.account_id).values(password_hash=password_hash)
            )
            await connection.execute(
                delete(IdentifierChange).where(
                    IdentifierChange.account_id == page.account_id, IdentifierChange.done_at.is_(None)
                )
            )
            await _end_sessions(connection, page, now)
            await post(connection, to=row.identifier, template="password_changed", now=now, at=in_words(now))
            await self._throttle.forget(connection, ("identifier", row.identifier))

    async def _page(self, connection: AsyncConnection, token: str) -> PasswordPage:
        now, idle = self._clock.now(), self._settings.session_idle
        try:
            return PasswordPage((await links.read(connection, RESET, token, now=now)).owner.account_id)
        except LinkUnknown:
            asked = await pages.asked(connection, CHANGE, token, now=now, idle=idle)
            return PasswordPage(asked.account_id, asked.conversation_id, asked.channel)

    async def _count(self, connection: AsyncConnection, tried: Mapping[Tried, Limits]) -> None:
        """Raises TooManyAttempts."""
        blocked, until = await self._throttle.count(connection, tried, now=self._clock.now())
        if blocked:
            raise TooManyAttempts(until)


async def _end_sessions(connection: AsyncConnection, page: PasswordPage, now: datetime) -> None:
    """End the account's sessions but the one that asked, and forget what they showed."""
    ended = await connection.execute(
        update(Session)
        .where(
            Session.account_id == page.account_id,
            Session.ended_at.is_(None),
            Session.conversation_id != (page.conversation_id or ""),
        )
        .values(ended_at=now)
        .returning(Session.conversation_id)
    )
    for conversation_id in list(ended.scalars()):
        await log.forget_history(connection, conversation_id)


async def _tell_waiting(connection: AsyncConnection, identifier: str, now: datetime) -> None:
    """Write to an address whose account was asked for and is not activated yet."""
    draft = select(AccountDraft.id).where(
        AccountDraft.email == identifier, AccountDraft.state == "recorded", AccountDraft.member_id.is_not(None)
    )
    dormant = select(Account.id).where(Account.identifier == identifier, Account.activated_at.is_(None))
    waiting = select(or_(draft.exists(), dormant.exists()))
    if identifier and (await connection.execute(waiting)).scalar_one():
        await post(connection, to=identifier, template="not_activated", now=now)
