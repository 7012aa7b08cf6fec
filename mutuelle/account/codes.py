"""One-time codes for step-up: sent by e-mail or read in an app, entered on a secure page; see `step_up`."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import access
from mutuelle.account.change_tables import TotpFactor
from mutuelle.account.code_tables import OneTimeCode
from mutuelle.account.factors import CODE_LIVES, LOST_WAITS, EmailCode, TotpCode, drop_lost, factor_of, factors
from mutuelle.account.opening import in_words
from mutuelle.account.step_up import OPEN
from mutuelle.account.tables import Account, Session
from mutuelle.clock import Clock
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.conversations.tables import Conversation, Event
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed, TooManyCodes, WrongCode
from mutuelle.mail.service import post
from mutuelle.settings import Settings
from mutuelle.store import Store

TRIES = 5
BETWEEN_SENDINGS = timedelta(seconds=60)
SENDINGS_AN_HOUR = 6


@dataclass(frozen=True)
class CodeRequest:
    """What the page of a code shows: where it was asked for, what for, where it was sent, tries left.

    `factor`: where the code comes from. `lost_until`: from then on it comes by e-mail, since the phone was said lost.
    """

    conversation_id: str
    channel: str
    what: str
    masked_email: str
    tries_left: int
    may_resend_at: datetime
    factor: str = EmailCode.name
    lost_until: datetime | None = None


@dataclass(frozen=True)
class CodeConfirmed:
    """The code was right: the conversation goes on."""

    conversation_id: str
    channel: str


class Codes:
    """Sends codes, and judges what is entered on their page."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._factors = factors(settings)

    async def factor(self, rasa_id: str) -> str:
        """Return where the codes of the member who is logged in come from. Raises NotLoggedIn, SessionLocked."""
        now = self._clock.now()
        async with self._store.read() as connection:
            viewer = await access.viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            return await factor_of(connection, viewer.account_id, now=now)

    async def ask(self, rasa_id: str, *, purpose: str, then: str | None = None) -> str:
        """Send a code and return the URL of the page where it is entered; older ones of the purpose are dead.

        Once it was entered, the dialogue is given `then`, else the message being answered now. Raises NotLoggedIn,
        SessionLocked, TooManyCodes, KeyError for a purpose that `purposes.yml` does not name.
        """
        what, token, now = purposes()[purpose], secrets.token_urlsafe(32), self._clock.now()
        async with self._store.write() as connection:
            viewer = await access.viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            await self._may_send(connection, viewer.account_id, now)
            await drop_lost(connection, viewer.account_id, now=now)
            factor = self._factors[await factor_of(connection, viewer.account_id, now=now)]
            await connection.execute(
                update(OneTimeCode)
                .where(OneTimeCode.account_id == viewer.account_id, OneTimeCode.purpose == purpose, *OPEN)
                .values(ended_at=now)
            )
            code_hash = await factor.begin(connection, account_id=viewer.account_id, token=token, what=what, now=now)
            await connection.execute(
                insert(OneTimeCode).values(
                    token_hash=_hash(token),
                    account_id=viewer.account_id,
                    session_id=viewer.session_id,
                    conversation_id=viewer.conversation_id,
                    purpose=purpose,
                    factor=factor.name,
                    code_hash=code_hash,
                    then=then or await _waiting(connection, viewer.conversation_id),
                    sendings=1,
                    tries=0,
                    created_at=now,
                    sent_at=now,
                )
            )
        return f"{self._settings.public_url}/code/{token}"

    async def request(self, token: str) -> CodeRequest:
        """Return what the page shows; changes nothing. Raises LinkUnknown, LinkExpired, LinkUsed."""
        async with self._store.read() as connection:
            row = await self._row(connection, token)
        return CodeRequest(
            conversation_id=row.conversation_id,
            channel=row.channel,
            what=purposes()[row.purpose],
            masked_email=masked(row.identifier),
            tries_left=max(0, TRIES - row.tries),
            may_resend_at=row.sent_at + BETWEEN_SENDINGS,
            factor=row.factor,
            lost_until=row.lost_at + LOST_WAITS if row.lost_at else None,
        )

    async def enter(self, token: str, code: str) -> CodeConfirmed:
        """Judge a code; a right one has the conversation go on. A try is counted before it is judged.

        Raises LinkUnknown, LinkExpired, LinkUsed, WrongCode.
        """
        now = self._clock.now()
        typed = "".join(char for char in code if char.isdigit())
        async with self._store.write() as connection:
            row = await self._row(connection, token)
            counted = await connection.execute(
                update(OneTimeCode)
                .where(_is(token), OneTimeCode.tries < TRIES, OneTimeCode.confirmed_at.is_(None), *OPEN)
                .values(tries=OneTimeCode.tries + 1)
                .returning(OneTimeCode.tries, OneTimeCode.code_hash)
            )
            tried = counted.one_or_none()
            if tried is None:
                await self._row(connection, token)  # says LinkUsed to the second of two forms sent at once
            right = tried is not None and await self._factors[row.factor].right(
                connection, account_id=row.account_id, token=token, kept=tried.code_hash, typed=typed, now=now
            )
            if right:
                await self._go_on(connection, token, row, now)
        if not right:
            raise WrongCode(TRIES - tried.tries if tried is not None else 0)
        return CodeConfirmed(row.conversation_id, row.channel)

    async def resend(self, token: str) -> None:
        """Send a new code to the same page; the tries made so far still count. An app needs none.

        Raises LinkUnknown, LinkExpired, LinkUsed, TooManyCodes.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            row = await self._row(connection, token)
            if row.factor != EmailCode.name:
                return
            if row.sent_at + BETWEEN_SENDINGS > now:
                raise TooManyCodes(row.sent_at + BETWEEN_SENDINGS)
            await self._may_send(connection, row.account_id, now)
            sent = await connection.execute(
                update(OneTimeCode)
                .where(_is(token), OneTimeCode.sent_at == row.sent_at, *OPEN)
                .values(sent_at=now, sendings=OneTimeCode.sendings + 1)
            )
            if sent.rowcount == 1:
                what = purposes()[row.purpose]
                code_hash = await self._factors[row.factor].begin(
                    connection, account_id=row.account_id, token=token, what=what, now=now
                )
                await connection.execute(update(OneTimeCode).where(_is(token)).values(code_hash=code_hash))

    async def lost(self, token: str) -> None:
        """Note that the phone with the app is lost: after `LOST_WAITS`, codes come by e-mail; told to every address.

        A code of the app in the meantime undoes it. Raises LinkUnknown, LinkExpired, LinkUsed.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            row = await self._row(connection, token)
            noted = await connection.execute(
                update(TotpFactor)
                .where(TotpFactor.account_id == row.account_id, TotpFactor.lost_at.is_(None))
                .values(lost_at=now)
            )
            if row.factor != TotpCode.name or noted.rowcount == 0:
                return
            for address in {row.identifier, row.contact_email or row.identifier}:
                await post(connection, to=address, template="app_lost", now=now, until=in_words(now + LOST_WAITS))

    async def _go_on(self, connection: AsyncConnection, token: str, row: Any, now: datetime) -> None:
        await connection.execute(update(OneTimeCode).where(_is(token)).values(confirmed_at=now))
        await access.touch(connection, conversation_id=row.conversation_id, now=now, idle=self._settings.session_idle)
        body = {"type": "resume", "after": "code"}
        await log.append_in(connection, row.conversation_id, body=body, payload=row.then, now=now)

    async def _may_send(self, connection: AsyncConnection, account_id: int, now: datetime) -> None:
        """Lock the account's row, so that sendings are counted one at a time. Raises TooManyCodes."""
        await connection.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        recent = OneTimeCode.created_at > now - timedelta(hours=1)
        sums = (
            await connection.execute(
                select(func.sum(OneTimeCode.sendings), func.min(OneTimeCode.created_at)).where(
                    OneTimeCode.account_id == account_id, recent
                )
            )
        ).one()
        if (sums[0] or 0) >= SENDINGS_AN_HOUR:
            raise TooManyCodes(sums[1] + timedelta(hours=1))

    async def _row(self, connection: AsyncConnection, token: str) -> Any:
        row: Any = (
            await connection.execute(
                select(
                    OneTimeCode.account_id,
                    OneTimeCode.conversation_id,
                    OneTimeCode.purpose,
                    OneTimeCode.factor,
                    OneTimeCode.then,
                    OneTimeCode.tries,
                    OneTimeCode.sent_at,
                    OneTimeCode.confirmed_at,
                    OneTimeCode.used_at,
                    OneTimeCode.ended_at,
                    Account.identifier,
                    Member.contact_email,
                    TotpFactor.lost_at,
                    Session.ended_at.label("session_ended_at"),
                    Conversation.channel,
                )
                .join(Account, Account.id == OneTimeCode.account_id)
                .join(Member, Member.id == Account.member_id)
                .outerjoin(TotpFactor, TotpFactor.account_id == OneTimeCode.account_id)
                .join(Session, Session.id == OneTimeCode.session_id)
                .join(Conversation, Conversation.id == OneTimeCode.conversation_id)
                .where(_is(token))
            )
        ).one_or_none()
        if row is None:
            raise LinkUnknown
        if row.confirmed_at or row.used_at or row.ended_at:
            raise LinkUsed
        if row.session_ended_at or row.sent_at + CODE_LIVES <= self._clock.now():
            raise LinkExpired
        return row


def masked(email: str) -> str:
    """Return an e-mail address of which only the first letter and the domain can be read."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


@cache
def purposes() -> dict[str, str]:
    """Return what a code may be asked for, in the words of the e-mail."""
    content: dict[str, str] = yaml.safe_load(Path(__file__).with_name("purposes.yml").read_text(encoding="utf-8"))
    return content


async def _waiting(connection: AsyncConnection, conversation_id: str) -> str | None:
    """Return what the dialogue was given with the message being answered now."""
    seq = await log.oldest_pending_seq(connection, conversation_id)
    if seq is None:
        return None
    payload: str | None = (
        await connection.execute(
            select(Event.payload).where(Event.conversation_id == conversation_id, Event.seq == seq)
        )
    ).scalar()
    return payload


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is(token: str) -> ColumnElement[bool]:
    return OneTimeCode.token_hash == _hash(token)
