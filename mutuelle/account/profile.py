"""The member's profile: what is on file, and how he wants to hear of his payments."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.tables import Account
from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.clock import Clock, today
from mutuelle.contract.tables import Address, Contract, Member
from mutuelle.settings import Settings
from mutuelle.store import Store

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
        Member.family_status_since,
        Member.next_family_status,
        Member.next_family_status_since,
        Member.notifications,
        Account.identifier,
        Contract.title,
        Beneficiary.gender,
    )
    .join(Account, Account.member_id == Member.id)
    .join(Contract, Contract.member_id == Member.id)
    .outerjoin(Beneficiary, (Beneficiary.contract_id == Contract.id) & (Beneficiary.relation == "policyholder"))
)


@dataclass(frozen=True)
class Home:
    """A postal address and the day from which it counts."""

    street: str
    postcode: str
    city: str
    since: date


@dataclass(frozen=True)
class FamilyStatus:
    """A family status and the day from which it counts; None where that is not known."""

    status: str
    since: date | None


@dataclass(frozen=True)
class Profile:
    """What is on file about a member. `planned` is the next address, when he told of a move to come.

    `planned_status` is the next family status, when he told of a wedding to come.
    """

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
    family_status_since: date | None
    planned_status: FamilyStatus | None
    notifications: str
    home: Home | None
    planned: Home | None


class ProfileService:
    """Shows the profile of the member who is logged in in a conversation, and keeps his choice of notices."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def profile(self, rasa_id: str) -> Profile:
        """Return what is on file. Raises ConversationUnknown, NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            return await load_profile(connection, viewer, today(self._clock))

    async def choose_notifications(self, rasa_id: str, choice: str) -> Profile:
        """Record how the member wants to hear of payments: one of CHANNELS; return the profile with it."""
        if choice not in CHANNELS:
            raise ValueError(choice)
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            await connection.execute(update(Member).where(Member.id == viewer.member_id).values(notifications=choice))
            return await load_profile(connection, viewer, today(self._clock))

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)


async def load_profile(connection: AsyncConnection, viewer: Viewer, day: date) -> Profile:
    """Return what is on file about the member, in a caller's transaction."""
    row = (await connection.execute(_MEMBER.where(Member.id == viewer.member_id))).one()
    homes = await _homes(connection, viewer.member_id)
    known = _statuses(row)
    now = next((one for one in reversed(known) if one.since is None or one.since <= day), None)
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
        family_status=now.status if now else None,
        family_status_since=now.since if now else None,
        planned_status=next((one for one in known if one.since is not None and one.since > day), None),
        notifications=row.notifications,
        home=next((home for home in reversed(homes) if home.since <= day), None),
        planned=next((home for home in homes if home.since > day), None),
    )


def _statuses(row: Any) -> list[FamilyStatus]:
    """Return the family statuses that count, the earlier first."""
    kept = (
        (row.family_status, row.family_status_since),
        (row.next_family_status, row.next_family_status_since),
    )
    return [FamilyStatus(status, since) for status, since in kept if status]


async def _homes(connection: AsyncConnection, member_id: int) -> list[Home]:
    """Return the addresses that count, the earliest first."""
    rows = await connection.execute(
        select(Address.street, Address.postcode, Address.city, Address.since)
        .where(Address.member_id == member_id, Address.replaced_at.is_(None))
        .order_by(Address.since, Address.id)
    )
    return [Home(*row) for row in rows]
