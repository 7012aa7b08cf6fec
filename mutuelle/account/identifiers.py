"""Changing the identifier: a page asks for the new address, a link sent there confirms it, the old one is told.

The contact e-mail changes with it, as in the insurer's member space. Until the link is confirmed nothing changes.
Nothing tells whether an address is another account's: it gets an e-mail of its own that says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import links, pages
from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.change_tables import IdentifierChange
from mutuelle.account.coordinates import masked_email, read_email
from mutuelle.account.links import For
from mutuelle.account.opening import in_words
from mutuelle.account.opening_rules import email_hint
from mutuelle.account.step_up import use_code
from mutuelle.account.tables import Account
from mutuelle.clock import Clock
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.conversations.tables import Conversation
from mutuelle.errors import EmailRefused, LinkUsed
from mutuelle.mail.service import post
from mutuelle.settings import Settings
from mutuelle.store import Store, insert_missing

PURPOSE = "change_login_email"
PAGE, CONFIRM, RESET = "identifier_page", "identifier_confirm", "password_reset"
PAGE_LIVES, LINK_LIVES = timedelta(minutes=15), timedelta(hours=24)
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class ChangeState:
    """Where the newest change stands: `none`, `waiting` (until `until`), `expired`, or `done` (at `done_at`)."""

    viewer: Viewer
    identifier: str
    state: str
    email: str = ""
    sent_at: datetime | None = None
    until: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True)
class ChangePage:
    """What the page shows: the identifier in force, and what to fill the field in with."""

    asked: pages.PageOf
    proposed: str


@dataclass(frozen=True)
class Requested:
    """A link was sent, good until then."""

    asked: pages.PageOf
    email: str
    until: datetime


@dataclass(frozen=True)
class Confirming:
    """What the page behind the e-mailed link shows; the former address only so that its owner knows it."""

    email: str
    masked_former: str


@dataclass(frozen=True)
class Changed:
    """The identifier is another one now; `conversation_id` was told, if it still exists."""

    email: str
    conversation_id: str | None


def checked(text: str, *, current: str, kept: str = "") -> str:
    """Return the address in lower case. Raises EmailRefused; an address `kept` as it is may look like a typo."""
    email = read_email(text.strip())
    if email is None or email != text.strip().lower():
        raise EmailRefused("invalid")
    if email == current:
        raise EmailRefused("same")
    hint = email_hint(email)
    if hint is not None and kept != email:
        raise EmailRefused("typo", hint)
    return email


def shown_in(channel: str, email: str) -> str:
    """Return an address as a conversation shows it: masked where what was said stays on another company's servers."""
    return masked_email(email) if channel == "telegram" else email


