"""Explaining a payment: which one is meant, how it came about, what changed since, and the year's counters."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.amounts import amounts_in
from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.conversations.recollections import recall, remember
from mutuelle.errors import CareDatesWanted, ExclusionAsked, NothingNamed, PaymentAmbiguous, PaymentNotFound
from mutuelle.periods import Period
from mutuelle.ranks import LAST, rank_named
from mutuelle.regulation.rules import Fact
from mutuelle.reimbursements.counters import Counter, counters_of
from mutuelle.reimbursements.explaining import (
    Change,
    Worked,
    changes_since,
    rule_withheld,
    worked_out,
)
from mutuelle.reimbursements.reading import Line, Payment, every, one, page
from mutuelle.reimbursements.request import Request, read_request
from mutuelle.reimbursements.rules import Dates, Search, since_ever
from mutuelle.reimbursements.service import OPENED, TOPIC, search_from
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.wording import same_word, words_of

MONTH = 32
SHORTEST_NAME = 5  # letters of a word that names an act


@dataclass(frozen=True)
class ExplainedLine:
    """One act: how its amounts came about (None: not told), the rule of what was kept back, and what changed.

    `before` is the last identical act of the same person, if any.
    """

    line: Line
    worked: Worked | None
    rule: Fact | None
    before: Line | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Explanation:
    """A payment explained. `picked`: it is the latest of several that fit what was said."""

    viewer: Viewer
    payment: Payment
    person: Person
    lines: tuple[ExplainedLine, ...]
    counters: tuple[Counter, ...]
    picked: bool


@dataclass(frozen=True)
class Paid:
    """Payments that a member thought missing; `people` of the contract by id."""

    viewer: Viewer
    people: dict[int, Person]
    payments: tuple[Payment, ...]


class ExplanationService:
    """Explains to a member what he was paid."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def explain(self, rasa_id: str, request: Request, *, payment_id: int | None = None) -> Explanation:
        """Return the explanation of the payment that the member means.

        That is `payment_id`, a rank of the list on display, or what his words describe. Raises NotLoggedIn,
        SessionLocked, PaymentAmbiguous (several are on display and none was named), PaymentNotFound (nothing fits),
        and what reading a request raises.
        """
        async with self._store.read() as connection:
            viewer = await viewer_of(
                connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle
            )
            people = await people_of(connection, viewer.contract_id)
            if payment_id is None:
                payment, picked = await self._meant(connection, viewer, request, people)
            else:
                payment, picked = await one(connection, viewer.contract_id, payment_id), False
            if payment is None:
                raise PaymentNotFound
            lines = [await _explained(connection, viewer.contract_id, payment, line) for line in payment.lines]
            counters = await _counters(connection, viewer.contract_id, payment)
        async with self._store.write() as connection:
            await remember(connection, viewer, OPENED, {"payment": payment.id}, now=self._clock.now())
        person = next(person for person in people if person.id == payment.beneficiary_id)
        return Explanation(viewer, payment, person, tuple(lines), counters, picked)

    async def already_paid(self, rasa_id: str, request: Request) -> Paid:
        """Return the payments of care that a member misses, when they were made after all.

        None when he names no care with its day or month, nor an amount.
        Raises NotLoggedIn, SessionLocked, and what reading a request raises.
        """
        async with self._store.read() as connection:
            viewer = await viewer_of(
                connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle
            )
            people = await people_of(connection, viewer.contract_id)
            by_id = {person.id: person for person in people}
            reading = read_request(request, None, people=people, today=today(self._clock))
            if reading.problem is not None:
                return Paid(viewer, by_id, ())
            search, amounts = (
                replace(reading.search, cents=None, dates=Dates.CARE),
                amounts_in(request.text, today=today(self._clock)),
            )
            if not amounts and not (search.care and search.period and _is_precise(search.period)):
                return Paid(viewer, by_id, ())
            found = await self._matching(connection, viewer, search, amounts)
        return Paid(viewer, by_id, found)

    async def _meant(
        self, connection: AsyncConnection, viewer: Viewer, request: Request, people: tuple[Person, ...]
    ) -> tuple[Payment | None, bool]:
        """Return the payment that is meant, and whether it was picked among several."""
        day = today(self._clock)
        reading = read_request(request, None, people=people, today=day)
        if reading.problem is not None and not isinstance(
            reading.problem, NothingNamed | CareDatesWanted | ExclusionAsked
        ):
            raise reading.problem
        search, rank = replace(reading.search, cents=None), rank_named(request.text)
        amounts = amounts_in(request.text, today=day)
        if search.is_narrowed or search.period or amounts:
            found = _named(request.text, await self._matching(connection, viewer, search, amounts))
            return (found[0], len(found) > 1 and rank != LAST) if found else (None, False)
        shown = await self._on_display(connection, viewer)
        if rank == LAST:
            return (await self._latest(connection, viewer, day))[0], False
        if rank is not None:
            return (shown[rank - 1] if rank <= len(shown) else None), False
        if len(shown) == 1:
            return shown[0], False
        candidates = shown or await self._latest(connection, viewer, day)
        if not candidates:
            return None, False
        raise PaymentAmbiguous(tuple((one.id, one.paid, one.paid_on) for one in candidates))

    async def _matching(
        self, connection: AsyncConnection, viewer: Viewer, search: Search, amounts: list[int]
    ) -> tuple[Payment, ...]:
        """Return the latest payments that fit, by an amount that is one of theirs where there is any."""
        period = search.period or since_ever(today(self._clock))
        for cents in amounts:
            _, found = await page(connection, viewer.contract_id, period, replace(search, cents=cents), offset=0)
            fitting = [payment for payment in found if set(amounts) <= _amounts_of(payment)]
            if found:
                return tuple(fitting) or found
        if not search.is_narrowed and search.period is None:
            return ()
        return await every(connection, viewer.contract_id, period, search)

    async def _latest(self, connection: AsyncConnection, viewer: Viewer, day: date) -> tuple[Payment, ...]:
        return (await page(connection, viewer.contract_id, since_ever(day), Search(), offset=0))[1]

    async def _on_display(self, connection: AsyncConnection, viewer: Viewer) -> tuple[Payment, ...]:
        """Return the page of payments that the member is looking at."""
        listed = await recall(connection, viewer, TOPIC)
        if listed is None or listed["shown"] is None:
            return ()
        shown = Period.from_iso(listed["shown"])
        return (await page(connection, viewer.contract_id, shown, search_from(listed), offset=listed["offset"]))[1]


