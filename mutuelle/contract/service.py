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
from mutuelle.contract.history import Paid, owed
from mutuelle.contract.holder import Holder, holder_of
from mutuelle.contract.rules import ContributionQuestion, Standing, read_question, standing
from mutuelle.contract.tables import Contract, PaymentTerms
from mutuelle.errors import PeriodRefused
from mutuelle.settings import Settings
from mutuelle.store import Store

NEAR = 3


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
    meant exactly, these are the nearest), the latest first.
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

    @property
    def total_cents(self) -> int:
        """What was paid of the listed ones."""
        return sum(one.amount_cents or 0 for one in self.listed if one.state in {"paid", "settled"})


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

    async def contributions(self, rasa_id: str, text: str, *, topic: str | None = None) -> Contributions:
        """Return what answers a question on contributions, asked in words or by a button's `topic`.

        Raises PeriodRefused for a period that cannot be taken as it was said.
        """
        day = today(self._clock)
        question = ContributionQuestion(topic) if topic else read_question(text, today=day)
        if question.refusal is not None:
            raise PeriodRefused(question.refusal)
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
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
        listed, near = _meant(paid, question, day)
        coming = [one for one in paid if one.state == "due" and one.due_on >= day]
        return Contributions(
            viewer=viewer,
            standing=standing(holder.ended_on, day),
            terms=Terms(*terms) if terms else None,
            account=current(debited, day),
            planned_account=planned(debited, day),
            next=min(coming, key=lambda one: one.due_on) if coming else None,
            question=question,
            listed=tuple(listed),
            near=near,
        )

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    async def _effective_on(self, connection: AsyncConnection, viewer: Viewer) -> date:
        begun: date = (
            await connection.execute(select(Contract.effective_on).where(Contract.id == viewer.contract_id))
        ).scalar_one()
        return begun


def _meant(paid: list[Paid], question: ContributionQuestion, day: date) -> tuple[list[Paid], bool]:
    """Return the contributions that a question is about; True when none fits and these are only near."""
    past = [one for one in paid if one.due_on <= day or one.state != "due"]
    if question.topic == "rejected":
        return [one for one in past if one.state in {"rejected", "settled"}], False
    if question.topic != "one":
        period = question.period
        if period is None:
            return [one for one in past if one.due_on.year == day.year] or past[:12], False
        return [one for one in paid if period.start <= one.due_on <= period.end], False
    fitting = [one for one in paid if _fits(one, question)]
    if fitting:
        return fitting[:NEAR] if question.day_of_month or question.day is None else fitting[:1], False
    return _nearest(past, question), True


def _fits(one: Paid, question: ContributionQuestion) -> bool:
    return (
        (question.amount_cents is None or question.amount_cents == one.amount_cents)
        and (question.day is None or question.day in {one.due_on, one.paid_on})
        and (question.day_of_month is None or one.due_on.day == question.day_of_month)
    )


def _nearest(past: list[Paid], question: ContributionQuestion) -> list[Paid]:
    if question.day is not None:
        wanted = question.day
        return sorted(past, key=lambda one: abs((one.due_on - wanted).days))[:1]
    if question.amount_cents is not None:
        cents = question.amount_cents
        return sorted(past, key=lambda one: abs((one.amount_cents or 0) - cents))[:1]
    return past[:1]