class IdentifierService:
    """Takes a new identifier from the first page to the link that confirms it."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def state(self, rasa_id: str) -> ChangeState:
        """Return where the newest change stands. Raises NotLoggedIn, SessionLocked, ConversationUnknown."""
        now = self._clock.now()
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id, now)
            row: Any = (
                await connection.execute(
                    select(
                        Account.identifier,
                        IdentifierChange.email,
                        IdentifierChange.sent_at,
                        IdentifierChange.expires_at,
                        IdentifierChange.done_at,
                    )
                    .outerjoin(IdentifierChange, IdentifierChange.account_id == Account.id)
                    .where(Account.id == viewer.account_id)
                )
            ).one()
        if row.email is None or (row.done_at or row.expires_at) + REMEMBERED <= now:
            return ChangeState(viewer, row.identifier, "none")
        state = "done" if row.done_at else "waiting" if row.expires_at > now else "expired"
        return ChangeState(viewer, row.identifier, state, row.email, row.sent_at, row.expires_at, row.done_at)

    async def page_link(self, rasa_id: str, proposed: str | None) -> str:
        """Return the URL of the page that asks for the new address, filled in with the one proposed.

        Raises NotLoggedIn, SessionLocked, ConversationUnknown, CodeNeeded.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id, now)
            await use_code(connection, viewer, purpose=PURPOSE, now=now)
            await insert_missing(connection, IdentifierChange, [{"account_id": viewer.account_id}])
            await connection.execute(_change(viewer.account_id).values(proposed=proposed))
            owner = For(account_id=viewer.account_id, conversation_id=viewer.conversation_id)
            token = await links.issue(connection, PAGE, owner, now=now, lives=PAGE_LIVES)
        return f"{self._settings.public_url}/identifiant/{token}"

    async def cancel(self, rasa_id: str) -> None:
        """Have the link that waits, and any open page, stop working. Raises NotLoggedIn, SessionLocked."""
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id, now)
            for purpose in (PAGE, CONFIRM):
                await links.revoke(connection, purpose, For(account_id=viewer.account_id), now=now)
            await connection.execute(
                delete(IdentifierChange).where(
                    IdentifierChange.account_id == viewer.account_id, IdentifierChange.done_at.is_(None)
                )
            )

    async def page(self, token: str) -> ChangePage:
        """Return what the page shows; changes nothing. Raises LinkUnknown, LinkUsed, LinkExpired."""
        async with self._store.read() as connection:
            asked = await self._asked(connection, token)
            proposed = await connection.execute(
                select(IdentifierChange.proposed).where(IdentifierChange.account_id == asked.account_id)
            )
            return ChangePage(asked, proposed.scalar_one_or_none() or "")

    async def request(self, token: str, text: str, *, kept: str = "", notice: str) -> Requested:
        """Send the link to the new address, and a notice to the one in force; older links are dead.

        `notice`, with `{email}` and `{until}` in it, is said in the conversation. Raises LinkUnknown, LinkUsed,
        LinkExpired, EmailRefused.
        """
        now = self._clock.now()
        until = now + LINK_LIVES
        async with self._store.write() as connection:
            asked = await self._asked(connection, token)
            email = checked(text, current=asked.identifier, kept=kept)
            await links.use(connection, PAGE, token, now=now)
            values = {"email": email, "sent_at": now, "expires_at": until, "done_at": None, "proposed": None}
            await connection.execute(_change(asked.account_id).values(conversation_id=asked.conversation_id, **values))
            await self._send(connection, asked, email, now)
            told: dict[str, Any] = {"email": masked_email(email), "until": in_words(until), "now": now}
            await post(connection, to=asked.identifier, template="identifier_asked", **told)
            said = notice.format(email=shown_in(asked.channel, email), until=in_words(until))
            await pages.tell(connection, asked, said, now=now)
        return Requested(asked, email, until)

    async def confirming(self, token: str) -> Confirming:
        """Return what the e-mailed link would change; changes nothing. Raises LinkUnknown, LinkUsed, LinkExpired."""
        async with self._store.read() as connection:
            owner = (await links.read(connection, CONFIRM, token, now=self._clock.now())).owner
            row = await _asked_for(connection, owner)
        return Confirming(row.email, masked_email(row.identifier))

    async def confirm(self, token: str, *, notice: str) -> Changed:
        """Change the identifier, and the contact e-mail with it; sessions go on.

        `notice`, with `{email}` in it, is said in the conversation that asked. Raises LinkUnknown, LinkUsed (also when
        the address became another account's), LinkExpired.
        """
        now = self._clock.now()
        try:
            async with self._store.write() as connection:
                owner = (await links.use(connection, CONFIRM, token, now=now)).owner
                row = await _asked_for(connection, owner)
                account_id = For(account_id=owner.account_id)
                await links.revoke(connection, RESET, account_id, now=now)  # it was sent to the former address
                await connection.execute(
                    update(Account).where(Account.id == owner.account_id).values(identifier=row.email)
                )
                await connection.execute(
                    update(Member).where(Member.id == row.member_id).values(contact_email=row.email)
                )
                await connection.execute(_change(owner.account_id).values(done_at=now, former=row.identifier))
                told: dict[str, Any] = {"email": masked_email(row.email), "at": in_words(now), "now": now}
                for former in {row.identifier, row.contact_email or row.identifier} - {row.email}:
                    await post(connection, to=former, template="identifier_changed", **told)
                if row.told_in is not None:
                    body = {"type": "text", "text": notice.format(email=shown_in(row.channel, row.email))}
                    await log.append_out(connection, row.told_in, bodies=[(body, row.member_id)], now=now)
        except IntegrityError:
            raise LinkUsed from None
        return Changed(row.email, row.told_in)

    async def _send(self, connection: AsyncConnection, asked: pages.PageOf, email: str, now: datetime) -> None:
        """Send the link; to another account's address, that somebody asked for it."""
        owner = For(account_id=asked.account_id)
        await links.revoke(connection, CONFIRM, owner, now=now)
        taken = (await connection.execute(select(Account.id).where(Account.identifier == email))).first()
        if taken is not None:
            await post(connection, to=email, template="identifier_taken", now=now)
            return
        token = await links.issue(connection, CONFIRM, owner, now=now, lives=LINK_LIVES)
        url, until = f"{self._settings.public_url}/nouvel-identifiant/{token}", now + LINK_LIVES
        told = {"url": url, "until": in_words(until)}
        await post(connection, to=email, template="identifier_confirm", now=now, good_until=until, **told)

    async def _viewer(self, connection: AsyncConnection, rasa_id: str, now: datetime) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)

    async def _asked(self, connection: AsyncConnection, token: str) -> pages.PageOf:
        now, idle = self._clock.now(), self._settings.session_idle
        return await pages.asked(connection, PAGE, token, now=now, idle=idle)


def _change(account_id: int | None) -> Any:
    return update(IdentifierChange).where(IdentifierChange.account_id == account_id)


async def _asked_for(connection: AsyncConnection, owner: For) -> Any:
    """Return the change that a link confirms, and the account before it. Raises LinkUsed when it is over."""
    row: Any = (
        await connection.execute(
            select(
                IdentifierChange.email,
                Account.identifier,
                Account.member_id,
                Member.contact_email,
                Conversation.id.label("told_in"),
                Conversation.channel,
            )
            .join(Account, Account.id == IdentifierChange.account_id)
            .join(Member, Member.id == Account.member_id)
            .outerjoin(Conversation, Conversation.id == IdentifierChange.conversation_id)
            .where(IdentifierChange.account_id == owner.account_id, IdentifierChange.done_at.is_(None))
        )
    ).one_or_none()
    if row is None or row.email is None:
        raise LinkUsed
    return row
