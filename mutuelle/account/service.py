"""Logging in and out of a conversation."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import attempts
from mutuelle.account.access import Presence, Viewer, presence_in, viewer_of
from mutuelle.account.linked_chats import check_linked_account
from mutuelle.account.passwords import Passwords
from mutuelle.account.rules import ADDRESS_LIMITS, IDENTIFIER_LIMITS
from mutuelle.account.tables import Account, LoginLink, Session
from mutuelle.account.throttle import Throttle
from mutuelle.clock import Clock
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.easy.service import settle
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed, NotLoggedIn, TooManyAttempts, WrongCredentials
from mutuelle.procedures.stack import RESUME, is_paused
from mutuelle.settings import Settings
from mutuelle.store import Store

_ACCOUNT = select(
    Account.id,
    Account.password_hash,
    Account.activated_at,
    Account.erases_at,
    Account.member_id,
    Member.first_name,
).join(Member, Member.id == Account.member_id)

_LINK = select(
    LoginLink.conversation_id, LoginLink.resume_seq, LoginLink.resume, LoginLink.created_at, LoginLink.used_at
)


@dataclass(frozen=True)
class LoginRequest:
    """What the login page shows of the conversation that asked for the login."""

    conversation_id: str
    channel: str
    label: str | None


@dataclass(frozen=True)
class LoggedIn:
    """A login that succeeded: where, who, and whether a waiting request is being taken up."""

    conversation_id: str
    channel: str
    first_name: str


class AccountService:
    """Issues one-time login links, opens and closes sessions."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._passwords = passwords
        self._throttle = Throttle(settings.secret)

    async def viewer(self, rasa_id: str) -> Viewer:
        """Return who is logged in. Raises ConversationUnknown, NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    async def presence(self, conversation_id: str) -> Presence:
        """Return who is there, for display."""
        async with self._store.read() as connection:
            return await presence_in(
                connection,
                conversation_id=conversation_id,
                now=self._clock.now(),
                idle=self._settings.session_idle,
            )

    async def issue_login_link(self, rasa_id: str, *, resume: bool, form: str | None = None) -> str:
        """Return the URL of a new one-time login page; older ones of the conversation stop working.

        With `resume`, the message being answered now is taken up after the login; `form` is what has the dialogue go
        on with the form that it answers. Raises ConversationUnknown.
        """
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        async with self._store.write() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            await connection.execute(
                update(LoginLink)
                .where(LoginLink.conversation_id == conversation.id, LoginLink.used_at.is_(None))
                .values(used_at=now)
            )
            await connection.execute(
                insert(LoginLink).values(
                    token_hash=_hash(token),
                    conversation_id=conversation.id,
                    resume_seq=await log.oldest_pending_seq(connection, conversation.id) if resume else None,
                    resume=form,
                    created_at=now,
                )
            )
        return f"{self._settings.public_url}/connexion/{token}"

    async def login_request(self, token: str, *, opening: bool) -> LoginRequest:
        """Return which conversation a login link is for; changes nothing.

        `opening`: the page is opened now (5 minutes), not being submitted (15). Raises LinkUnknown, LinkExpired,
        LinkUsed.
        """
        async with self._store.read() as connection:
            link = await self._link(connection, token, opening=opening)
            conversation = await log.by_id(connection, link.conversation_id)
        return LoginRequest(conversation.id, conversation.channel, conversation.label)

    async def log_in(
        self,
        token: str,
        *,
        identifier: str,
        password: str,
        address: str,
        moves_to: str | None = None,
        if_leaving: str | None = None,
    ) -> LoggedIn:
        """Open a session in the conversation that the link is for; the link is used up by it.

        `address` is where the login comes from. `moves_to`: the conversation's new address on its channel, so that
        whoever knew the old one (a copied cookie) is out. `if_leaving`: what the dialogue is told first when the
        account is about to be erased.

        Raises LinkUnknown, LinkExpired, LinkUsed, TooManyAttempts, WrongCredentials, LinkedToOther.
        """
        identifier = identifier.replace("\x00", "").strip().lower()  # PostgreSQL takes no NUL
        await self._count_attempt(token, identifier, address)
        async with self._store.read() as connection:
            account = (await connection.execute(_ACCOUNT.where(Account.identifier == identifier))).one_or_none()
        usable = account if account is not None and account.activated_at is not None else None
        right = await self._passwords.verify(usable.password_hash if usable else None, password)
        if usable is None or not right:
            raise WrongCredentials
        async with self._store.write() as connection:
            await self._throttle.forget(connection, ("identifier", identifier))
            await self._throttle.give_back(connection, ("address", address))
            leaving = if_leaving if usable.erases_at is not None else None
            return await self._open_session(connection, token, usable, moves_to, leaving)

    async def log_out(self, rasa_id: str) -> str:
        """End the conversation's session, forget what it showed, and return its channel.

        Raises ConversationUnknown, NotLoggedIn.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            ended = await connection.execute(
                update(Session)
                .where(Session.conversation_id == conversation.id, Session.ended_at.is_(None))
                .values(ended_at=now)
            )
            if ended.rowcount == 0:
                raise NotLoggedIn
            await log.forget_history(connection, conversation.id)
            return str(conversation.channel)

    async def choose_care_on_telegram(self, rasa_id: str, *, shown: bool) -> Viewer:
        """Record whether Telegram may show the kind of care. Raises NotLoggedIn, SessionLocked."""
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            await connection.execute(
                update(Account).where(Account.id == viewer.account_id).values(care_on_telegram=shown)
            )
        return viewer

    async def _open_session(
        self,
        connection: AsyncConnection,
        token: str,
        account: Row[int, str, datetime | None, datetime | None, int, str],
        moves_to: str | None,
        leaving: str | None,
    ) -> LoggedIn:
        now = self._clock.now()
        link = await self._link(connection, token, opening=False)
        await check_linked_account(connection, link.conversation_id, account.id)
        used = await connection.execute(
            update(LoginLink)
            .where(LoginLink.token_hash == _hash(token), LoginLink.used_at.is_(None))
            .values(used_at=now)
        )
        if used.rowcount != 1:
            raise LinkUsed
        ended = await connection.execute(
            update(Session)
            .where(Session.conversation_id == link.conversation_id, Session.ended_at.is_(None))
            .values(ended_at=now)
            .returning(Session.account_id)
        )
        changed = any(account_id != account.id for account_id in ended.scalars())
        await settle(connection, link.conversation_id, account.id, changed=changed)
        await connection.execute(
            insert(Session).values(
                account_id=account.id, conversation_id=link.conversation_id, started_at=now, last_seen_at=now
            )
        )
        await attempts.forget(connection, attempts.key_of(self._settings.secret, link.conversation_id))
        paused = await is_paused(connection, link.conversation_id, member_id=account.member_id, seq=link.resume_seq)
        await log.take_up(
            connection,
            link.conversation_id,
            member_id=account.member_id,
            seq=link.resume_seq,
            now=now,
            first=leaving,
            resume=RESUME if paused else link.resume,
        )
        if moves_to is not None:
            await log.move(connection, link.conversation_id, moves_to)
        conversation = await log.by_id(connection, link.conversation_id)
        return LoggedIn(conversation.id, conversation.channel, account.first_name)

    async def _link(
        self, connection: AsyncConnection, token: str, *, opening: bool
    ) -> Row[str, int | None, str | None, datetime, datetime | None]:
        link = (await connection.execute(_LINK.where(LoginLink.token_hash == _hash(token)))).one_or_none()
        if link is None:
            raise LinkUnknown
        if link.used_at is not None:
            raise LinkUsed
        lives = self._settings.login_link_opens if opening else self._settings.login_link_lives
        if link.created_at + lives <= self._clock.now():
            raise LinkExpired
        return link

    async def _count_attempt(self, token: str, identifier: str, address: str) -> None:
        tried = {("identifier", identifier): IDENTIFIER_LIMITS, ("address", address): ADDRESS_LIMITS}
        now = self._clock.now()
        async with self._store.write() as connection:
            link = await self._link(connection, token, opening=False)
            blocked, until = await self._throttle.count(connection, tried, now=now)
            key = attempts.key_of(self._settings.secret, link.conversation_id)
            await attempts.note(connection, key, blocked_until=until, now=now)
        if blocked:
            raise TooManyAttempts(until)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