def _named(text: str, payments: tuple[Payment, ...]) -> tuple[Payment, ...]:
    """Return those that have an act the sentence names (« la couronne »); all of them when it names none."""
    said = [word for word in words_of(text) if len(word) >= SHORTEST_NAME]

    def named(payment: Payment) -> bool:
        return any(same_word(word, one) for line in payment.lines for word in words_of(line.label) for one in said)

    return tuple(payment for payment in payments if named(payment)) or payments


def _is_precise(period: Period) -> bool:
    """Say whether a period tells one care from another: a month at most."""
    return (period.end - period.start).days < MONTH


def _amounts_of(payment: Payment) -> set[int]:
    amounts = [payment.paid]
    for line in payment.lines:
        amounts += [line.expense, line.amo, line.amc, line.remaining]
    return {int(amount * 100) for amount in amounts}


async def _explained(connection: AsyncConnection, contract_id: int, payment: Payment, line: Line) -> ExplainedLine:
    before = await _before(connection, contract_id, payment, line)
    changes = changes_since(before, line) if before else ()
    return ExplainedLine(line, worked_out(line), rule_withheld(line), before, changes)


async def _before(connection: AsyncConnection, contract_id: int, payment: Payment, line: Line) -> Line | None:
    """Return the last identical act of the same person before this one."""
    found = (
        await connection.execute(
            select(ReimbursementLine.id, ReimbursementLine.reimbursement_id)
            .join(Reimbursement, ReimbursementLine.reimbursement_id == Reimbursement.id)
            .where(
                Reimbursement.contract_id == contract_id,
                Reimbursement.beneficiary_id == payment.beneficiary_id,
                ReimbursementLine.label == line.label,
                ReimbursementLine.care_on < line.care_on,
            )
            .order_by(ReimbursementLine.care_on.desc(), ReimbursementLine.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if found is None:
        return None
    earlier = await one(connection, contract_id, found.reimbursement_id)
    return next((other for other in earlier.lines if other.id == found.id), None) if earlier else None


async def _counters(connection: AsyncConnection, contract_id: int, payment: Payment) -> tuple[Counter, ...]:
    """Return the year's counters of the person, of the kinds that the payment concerns."""
    if not payment.lines:
        return ()
    found = await counters_of(connection, contract_id, payment.lines[0].care_on.year)
    concerned = {one.withholding for one in payment.lines}
    return tuple(one for one in found.get(payment.beneficiary_id, ()) if one.kind in concerned)
