"""The bank accounts of the member's contract, masked, inside a caller's transaction or one of its own."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.bank.iban import MASK
from mutuelle.bank.tables import BankAccount
from mutuelle.beneficiaries.rules import Person, SeveralCovered, named_beneficiary
from mutuelle.beneficiaries.service import covered_people
from mutuelle.clock import Clock, today
from mutuelle.settings import Settings
from mutuelle.store import Store

DEBIT, REIMBURSEMENT = "debit", "reimbursement"


@dataclass(frozen=True)
class MaskedAccount:
    """An account as it may be shown, e.g. FR76 •••• •••• 0189, and from when it counts."""

    masked: str
    since: date
    beneficiary_id: int | None


@dataclass(frozen=True)
class PersonsAccount:
    """Where a person's reimbursements are paid to; None when no account is on file. `own`: it is his alone."""

    person: Person
    account: MaskedAccount | None
    own: bool


@dataclass(frozen=True)
class Accounts:
    """The accounts of a contract; `next_debit` replaces `debit` from its day on."""

    viewer: Viewer
    debit: MaskedAccount | None
    next_debit: MaskedAccount | None
    reimbursements: tuple[PersonsAccount, ...]


async def accounts_for(connection: AsyncConnection, contract_id: int, use: str) -> list[MaskedAccount]:
    """Return the accounts of a use, the one that counts last first."""
    rows = await connection.execute(
        select(BankAccount.start, BankAccount.last_digits, BankAccount.since, BankAccount.beneficiary_id)
        .where(BankAccount.contract_id == contract_id, BankAccount.use == use, BankAccount.replaced_at.is_(None))
        .order_by(BankAccount.since.desc(), BankAccount.id.desc())
    )
    return [
        MaskedAccount(f"{row.start} {MASK} {MASK} {row.last_digits}", row.since, row.beneficiary_id) for row in rows
    ]


def current(accounts: list[MaskedAccount], day: date, beneficiary_id: int | None = None) -> MaskedAccount | None:
    """Return the account that counts on a day, for a person or for everybody else (None)."""
    return next((one for one in accounts if one.beneficiary_id == beneficiary_id and one.since <= day), None)


def planned(accounts: list[MaskedAccount], day: date) -> MaskedAccount | None:
    """Return the account of everybody that will count after a day."""
    return next((one for one in reversed(accounts) if one.beneficiary_id is None and one.since > day), None)


class BankService:
    """Shows the accounts on file, never whole."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def names_somebody(self, rasa_id: str, text: str) -> bool:
        """Say whether a sentence names a person of the contract. Raises NotLoggedIn, SessionLocked."""
        now, day = self._clock.now(), today(self._clock)
        async with self._store.read() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            people = await covered_people(connection, viewer.contract_id, day)
        return isinstance(named_beneficiary(text, people), Person | SeveralCovered)

    async def accounts(self, rasa_id: str) -> Accounts:
        """Return which account is debited and which are paid to. Raises NotLoggedIn, SessionLocked."""
        now, day = self._clock.now(), today(self._clock)
        async with self._store.read() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            debit = await accounts_for(connection, viewer.contract_id, DEBIT)
            paid_to = await accounts_for(connection, viewer.contract_id, REIMBURSEMENT)
            people = await covered_people(connection, viewer.contract_id, day)
        shared = current(paid_to, day)
        persons = []
        for person in people:
            own = current(paid_to, day, person.id)
            persons.append(PersonsAccount(person, own or shared, own is not None))
        return Accounts(viewer, current(debit, day), planned(debit, day), tuple(persons))
