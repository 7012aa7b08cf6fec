"""Explaining a payment: which one is meant, how it came about, what changed since, and the year's counters."""

import contextlib
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.amounts import amounts_in
from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.conversations.recollections import recall, remember
from mutuelle.errors import NoListing, NotLoggedIn, PaymentAmbiguous, PaymentNotFound
from mutuelle.periods import Period
from mutuelle.regulation.rules import Fact
from mutuelle.reimbursements.asking import neighbour_named
from mutuelle.reimbursements.counters import Counter, counters_of
from mutuelle.reimbursements.explaining import (
    Change,
    Worked,
    changes_since,
    rule_withheld,
    worked_out,
)
from mutuelle.reimbursements.going_on import goes_on, names_care
from mutuelle.reimbursements.meant import Meant, matching, meant, neighbour
from mutuelle.reimbursements.reading import Line, Payment, last_identical, one, page
from mutuelle.reimbursements.request import Request, read_request
from mutuelle.reimbursements.rules import Dates, Search, since_ever
from mutuelle.reimbursements.service import OPENED
from mutuelle.settings import Settings
from mutuelle.store import Store

MONTH = 32


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

    async def beside(self, rasa_id: str, text: str) -> Explanation | None:
        """Return the explanation of the payment next to the one on display, when a sentence asks for that.

        None when it does not, or nothing is on display. Raises SessionLocked.
        """
        way = neighbour_named(text)
        if way is None:
            return None
        async with self._store.read() as connection:
            try:
                viewer = await viewer_of(
                    connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle
                )
            except NotLoggedIn:
                return None
            found = await neighbour(connection, viewer, way, today=today(self._clock))
        return None if found is None else await self.explain(rasa_id, Request(text), payment_id=found.id)

    async def go_on(self, rasa_id: str, request: Request) -> Explanation | None:
        """Return the explanation of the payment that a short message names after one: « et ma femme, le gynéco ».

        What it does not name is as of the one explained before. None when it says something else. Raises NotLoggedIn,
        SessionLocked, PaymentNotFound, and what reading a request raises.
        """
        day, text = today(self._clock), request.text
        async with self._store.read() as connection:
            viewer, before = await self._opened(connection, rasa_id)
            people = await people_of(connection, viewer.contract_id)
        if before is None or not goes_on(text, people, today=day, mentioned=request.mentioned):
            return None
        acts = " ".join(line.label for line in before.lines)
        like = Search(beneficiary_id=before.beneficiary_id, care=before.care)
        for wanted in (like, replace(like, beneficiary_id=None)) if names_care(text) else (like,):
            with contextlib.suppress(PaymentNotFound):
                return await self.explain(rasa_id, replace(request, like=wanted, like_acts=acts))
        raise PaymentNotFound

    async def others(self, rasa_id: str) -> tuple[Payment, ...]:
        """Return the latest payments beside the one explained last, of the same care where there are some.

        Raises NotLoggedIn, SessionLocked.
        """
        async with self._store.read() as connection:
            viewer, before = await self._opened(connection, rasa_id)
            for search in (Search(care=before.care) if before else Search(), Search()):
                ever = since_ever(today(self._clock))
                found = (await page(connection, viewer.contract_id, ever, search, offset=0))[1]
                others = tuple(other for other in found if before is None or other.id != before.id)
                if others:
                    return others
        return ()

    async def _opened(self, connection: AsyncConnection, rasa_id: str) -> tuple[Viewer, Payment | None]:
        """Return who asks, and the payment explained or opened last."""
        viewer = await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)
        opened = await recall(connection, viewer, OPENED)
        return viewer, await one(connection, viewer.contract_id, opened["payment"]) if opened else None

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
            day = today(self._clock)
            reading = read_request(request, None, people=people, today=day)
            if reading.problem is not None:
                return Paid(viewer, by_id, ())
            search = replace(reading.search, cents=None, dates=Dates.CARE)
            amounts = amounts_in(request.text, today=day)
            if not amounts and not (search.care and search.period and _is_precise(search.period)):
                return Paid(viewer, by_id, ())
            period = search.period or since_ever(day)
            found = await matching(connection, viewer.contract_id, period, search, amounts)
        return Paid(viewer, by_id, found)

    async def _meant(
        self, connection: AsyncConnection, viewer: Viewer, request: Request, people: tuple[Person, ...]
    ) -> tuple[Payment | None, bool]:
        """Return the payment that is meant, and whether it was picked among several."""
        try:
            found = await meant(connection, viewer, request, people, today=today(self._clock))
        except NoListing:  # nothing was named: the latest are offered
            ever = since_ever(today(self._clock))
            found = Meant((await page(connection, viewer.contract_id, ever, Search(), offset=0))[1])
        if len(found.payments) > 1:
            raise PaymentAmbiguous(tuple((one.id, one.paid, one.paid_on) for one in found.payments))
        return (found.payments[0], found.fitting > 1) if found.payments else (None, False)


def _is_precise(period: Period) -> bool:
    """Say whether a period tells one care from another: a month at most."""
    return (period.end - period.start).days < MONTH


async def _explained(connection: AsyncConnection, contract_id: int, payment: Payment, line: Line) -> ExplainedLine:
    before = await last_identical(connection, contract_id, payment, line)
    changes = changes_since(before, line) if before else ()
    return ExplainedLine(line, worked_out(line), rule_withheld(line), before, changes)


async def _counters(connection: AsyncConnection, contract_id: int, payment: Payment) -> tuple[Counter, ...]:
    """Return the year's counters of the person, of the kinds that the payment concerns."""
    if not payment.lines:
        return ()
    found = await counters_of(connection, contract_id, payment.lines[0].care_on.year)
    concerned = {one.withholding for one in payment.lines}
    return tuple(one for one in found.get(payment.beneficiary_id, ()) if one.kind in concerned)
