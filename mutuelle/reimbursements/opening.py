"""One payment of those on display: which one is meant, its parts in percent."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.conversations.recollections import recall, remember
from mutuelle.errors import LineUnknown, NoListing
from mutuelle.periods import Period
from mutuelle.ranks import LAST, rank_named
from mutuelle.reimbursements.professionals import professionals_of
from mutuelle.reimbursements.reading import Line, Payment, one, page
from mutuelle.reimbursements.request import Request, read_request
from mutuelle.reimbursements.rules import Search, since_ever
from mutuelle.reimbursements.service import OPENED, TOPIC, search_from
from mutuelle.settings import Settings
from mutuelle.store import Store

HALF_A_CENT = Decimal("0.005")


@dataclass(frozen=True)
class Part:
    """A part of an expense in whole percent; `exact` when that percentage gives the amount to the cent."""

    percent: int
    exact: bool


@dataclass(frozen=True)
class Opened:
    """One payment. `fitting`: how many fit what was said of it, of which this is the latest."""

    viewer: Viewer
    payment: Payment
    person: Person
    fitting: int = 1

    @property
    def overall(self) -> Line | None:
        """Return what its acts sum up to; None when none of them is known."""
        lines = self.payment.lines
        if not lines:
            return None
        zero = Decimal(0)
        return replace(
            lines[0],
            expense=sum((line.expense for line in lines), zero),
            amo=sum((line.amo for line in lines), zero),
            amc=sum((line.amc for line in lines), zero),
            remaining=sum((line.remaining for line in lines), zero),
        )

    @property
    def deferred(self) -> dict[str, Decimal]:
        """Return what the Sécurité sociale recovers later on another payment, by kind, as far as it was told."""
        sums: dict[str, Decimal] = {}
        for line in self.payment.lines:
            if line.deferred and line.withholding:
                sums[line.withholding] = sums.get(line.withholding, Decimal(0)) + line.deferred
        return sums


@dataclass(frozen=True)
class Candidates:
    """Payments of which none was named: those on display; none when nothing fits what was said."""

    viewer: Viewer
    payments: tuple[Payment, ...]


@dataclass(frozen=True)
class Display:
    """What the member looks at: the list's `search`, with its period, and one payment, if that was opened since."""

    viewer: Viewer
    search: Search | None
    payment_id: int | None


@dataclass(frozen=True)
class _Shown:
    payments: tuple[Payment, ...]
    first: int


class PaymentOpening:
    """Opens one payment for the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def open(self, rasa_id: str, request: Request, *, payment_id: int | None = None) -> Opened | Candidates:
        """Return the payment that is meant: `payment_id`, a rank of the page on display, or what the words describe.

        Raises NotLoggedIn, SessionLocked, NoListing, LineUnknown and what reading a request raises.
        """
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            people = await people_of(connection, viewer.contract_id)
            if payment_id is None:
                found, fitting = await self._meant(connection, viewer, request, people)
            else:
                chosen = await one(connection, viewer.contract_id, payment_id)
                found, fitting = (chosen,) if chosen else (), 1
        if len(found) != 1:
            return Candidates(viewer, found)
        payment = found[0]
        async with self._store.write() as connection:
            await remember(connection, viewer, OPENED, {"payment": payment.id}, now=self._clock.now())
        person = next(person for person in people if person.id == payment.beneficiary_id)
        return Opened(viewer, payment, person, fitting)

    async def display(self, rasa_id: str) -> Display:
        """Return what the member looks at. Raises NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            listed = await recall(connection, viewer, TOPIC)
            opened = await recall(connection, viewer, OPENED)
        search = search_from(listed) if listed else None
        if listed and search and listed["shown"]:
            search = replace(search, period=Period.from_iso(listed["shown"]))
        return Display(viewer, search if search and search.period else None, opened["payment"] if opened else None)

    async def _meant(
        self, connection: AsyncConnection, viewer: Viewer, request: Request, people: tuple[Person, ...]
    ) -> tuple[tuple[Payment, ...], int]:
        """Return the payment that is meant, or several that may be, and how many fit what was said."""
        rank = rank_named(request.text)
        described = await self._described(connection, viewer, request, people)
        if described is not None:
            return described
        shown = await self._shown(connection, viewer)
        if rank is not None:
            if shown is None:
                raise NoListing
            return (_of_rank(shown, rank),), 1
        opened = await recall(connection, viewer, OPENED)
        if opened is not None:
            payment = await one(connection, viewer.contract_id, opened["payment"])
            return ((payment,) if payment else ()), 1
        if shown is None:
            raise NoListing
        return shown.payments, 1

    async def _described(
        self, connection: AsyncConnection, viewer: Viewer, request: Request, people: tuple[Person, ...]
    ) -> tuple[tuple[Payment, ...], int] | None:
        """Return the latest payment that the words describe, on display first; None if they describe none."""
        listed = await recall(connection, viewer, TOPIC)
        known = await professionals_of(connection, viewer.contract_id) if request.direct else ()
        day = today(self._clock)
        reading = read_request(request, None, people=people, today=day, professionals=known)
        if reading.problem is not None:
            raise reading.problem
        search = reading.search
        if not search.is_narrowed and search.period is None:
            return None
        ever = since_ever(day)
        periods = [search.period] if search.period else [ever]
        if listed and listed["shown"] and listed.get("direct") == search.direct and search.period is None:
            periods.insert(0, Period.from_iso(listed["shown"]))
        for period in periods:
            sums, found = await page(connection, viewer.contract_id, period, search, offset=0)
            if found:
                return found[:1], sums.count
        return (), 0

    async def _shown(self, connection: AsyncConnection, viewer: Viewer) -> _Shown | None:
        """Return the page on display."""
        listed = await recall(connection, viewer, TOPIC)
        if listed is None or listed["shown"] is None:
            return None
        shown, offset = Period.from_iso(listed["shown"]), listed["offset"]
        _, payments = await page(connection, viewer.contract_id, shown, search_from(listed), offset=offset)
        return _Shown(payments, offset + 1) if payments else None

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)


def part_of(expense: Decimal, amount: Decimal) -> Part:
    """Return what part of an expense (not 0) an amount is, in percent rounded to the nearest; both in euros."""
    percent = int((amount * 100 / expense).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return Part(percent, abs(expense * percent / 100 - amount) <= HALF_A_CENT)


def _of_rank(shown: _Shown, rank: int) -> Payment:
    """Return the payment of a rank: of the whole list where the page shows it, else of the page."""
    last = shown.first + len(shown.payments) - 1
    if rank == LAST:
        return shown.payments[-1]
    if shown.first <= rank <= last:
        return shown.payments[rank - shown.first]
    if rank > len(shown.payments):
        raise LineUnknown(shown.first, last)
    return shown.payments[rank - 1]
