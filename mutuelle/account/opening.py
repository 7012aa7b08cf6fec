"""Opening an account by conversation: what was given so far, the recap, the password page, the activation.

Number, name and birth date must be those of a member without an account. When they are not, everything looks the
same to whoever typed them: the same page, the same sentence, the same time; only no e-mail leaves. The account itself
is made when the e-mail's link is confirmed.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import links
from mutuelle.account.links import For
from mutuelle.account.opening_reading import Fields, Heard, read_answer, read_first, step_of
from mutuelle.account.opening_rules import same_person
from mutuelle.account.password_rules import birth_date_forms, password_problem
from mutuelle.account.passwords import Passwords
from mutuelle.account.tables import Account, AccountDraft
from mutuelle.clock import PARIS, Clock, today
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.errors import LinkUnknown, LinkUsed, PasswordRefused
from mutuelle.french import long_date
from mutuelle.mail.service import post
from mutuelle.settings import Settings
from mutuelle.store import Store

OPENING, ACTIVATION = "opening", "activation"
PAGE_LIVES = timedelta(minutes=30)
LINK_LIVES = timedelta(hours=24)
DRAFT_LIVES = timedelta(hours=1)
KEPT = timedelta(days=3)
RESENT_AT_MOST = 3

_DRAFT = select(*(column for column in AccountDraft.__table__.columns))


@dataclass(frozen=True)
class Recorded:
    """A request that was recorded, and until when the link in the e-mail works."""

    email: str
    at: datetime
    until: datetime
    may_resend: bool = True


@dataclass(frozen=True)
class Asked:
    """What the password page shows of the conversation that asked for it."""

    conversation_id: str
    channel: str
    email: str


class OpeningService:
    """Keeps drafts, records requests, sends and confirms activation links."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._passwords = passwords

    def now(self) -> datetime:
        """Return the current instant."""
        return self._clock.now()

    async def begin(self, rasa_id: str, text: str) -> Fields:
        """Return what is known so far, a new draft with what this sentence tells if there is none."""
        now = self._clock.now()
        async with self._store.write() as connection:
            await connection.execute(delete(AccountDraft).where(AccountDraft.updated_at < now - KEPT))
            conversation = await log.by_rasa_id(connection, rasa_id)
            draft = await _draft(connection, conversation.id)
            if draft is not None and draft.state == "asking" and draft.updated_at > now - DRAFT_LIVES:
                return _fields(draft)
            await connection.execute(delete(AccountDraft).where(AccountDraft.conversation_id == conversation.id))
            fields = read_first(text)
            await connection.execute(
                insert(AccountDraft).values(
                    conversation_id=conversation.id, state="asking", resent=0, updated_at=now, **_values(fields)
                )
            )
            return fields

    async def hear(self, rasa_id: str, text: str, *, intent: str, elsewhere: bool = False) -> Heard:
        """Take an answer to the question being asked; keep what it tells. A refusal or « annuler » erases the draft.

        `elsewhere`: the engine is sure that this is about something else.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            draft = await _draft(connection, conversation.id)
            if draft is None or draft.state != "asking":
                return Heard(Fields(), outcome="cancelled")
            heard = read_answer(
                _fields(draft), text, intent=intent, elsewhere=elsewhere, now=now, today=today(self._clock)
            )
            if heard.outcome in {"cancelled", "refused"}:
                await connection.execute(delete(AccountDraft).where(AccountDraft.id == draft.id))
            else:
                await connection.execute(
                    update(AccountDraft)
                    .where(AccountDraft.id == draft.id)
                    .values(updated_at=now, **_values(heard.fields))
                )
            return heard

    async def page_link(self, rasa_id: str) -> str | None:
        """Return the URL of the page where the password is chosen; None when the draft is not complete."""
        now = self._clock.now()
        async with self._store.write() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            draft = await _draft(connection, conversation.id)
            if draft is None or draft.state != "asking" or step_of(_fields(draft)) != "recap":
                return None
            owner = For(draft_id=draft.id, conversation_id=conversation.id)
            token = await links.issue(connection, OPENING, owner, now=now, lives=PAGE_LIVES)
        return f"{self._settings.public_url}/creation/{token}"

    async def asked(self, token: str) -> Asked:
        """Return what the password page is for; changes nothing. Raises LinkUnknown, LinkExpired, LinkUsed."""
        async with self._store.read() as connection:
            link = await links.read(connection, OPENING, token, now=self._clock.now())
            draft = await _of_link(connection, link)
            conversation = await log.by_id(connection, draft.conversation_id)
        return Asked(conversation.id, conversation.channel, draft.email)

    async def record(self, token: str, password: str) -> Recorded:
        """Record the request with its password; the e-mail leaves if what was given is right.

        Raises LinkUnknown, LinkExpired, LinkUsed, PasswordRefused.
        """
        now = self._clock.now()
        async with self._store.read() as connection:
            draft = await _of_link(connection, await links.read(connection, OPENING, token, now=now))
        own = [draft.number, draft.first_name, draft.last_name, draft.email.partition("@")[0]]
        own += [*birth_date_forms(draft.birth_date), draft.email]
        if problem := password_problem(password, own=own):
            raise PasswordRefused(problem)
        password_hash = await self._passwords.hashed(password)
        async with self._store.write() as connection:
            await links.use(connection, OPENING, token, now=now)
            member_id = await _match(connection, draft)
            await connection.execute(
                update(AccountDraft)
                .where(AccountDraft.id == draft.id)
                .values(
                    state="recorded",
                    password_hash=password_hash,
                    member_id=member_id,
                    recorded_at=now,
                    sent_at=now,
                    updated_at=now,
                )
            )
            if member_id is not None:
                await self._send(connection, draft)
        return Recorded(draft.email, now, now + LINK_LIVES)

    async def recorded(self, rasa_id: str) -> Recorded | None:
        """Return the request recorded in this conversation that is not activated yet, if any."""
        async with self._store.read() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            draft = await _draft(connection, conversation.id)
        return _recorded(draft)

    async def resend(self, rasa_id: str) -> Recorded | None:
        """Send a new link, which kills the older one, at most three times; the same is answered whether one leaves."""
        now = self._clock.now()
        async with self._store.write() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            draft = await _draft(connection, conversation.id)
            known = _recorded(draft)
            if draft is None or known is None or not known.may_resend:
                return known
            await connection.execute(
                update(AccountDraft)
                .where(AccountDraft.id == draft.id)
                .values(resent=draft.resent + 1, sent_at=now, updated_at=now)
            )
            if draft.member_id is not None:
                await self._send(connection, draft)
        return replace(known, until=now + LINK_LIVES)

    async def look_at(self, token: str) -> None:
        """Say by not raising that the activation link works. Raises LinkUnknown, LinkExpired, LinkUsed."""
        async with self._store.read() as connection:
            await links.read(connection, ACTIVATION, token, now=self._clock.now())

    async def activate(self, token: str) -> None:
        """Open the account. Raises LinkUnknown, LinkExpired, LinkUsed (also when the member has one by now)."""
        now = self._clock.now()
        try:
            async with self._store.write() as connection:
                draft = await _of_link(connection, await links.use(connection, ACTIVATION, token, now=now))
                await _open_account(connection, draft, now)
                await connection.execute(
                    update(AccountDraft)
                    .where(AccountDraft.id == draft.id)
                    .values(state="activated", updated_at=now, member_id=None, password_hash=None, **_values(Fields()))
                )
        except IntegrityError:
            raise LinkUsed from None

    async def activated(self, rasa_id: str) -> bool:
        """Say whether the request made in this conversation has become an account."""
        async with self._store.read() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            draft = await _draft(connection, conversation.id)
        return draft is not None and draft.state == "activated"

    async def _send(self, connection: AsyncConnection, draft: Row[tuple[object, ...]]) -> None:
        now = self._clock.now()
        token = await links.issue(connection, ACTIVATION, For(draft_id=draft.id), now=now, lives=LINK_LIVES)
        url = f"{self._settings.public_url}/activation/{token}"
        until = now + LINK_LIVES
        await post(
            connection,
            to=draft.email,
            template="activation",
            now=now,
            good_until=until,
            url=url,
            until=in_words(until),
        )


def in_words(instant: datetime) -> str:
    """Return an instant as a member in France reads it: « 23 novembre 2026 à 10 h 30 »."""
    local = instant.astimezone(UTC).astimezone(PARIS)
    return f"{long_date(local.date())} à {local.hour} h {local.minute:02}"


async def _match(connection: AsyncConnection, draft: Row[tuple[object, ...]]) -> int | None:
    """Return the member that all of what was given is of, if he has no active account and the address is free."""
    members = select(Member.id, Member.first_name, Member.last_name, Member.birth_date)
    member = (await connection.execute(members.where(Member.number == draft.number))).one_or_none()
    member_id = member.id if member else 0
    waiting = (Account.member_id == member_id) & Account.activated_at.is_(None)
    taken = (
        await connection.execute(
            select(Account.id).where(or_(Account.identifier == draft.email, Account.member_id == member_id), ~waiting)
        )
    ).first()
    given = f"{draft.first_name} {draft.last_name}"
    right = (
        member is not None
        and member.birth_date == draft.birth_date
        and same_person(given, f"{member.first_name} {member.last_name}")
    )
    return int(member.id) if member is not None and right and taken is None else None


async def _open_account(connection: AsyncConnection, draft: Row[tuple[object, ...]], now: datetime) -> None:
    """Insert the account, or take over one that was never activated."""
    values = {"identifier": draft.email, "password_hash": draft.password_hash, "activated_at": now}
    waiting = update(Account).where(Account.member_id == draft.member_id, Account.activated_at.is_(None))
    if (await connection.execute(waiting.values(**values))).rowcount == 0:
        await connection.execute(insert(Account).values(member_id=draft.member_id, created_at=now, **values))


async def _draft(connection: AsyncConnection, conversation_id: str) -> Row[tuple[object, ...]] | None:
    return (await connection.execute(_DRAFT.where(AccountDraft.conversation_id == conversation_id))).one_or_none()


async def _of_link(connection: AsyncConnection, link: links.SecureLinkRow) -> Row[tuple[object, ...]]:
    draft = (await connection.execute(_DRAFT.where(AccountDraft.id == link.owner.draft_id))).one_or_none()
    if draft is None or draft.email is None:
        raise LinkUnknown
    return draft


def _fields(draft: Row[tuple[object, ...]]) -> Fields:
    return Fields(
        draft.number,
        draft.first_name,
        draft.last_name,
        draft.birth_date,
        draft.email,
        draft.email_hint,
        draft.consented_at,
    )


def _values(fields: Fields) -> dict[str, str | date | datetime | None]:
    return dict(vars(fields))


def _recorded(draft: Row[tuple[object, ...]] | None) -> Recorded | None:
    if draft is None or draft.state != "recorded":
        return None
    return Recorded(draft.email, draft.recorded_at, draft.sent_at + LINK_LIVES, draft.resent < RESENT_AT_MOST)
