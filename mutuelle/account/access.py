"""Who is logged in in a conversation: the one place that decides whose data may be shown or changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.tables import Account, Session
from mutuelle.contract.tables import Contract, Member
from mutuelle.conversations.tables import Conversation
from mutuelle.errors import ConversationUnknown, NotLoggedIn, SessionLocked


@dataclass(frozen=True)
class Viewer:
    """The member logged in in a conversation, and what he may see there."""

    conversation_id: str
    channel: str
    session_id: int
    account_id: int
    member_id: int
    contract_id: int
    first_name: str
    last_name: str
    care_choice: bool | None

    @property
    def sees_care(self) -> bool:
        """Whether this channel may show him the kind of care: the web may, Telegram once he agreed."""
        return self.channel == "web" or self.care_choice is True


@dataclass(frozen=True)
class Presence:
    """What a conversation's page shows of who is there: `anonymous`, `open` or `locked`."""

    state: str
    member_id: int | None = None
    name: str | None = None
    history_after: int = 0


_SESSION_OF = (
    select(
        Conversation.id,
        Conversation.channel,
        Conversation.history_after,
        Session.id.label("session_id"),
        Session.last_seen_at,
        Account.id.label("account_id"),
        Account.care_on_telegram,
        Member.id.label("member_id"),
        Member.first_name,
        Member.last_name,
        Contract.id.label("contract_id"),
    )
    .select_from(Conversation)
    .outerjoin(Session, (Session.conversation_id == Conversation.id) & Session.ended_at.is_(None))
    .outerjoin(Account, Account.id == Session.account_id)
    .outerjoin(Member, Member.id == Account.member_id)
    .outerjoin(Contract, Contract.member_id == Member.id)
)
_BY_RASA_ID = _SESSION_OF.where(Conversation.rasa_id == bindparam("key"))
_BY_ID = _SESSION_OF.where(Conversation.id == bindparam("key"))


async def viewer_of(connection: AsyncConnection, *, rasa_id: str, now: datetime, idle: timedelta) -> Viewer:
    """Return the member logged in in the conversation that the dialogue engine calls `rasa_id`.

    Raises ConversationUnknown, NotLoggedIn, or SessionLocked after `idle` without a message.
    """
    row = (await connection.execute(_BY_RASA_ID, {"key": rasa_id})).one_or_none()
    if row is None:
        raise ConversationUnknown
    if row.session_id is None:
        raise NotLoggedIn
    if row.last_seen_at + idle < now:
        raise SessionLocked
    return Viewer(
        conversation_id=row.id,
        channel=row.channel,
        session_id=row.session_id,
        account_id=row.account_id,
        member_id=row.member_id,
        contract_id=row.contract_id,
        first_name=row.first_name,
        last_name=row.last_name,
        care_choice=row.care_on_telegram,
    )


async def presence_in(connection: AsyncConnection, *, conversation_id: str, now: datetime, idle: timedelta) -> Presence:
    """Return who is there, for display. Raises ConversationUnknown."""
    row = (await connection.execute(_BY_ID, {"key": conversation_id})).one_or_none()
    if row is None:
        raise ConversationUnknown
    if row.session_id is None:
        return Presence("anonymous", history_after=row.history_after)
    if row.last_seen_at + idle < now:
        return Presence("locked", history_after=row.history_after)
    name = f"{row.first_name} {row.last_name[:1]}."
    return Presence("open", row.member_id, name, row.history_after)


async def touch(connection: AsyncConnection, *, conversation_id: str, now: datetime, idle: timedelta) -> int | None:
    """Keep the conversation's session alive, if it still is (a locked one stays locked), and return its member."""
    account_id = (
        await connection.execute(
            update(Session)
            .where(
                Session.conversation_id == conversation_id,
                Session.ended_at.is_(None),
                Session.last_seen_at >= now - idle,
            )
            .values(last_seen_at=now)
            .returning(Session.account_id)
        )
    ).scalar_one_or_none()
    if account_id is None:
        return None
    return (await connection.execute(select(Account.member_id).where(Account.id == account_id))).scalar_one()
