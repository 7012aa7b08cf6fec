"""Why a login fails, as far as this conversation may be told: what it did itself, never who has an account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mutuelle.account import attempts
from mutuelle.account.attempts import Attempts
from mutuelle.account.deletion import KEPT
from mutuelle.account.opening import LINK_LIVES, RESENT_AT_MOST
from mutuelle.account.tables import Account, AccountDraft, LoginLink, Session
from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.settings import Settings
from mutuelle.store import Store


@dataclass(frozen=True)
class Situation:
    """What this conversation did about logging in.

    `session`: `none`, `open` or `locked`. `draft`: the request for an account made here: `none`, `asking`, `recorded`,
    `expired` (its link) or `activated`; `draft_at`, `draft_until`, `email`, `may_resend` of one that was recorded.
    `link_expired`: the newest login link given here was not used in time. `erases_at`: the account that was open here
    was asked to be deleted, and will be erased then.
    """

    session: str
    draft: str
    attempts: Attempts
    link_expired: bool
    erases_at: datetime | None = None
    draft_at: datetime | None = None
    draft_until: datetime | None = None
    email: str = ""
    may_resend: bool = False


class LoginHelp:
    """Looks at what a conversation did."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def situation(self, rasa_id: str) -> Situation:
        """Return what this conversation did. Raises ConversationUnknown."""
        now = self._clock.now()
        async with self._store.read() as connection:
            here = await log.by_rasa_id(connection, rasa_id)
            last = (await connection.execute(_LAST_SESSION.where(Session.conversation_id == here.id))).first()
            draft = (await connection.execute(_DRAFT.where(AccountDraft.conversation_id == here.id))).one_or_none()
            link = (await connection.execute(_LAST_LINK.where(LoginLink.conversation_id == here.id))).first()
            tried = await attempts.of(connection, attempts.key_of(self._settings.secret, here.id), now=now)
        session, erases_at = "none", None
        if last is not None and last.ended_at is None:
            session = "locked" if last.last_seen_at + self._settings.session_idle < now else "open"
        elif last is not None and last.erases_at is not None and last.ended_at == last.erases_at - KEPT:
            erases_at = last.erases_at
        unused = link is not None and link.used_at is None
        expired = link is not None and unused and link.created_at + self._settings.login_link_opens <= now
        if draft is None or draft.state != "recorded":
            state = "none" if draft is None else str(draft.state)
            return Situation(session, state, tried, expired, erases_at)
        until = draft.sent_at + LINK_LIVES
        return Situation(
            session,
            "recorded" if until > now else "expired",
            tried,
            expired,
            erases_at,
            draft.recorded_at,
            until,
            draft.email,
            draft.resent < RESENT_AT_MOST,
        )


_LAST_SESSION = (
    select(Session.ended_at, Session.last_seen_at, Account.erases_at)
    .join(Account, Account.id == Session.account_id)
    .order_by(Session.id.desc())
    .limit(1)
)
_DRAFT = select(
    AccountDraft.state, AccountDraft.recorded_at, AccountDraft.sent_at, AccountDraft.email, AccountDraft.resent
)
_LAST_LINK = select(LoginLink.created_at, LoginLink.used_at).order_by(LoginLink.created_at.desc()).limit(1)
