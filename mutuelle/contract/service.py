"""The contract of the member who is logged in: what it is, whom it covers with what, what was paid for it."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.bank.service import DEBIT, MaskedAccount, accounts_for, current, planned
from mutuelle.beneficiaries.open_changes import removals_asked
from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import covered_people
from mutuelle.beneficiaries.tables import Beneficiary, Guarantee
from mutuelle.clock import Clock, today
from mutuelle.contract.finding import find, next_of, total_of
from mutuelle.contract.history import Paid, owed
from mutuelle.contract.holder import Holder, holder_of
from mutuelle.contract.questions import ContributionQuestion, read_question
from mutuelle.contract.rules import Standing, standing
from mutuelle.contract.tables import Contract, PaymentTerms
from mutuelle.errors import PeriodRefused
from mutuelle.settings import Settings
from mutuelle.store import Store


@dataclass(frozen=True)
class ContractFile:
    """A contract as its member sees it. `covered`: how many people it covers today, the policyholder among them."""

    viewer: Viewer
    holder: Holder
    effective_on: date
    standing: Standing
    covered: int

    @property
    def ended_on(self) -> date | None:
        """The last day of cover, when one is known."""
        return self.holder.ended_on


@dataclass(frozen=True)
class Covered:
    """A person and what covers him: guarantees with the day each began. `leaving`: the request of his removal."""

    person: Person
    since: date
    until: date | None
    guarantees: tuple[tuple[str, date], ...]
    age: int
    leaving: str | None = None


@dataclass(frozen=True)
class Cover:
    """The people of a contract."""

    viewer: Viewer
    people: tuple[Covered, ...]
    effective_on: date


@dataclass(frozen=True)
class Terms:
    """How contributions are paid; keys of `words.yml`."""

    mode: str
    frequency: str
    notice: str


@dataclass(frozen=True)
class Contributions:
    """What answers a question on contributions.

    `next`: the next one due, when it is known. `listed`: the history asked for, or the one meant (`near`: none was
    meant exactly, these are the nearest), the latest first. `recent`: no period was named, and none is of this year.
    """

    viewer: Viewer
    standing: Standing
    terms: Terms | None
    account: MaskedAccount | None
    planned_account: MaskedAccount | None
    next: Paid | None
    question: ContributionQuestion
    listed: tuple[Paid, ...]
    near: bool = False
    recent: bool = False

    @property
    def total_cents(self) -> int:
        """What was received of the listed ones, in cents; those of unknown amount are left out."""
        return total_of(self.listed)[0]

    @property
    def unknown(self) -> int:
        """How many of those received have an amount that is not known."""
        return total_of(self.listed)[1]


class ContractService:
    """Reads the contract of the member who is logged in. Every method raises NotLoggedIn, SessionLocked."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def contract(self, rasa_id: str) -> ContractFile:
        """Return the contract."""
        day = today(self._clock)
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            holder = await holder_of(connection, viewer.member_id, day)
            people = await covered_people(connection, viewer.contract_id, day)
            begun = await self._effective_on(connection, viewer)
        return ContractFile(viewer, holder, begun, standing(holder.ended_on, day), len(people))

    async def cover(self, rasa_id: str) -> Cover:
        """Return whom the contract covers, the policyholder first, and with what."""
        day = today(self._clock)
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            people = await covered_people(connection, viewer.contract_id, day)
            begun = await self._effective_on(connection, viewer)
            ids = [person.id for person in people]
            leaving = await removals_asked(connection, viewer.member_id, secret=self._settings.secret)
            spans = {
                row.id: row
                for row in await connection.execute(
                    select(Beneficiary.id, Beneficiary.covered_from, Beneficiary.covered_until).where(
                        Beneficiary.id.in_(ids)
                    )
                )
            }
            guarantees: dict[int, list[tuple[str, date]]] = {one: [] for one in ids}
            for row in await connection.execute(
                select(Guarantee.beneficiary_id, Guarantee.name, Guarantee.since)
                .where(Guarantee.beneficiary_id.in_(ids))
                .order_by(Guarantee.id)
            ):
                guarantees[row.beneficiary_id].append((row.name, row.since))
        covered = tuple(
            Covered(
                person,
                spans[person.id].covered_from or begun,
                spans[person.id].covered_until,
                tuple(guarantees[person.id]),
                relativedelta(day, person.birth_date).years,
                leaving.get(person.id),
            )
            for person in people
        )
        return Cover(viewer, covered, begun)

    async def contributions(self, rasa_id: str, asked: str | ContributionQuestion) -> Contributions:
        """Return what answers a question on contributions, asked in words or by a button.

        Raises PeriodRefused for a period that cannot be taken as it was said.
        """
        day = today(self._clock)
        question = read_question(asked, today=day) if isinstance(asked, str) else asked
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            if question.refusal is not None:
                raise PeriodRefused(question.refusal)
            holder = await holder_of(connection, viewer.member_id, day)
            terms = (
                await connection.execute(
                    select(PaymentTerms.mode, PaymentTerms.frequency, PaymentTerms.notice).where(
                        PaymentTerms.contract_id == viewer.contract_id
                    )
                )
            ).one_or_none()
            debited = await accounts_for(connection, viewer.contract_id, DEBIT)
            paid = await owed(connection, viewer.contract_id)
        found = find(paid, question, day)
        return Contributions(
            viewer=viewer,
            standing=standing(holder.ended_on, day),
            terms=Terms(*terms) if terms else None,
            account=current(debited, day),
            planned_account=planned(debited, day),
            next=next_of(paid, day),
            question=found.question,
            listed=found.listed,
            near=found.near,
            recent=found.recent,
        )

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    async def _effective_on(self, connection: AsyncConnection, viewer: Viewer) -> date:
        begun: date = (
            await connection.execute(select(Contract.effective_on).where(Contract.id == viewer.contract_id))
        ).scalar_one()
        return begun
