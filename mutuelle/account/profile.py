"""The member's profile: shown, and changed after he confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import changes
from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.changes import Draft
from mutuelle.account.codes import use_code
from mutuelle.account.tables import Account, ProfileChange
from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.clock import PARIS, Clock, today
from mutuelle.contract.tables import Address, Contract, Member
from mutuelle.conversations import log
from mutuelle.conversations.recollections import forget, recall, remember
from mutuelle.conversations.tables import Conversation
from mutuelle.errors import ConversationUnknown, NotLoggedIn
from mutuelle.mail.service import post
from mutuelle.settings import Settings
from mutuelle.store import Store

TOPIC = "profile"
GIVE_UP_AFTER = 3
TOLD_BY_MAIL = ("address", "mobile", "landline", "email")  # a change of these is told to the former e-mail address
CHANNELS = ("none", "email", "telegram", "both")

_MEMBER = (
    select(
        Member.number,
        Member.first_name,
        Member.last_name,
        Member.birth_date,
        Member.mobile,
        Member.landline,
        Member.contact_email,
        Member.family_status,
        Member.notifications,
        Account.identifier,
        Contract.title,
        Beneficiary.gender,
    )
    .join(Account, Account.member_id == Member.id)
    .join(Contract, Contract.member_id == Member.id)
    .outerjoin(Beneficiary, (Beneficiary.contract_id == Contract.id) & (Beneficiary.relation == "policyholder"))
)
_LOCKED = select(Conversation.id).where(Conversation.id == bindparam("conversation")).with_for_update()


@dataclass(frozen=True)
class Home:
    """A postal address and the day from which it counts."""

    street: str
    postcode: str
    city: str
    since: date


@dataclass(frozen=True)
class Profile:
    """What is on file about a member. `planned` is the next address, when he told of a move to come."""

    viewer: Viewer
    number: str
    first_name: str
    last_name: str
    birth_date: date
    gender: str
    contract: str
    identifier: str
    mobile: str | None
    landline: str | None
    contact_email: str | None
    family_status: str | None
    notifications: str
    home: Home | None
    planned: Home | None


@dataclass(frozen=True)
class Progress:
    """Where a change stands: `asking` (the draft's step), `done`, `cancelled`, `given_up`, or `nothing` to go on with.

    `problem` says which answer could not be used; `kinds` what was changed (`later`: an address to come); `profile` is
    as it was before.
    """

    state: str
    profile: Profile
    draft: Draft
    problem: str | None = None
    kinds: tuple[str, ...] = ()
    later: bool = False


@dataclass(frozen=True)
class _Said:
    """What an answer leads to."""

    state: str
    draft: Draft
    problem: str | None = None


class ProfileService:
    """Shows and changes the profile of the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def profile(self, rasa_id: str) -> Profile:
        """Return what is on file. Raises ConversationUnknown, NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            return await self._profile(connection, await self._viewer(connection, rasa_id))

    async def begin_contact(self, rasa_id: str, text: str, *, choice: str = "") -> Progress:
        """Begin a change of address, phone or e-mail with what the sentence (or a tapped `choice`) says already."""
        wish = changes.contact_wish(text, today=today(self._clock))
        return await self._begin(rasa_id, changes.choose(wish, choice).draft if choice else wish)

    async def begin_status(self, rasa_id: str, text: str) -> Progress:
        """Begin a change of the family status."""
        return await self._begin(rasa_id, changes.status_wish(text))

    async def progress(self, rasa_id: str) -> Progress:
        """Return what is to be asked now."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            draft = await self._draft(connection, viewer)
            profile = await self._profile(connection, viewer)
        return Progress("asking" if draft else "nothing", profile, draft or Draft())

    async def go_on(self, rasa_id: str, text: str, *, choice: str = "", reply: str | None = None) -> Progress:
        """Take an answer: typed, a tapped `choice`, or a `reply` (yes, no) that the dialogue engine recognised.

        A confirmed change is made once, however often the same message is answered. Raises NotLoggedIn,
        SessionLocked, and CodeNeeded before the mobile number changes.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            await connection.execute(_LOCKED, {"conversation": viewer.conversation_id})
            profile = await self._profile(connection, viewer)
            seq = await log.oldest_pending_seq(connection, viewer.conversation_id)
            draft = await self._draft(connection, viewer)
            kinds = await self._made_by(connection, viewer, seq)
            if draft is None or kinds:
                return Progress("done" if kinds else "nothing", profile, Draft(), kinds=kinds)
            said = _next(draft, text, choice=choice, reply=reply, day=today(self._clock))
            if said.state == "done":
                if said.draft.values.get("mobile") is not None:
                    await use_code(connection, viewer, purpose="change_phone", now=self._clock.now())
                await self._make(connection, profile, said.draft, seq)
            if said.state == "asking":
                await remember(connection, viewer, TOPIC, said.draft.to_json(), now=self._clock.now())
            else:
                await forget(connection, viewer, TOPIC)
        kinds = said.draft.wanted if said.state == "done" else ()
        later = said.draft.values.get("since", "") > today(self._clock).isoformat()
        return Progress(said.state, profile, said.draft, said.problem, kinds, later)

    async def is_answered_by(self, rasa_id: str, text: str) -> bool:
        """Say whether a sentence holds a new value, whatever else it may mean. False when nobody is logged in."""
        try:
            draft = (await self.progress(rasa_id)).draft
        except (NotLoggedIn, ConversationUnknown):
            return False
        return changes.is_answer(draft, text, today=today(self._clock))

    async def wait_for_code(self, rasa_id: str) -> None:
        """Note that a code was asked for, so that the recap is not shown again meanwhile."""
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            draft = await self._draft(connection, viewer)
            if draft is not None:
                waiting = replace(draft, waiting=True)
                await remember(connection, viewer, TOPIC, waiting.to_json(), now=self._clock.now())

    async def choose_notifications(self, rasa_id: str, choice: str) -> Profile:
        """Record how the member wants to hear of payments: one of CHANNELS; return the profile with it."""
        if choice not in CHANNELS:
            raise ValueError(choice)
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            await connection.execute(update(Member).where(Member.id == viewer.member_id).values(notifications=choice))
            return await self._profile(connection, viewer)

    async def _begin(self, rasa_id: str, draft: Draft) -> Progress:
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            since = draft.values.get("since")
            problem = None
            if since and not changes.in_range(since, today=today(self._clock)):
                draft, problem = (
                    replace(draft, values={k: v for k, v in draft.values.items() if k != "since"}),
                    "since_range",
                )
            await remember(connection, viewer, TOPIC, draft.to_json(), now=self._clock.now())
            return Progress("asking", await self._profile(connection, viewer), draft, problem)

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    async def _draft(self, connection: AsyncConnection, viewer: Viewer) -> Draft | None:
        kept = await recall(connection, viewer, TOPIC)
        return Draft.from_json(kept) if kept else None

    async def _made_by(self, connection: AsyncConnection, viewer: Viewer, seq: int | None) -> tuple[str, ...]:
        kinds = (
            await connection.execute(
                select(ProfileChange.kinds).where(
                    ProfileChange.conversation_id == viewer.conversation_id,
                    ProfileChange.member_id == viewer.member_id,
                    ProfileChange.event_seq == seq,
                )
            )
        ).scalar_one_or_none()
        return tuple(kinds.split()) if kinds else ()

    async def _profile(self, connection: AsyncConnection, viewer: Viewer) -> Profile:
        row = (await connection.execute(_MEMBER.where(Member.id == viewer.member_id))).one()
        homes = await _homes(connection, viewer.member_id)
        day = today(self._clock)
        return Profile(
            viewer=viewer,
            number=row.number,
            first_name=row.first_name,
            last_name=row.last_name,
            birth_date=row.birth_date,
            gender=row.gender or "F",
            contract=row.title,
            identifier=row.identifier,
            mobile=row.mobile,
            landline=row.landline,
            contact_email=row.contact_email,
            family_status=row.family_status,
            notifications=row.notifications,
            home=next((home for home in reversed(homes) if home.since <= day), None),
            planned=next((home for home in homes if home.since > day), None),
        )

    async def _make(self, connection: AsyncConnection, before: Profile, draft: Draft, seq: int | None) -> None:
        now = self._clock.now()
        viewer, values = before.viewer, draft.values
        await connection.execute(
            insert(ProfileChange).values(
                member_id=viewer.member_id,
                conversation_id=viewer.conversation_id,
                event_seq=seq,
                kinds=" ".join(draft.wanted),
                changed_at=now,
            )
        )
        columns = {key: values[key] or None for key in ("mobile", "landline") if key in values}
        columns |= {"contact_email": values["email"]} if "email" in values else {}
        columns |= {"family_status": values["status"]} if "status" in values else {}
        if columns:
            await connection.execute(update(Member).where(Member.id == viewer.member_id).values(**columns))
        if "address" in draft.wanted:
            await _move(connection, viewer.member_id, values, day=today(self._clock), now=now)
        told = [kind for kind in TOLD_BY_MAIL if kind in draft.wanted]
        if told:
            await post(
                connection,
                to=before.contact_email or before.identifier,
                template="profile_changed",
                now=now,
                first_name=before.first_name,
                kinds=told,
                channel=viewer.channel,
                at=now.astimezone(PARIS),
            )


def _next(draft: Draft, text: str, *, choice: str, reply: str | None, day: date) -> _Said:
    """Decide what an answer does to the draft; what the engine took for a yes or no counts if it is nothing else."""
    if choice:
        heard = changes.choose(draft, choice)
        return _Said("asking", heard.draft, heard.problem)
    plain = changes.reply_in(text) or (reply if not text or changes.is_refusal(draft, text, reply) else None)
    heard = changes.hear(draft, text, today=day) if plain is None else changes.Heard(draft)
    plain = plain or (reply if heard.problem else None)
    if plain == "back":
        earlier = changes.back(draft)
        return _Said("asking", earlier) if earlier else _Said("cancelled", draft)
    if plain in {"cancel", "no"}:
        return _Said("cancelled", draft)
    if plain == "yes" and draft.step() == changes.RECAP:
        return _Said("done", draft)
    if plain == "yes":
        heard = changes.hear(draft, "", today=day)
    state = "given_up" if heard.draft.tries >= GIVE_UP_AFTER else "asking"
    return _Said(state, heard.draft, heard.problem)


async def _homes(connection: AsyncConnection, member_id: int) -> list[Home]:
    """Return the addresses that count, the earliest first."""
    rows = await connection.execute(
        select(Address.street, Address.postcode, Address.city, Address.since)
        .where(Address.member_id == member_id, Address.replaced_at.is_(None))
        .order_by(Address.since, Address.id)
    )
    return [Home(*row) for row in rows]


async def _move(
    connection: AsyncConnection, member_id: int, values: Mapping[str, Any], *, day: date, now: datetime
) -> None:
    """Record an address from its day on; it replaces those of later days that have begun, and one of the same day."""
    since = date.fromisoformat(values["since"])
    begun = Address.since <= day
    await connection.execute(
        update(Address)
        .where(
            Address.member_id == member_id,
            Address.replaced_at.is_(None),
            Address.since >= since,
            begun | (Address.since == since),
        )
        .values(replaced_at=now)
    )
    await connection.execute(
        insert(Address).values(
            member_id=member_id,
            street=values["street"],
            postcode=values["postcode"],
            city=values["city"],
            since=since,
            recorded_at=now,
        )
    )
