"""Turns easy-to-read words on and off: in a conversation, and for the member who is logged in there."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import viewer_of
from mutuelle.account.tables import Account
from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.conversations.recollections import Visitor, forget
from mutuelle.conversations.tables import Conversation, Event
from mutuelle.easy.asking import INTENT
from mutuelle.easy.wording import TOPIC
from mutuelle.errors import NotLoggedIn, SessionLocked
from mutuelle.settings import Settings
from mutuelle.store import Store


@dataclass(frozen=True)
class Chosen:
    """What came of it. `before`: how it was already; `last`: what was said or tapped before this, "" for nothing."""

    before: bool
    last: str = ""


class EasyService:
    """Knows how to talk in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def is_on(self, rasa_id: str) -> bool:
        """Say whether easy-to-read words were asked for; False for a conversation that is not there."""
        async with self._store.read() as connection:
            on = select(Conversation.easy).where(Conversation.rasa_id == rasa_id)
            return bool((await connection.execute(on)).scalar())

    async def choose(self, rasa_id: str, *, easy: bool) -> Chosen:
        """Talk so from now on: here, and wherever the member logs in, if he is. Raises ConversationUnknown."""
        now = self._clock.now()
        async with self._store.write() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            here = Conversation.id == conversation.id
            before = bool((await connection.execute(select(Conversation.easy).where(here))).scalar())
            await connection.execute(update(Conversation).where(here).values(easy=easy))
            if not easy:
                await forget(connection, Visitor(conversation.id), TOPIC)
            try:
                viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            except (NotLoggedIn, SessionLocked):
                member_id = None
            else:
                member_id = viewer.member_id
                await connection.execute(update(Account).where(Account.id == viewer.account_id).values(easy=easy))
            last = await _said_before(connection, conversation.id, conversation.history_after, member_id)
        return Chosen(before, last)


async def settle(connection: AsyncConnection, conversation_id: str, account_id: int, *, changed: bool) -> None:
    """After a login, talk as the member chose: as he asked here before it, else as he once did.

    `changed`: somebody else was logged in here, whose choice does not count.
    """
    here, mine = Conversation.id == conversation_id, Account.id == account_id
    asked = False if changed else bool((await connection.execute(select(Conversation.easy).where(here))).scalar())
    if asked:
        await connection.execute(update(Account).where(mine).values(easy=True))
        return
    own = bool((await connection.execute(select(Account.easy).where(mine))).scalar())
    await connection.execute(update(Conversation).where(here).values(easy=own))


async def _said_before(
    connection: AsyncConnection, conversation_id: str, history_after: int, member_id: int | None
) -> str:
    """Return what the dialogue engine was given before the message being answered, if saying it again is harmless.

    A tapped button is not: it may have stood for a change.
    """
    heard = (Event.conversation_id == conversation_id) & (Event.direction == "in")
    answering = select(func.min(Event.seq)).where(heard, Event.state == "pending").scalar_subquery()
    row = (
        await connection.execute(
            select(Event.payload, Event.body)
            .where(
                and_(heard, Event.seq > history_after, Event.seq < answering),
                Event.state == "done",
                Event.payload.is_not(None),
                Event.member_id == member_id if member_id is not None else Event.member_id.is_(None),
                Event.payload.not_like(f"/{INTENT}%"),
            )
            .order_by(Event.seq.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None or row.payload.startswith("/"):
        return ""
    return str(row.payload)
