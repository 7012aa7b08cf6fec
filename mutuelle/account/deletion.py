"""Deleting the online account: marked for thirty days, during which the member may keep it, then erased for good.

The contract's file (member, contract, beneficiaries, reimbursements) stays: the law has the mutuelle keep it. What the
member did online goes: account, sessions, links, codes, Telegram link, conversations, e-mails.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import links, pages
from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.change_tables import IdentifierChange
from mutuelle.account.links import For
from mutuelle.account.opening import in_words
from mutuelle.account.step_up import use_code
from mutuelle.account.tables import Account, AccountDraft, SecureLink, Session
from mutuelle.clock import Clock
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.conversations.tables import Answer, Event, Recollection
from mutuelle.errors import KeywordWrong, LinkUsed
from mutuelle.mail.service import post
from mutuelle.mail.tables import Mail
from mutuelle.practitioners.kept import forget_places
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.wording import words_of

PURPOSE, PAGE = "delete_account", "account_deletion"
PAGE_LIVES = timedelta(minutes=15)
KEPT = timedelta(days=30)
KEYWORD = "supprimer"


@dataclass(frozen=True)
class DeletionState:
    """Whether the account is about to be erased, and when."""

    viewer: Viewer
    erases_at: datetime | None


@dataclass(frozen=True)
class Marked:
    """The account will be erased then, unless it is kept; its sessions in these conversations are over."""

    asked: pages.PageOf
    erases_at: datetime
    ended: tuple[str, ...]


def is_keyword(text: str) -> bool:
    """Say whether the word was copied out: capitals, accents, quotation marks and spaces apart."""
    return "".join(words_of(text)) == KEYWORD


class DeletionService:
    """Marks accounts, keeps them after all, erases what is due."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    def would_erase_at(self) -> datetime:
        """Return when an account marked now would be erased."""
        return self._clock.now() + KEPT

    async def state(self, rasa_id: str) -> DeletionState:
        """Return whether the member's account is marked. Raises NotLoggedIn, SessionLocked, ConversationUnknown."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            marked = select(Account.erases_at).where(Account.id == viewer.account_id)
            return DeletionState(viewer, (await connection.execute(marked)).scalar_one())

    async def page_link(self, rasa_id: str) -> str:
        """Return the URL of the page that asks for the keyword.

        Raises NotLoggedIn, SessionLocked, ConversationUnknown, CodeNeeded.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            await use_code(connection, viewer, purpose=PURPOSE, now=now)
            owner = For(account_id=viewer.account_id, conversation_id=viewer.conversation_id)
            token = await links.issue(connection, PAGE, owner, now=now, lives=PAGE_LIVES)
        return f"{self._settings.public_url}/suppression/{token}"

    async def page(self, token: str) -> pages.PageOf:
        """Return whom the page is for; changes nothing. Raises LinkUnknown, LinkUsed, LinkExpired."""
        async with self._store.read() as connection:
            return await self._asked(connection, token)

    async def mark(self, token: str, keyword: str, *, notice: str) -> Marked:
        """Have the account erased in thirty days, end its sessions everywhere, and forget what they showed.

        `notice`, with `{at}` in it, is said in the conversation. Raises LinkUnknown, LinkUsed, LinkExpired,
        KeywordWrong.
        """
        now = self._clock.now()
        erases_at = now + KEPT
        async with self._store.write() as connection:
            asked = await self._asked(connection, token)
            if not is_keyword(keyword):
                raise KeywordWrong
            await links.use(connection, PAGE, token, now=now)
            marked = await connection.execute(
                update(Account)
                .where(Account.id == asked.account_id, Account.erases_at.is_(None))
                .values(erases_at=erases_at)
            )
            if marked.rowcount != 1:
                raise LinkUsed
            await connection.execute(
                update(SecureLink)
                .where(SecureLink.account_id == asked.account_id, SecureLink.used_at.is_(None))
                .values(used_at=now)
            )
            ended = await _end_sessions(connection, asked.account_id, now)
            await post(connection, to=asked.identifier, template="deletion_marked", now=now, at=in_words(erases_at))
            body = {"type": "text", "text": notice.format(at=in_words(erases_at))}
            await log.append_out(connection, asked.conversation_id, bodies=[(body, None)], now=now)
        return Marked(asked, erases_at, ended)

    async def keep(self, rasa_id: str) -> DeletionState:
        """Keep the account after all; `erases_at` is when it would have been erased, None when it was not marked.

        Raises NotLoggedIn, SessionLocked, ConversationUnknown.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            row = (
                await connection.execute(
                    select(Account.erases_at, Account.identifier)
                    .where(Account.id == viewer.account_id)
                    .with_for_update()
                )
            ).one()
            if row.erases_at is not None:
                await connection.execute(update(Account).where(Account.id == viewer.account_id).values(erases_at=None))
                await post(connection, to=row.identifier, template="deletion_cancelled", now=now, at=in_words(now))
        return DeletionState(viewer, row.erases_at)

    async def erase_due(self, *, at_most: int = 20) -> list[str]:
        """Erase what is due, an account a transaction; return the conversations that are gone or changed."""
        touched: list[str] = []
        for _ in range(at_most):
            async with self._store.write() as connection:
                due: Any = (
                    await connection.execute(
                        select(Account.id, Account.member_id, Account.identifier, Member.contact_email)
                        .join(Member, Member.id == Account.member_id)
                        .where(Account.erases_at <= self._clock.now())
                        .order_by(Account.erases_at)
                        .limit(1)
                        .with_for_update(of=Account, skip_locked=True)
                    )
                ).one_or_none()
                if due is None:
                    return touched
                touched += await _erase(connection, due, self._clock.now())
        return touched

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    async def _asked(self, connection: AsyncConnection, token: str) -> pages.PageOf:
        now, idle = self._clock.now(), self._settings.session_idle
        return await pages.asked(connection, PAGE, token, now=now, idle=idle)


async def _end_sessions(connection: AsyncConnection, account_id: int, now: datetime) -> tuple[str, ...]:
    ended = await connection.execute(
        update(Session)
        .where(Session.account_id == account_id, Session.ended_at.is_(None))
        .values(ended_at=now)
        .returning(Session.conversation_id)
    )
    conversations = tuple(ended.scalars())
    for conversation_id in conversations:
        await log.forget_history(connection, conversation_id)
    return conversations


async def _erase(connection: AsyncConnection, account: Any, now: datetime) -> list[str]:
    """Erase one account; a conversation in which others logged in too keeps what is not his."""
    of_account = select(Session.conversation_id).where(Session.account_id == account.id)
    mine = list((await connection.execute(of_account.distinct())).scalars())
    others = select(Session.conversation_id).where(Session.conversation_id.in_(mine), Session.account_id != account.id)
    shared = set((await connection.execute(others.distinct())).scalars())
    await _erase_mails(connection, account)
    for table in (Event, Answer, Recollection):
        await connection.execute(delete(table).where(table.member_id == account.member_id))
    await connection.execute(
        delete(AccountDraft).where(
            or_(AccountDraft.member_id == account.member_id, AccountDraft.email == account.identifier)
        )
    )
    await forget_places(connection, account.member_id)
    await connection.execute(delete(Session).where(Session.account_id == account.id))
    await log.drop(connection, [one for one in mine if one not in shared], now=now, erased=True)
    await connection.execute(delete(Account).where(Account.id == account.id))
    await connection.execute(update(Member).where(Member.id == account.member_id).values(notifications="none"))
    return mine


async def _erase_mails(connection: AsyncConnection, account: Any) -> None:
    """Erase what was written to his addresses; one that is another account's identifier is left to that one."""
    change = select(IdentifierChange.email, IdentifierChange.former).where(IdentifierChange.account_id == account.id)
    asked = (await connection.execute(change)).one_or_none() or ()
    addresses = {account.identifier, account.contact_email, *asked}
    of_other: ColumnElement[bool] = exists(
        select(Account.id).where(Account.identifier == Mail.recipient, Account.id != account.id)
    )
    await connection.execute(delete(Mail).where(Mail.recipient.in_(addresses - {None}), ~of_other))
