"""One payment of those on display: which one is meant, its parts in percent."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.conversations.recollections import remember
from mutuelle.reimbursements.meant import Display, Meant, display_of, meant
from mutuelle.reimbursements.reading import Payment, one
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.service import OPENED
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
                found = await meant(connection, viewer, request, people, today=today(self._clock))
            else:
                chosen = await one(connection, viewer.contract_id, payment_id)
                found = Meant((chosen,) if chosen else ())
        if len(found.payments) != 1:
            return Candidates(viewer, found.payments)
        (payment,) = found.payments
        async with self._store.write() as connection:
            await remember(connection, viewer, OPENED, {"payment": payment.id}, now=self._clock.now())
        person = next(person for person in people if person.id == payment.beneficiary_id)
        return Opened(viewer, payment, person, found.fitting)

    async def display(self, rasa_id: str) -> Display:
        """Return what the member looks at. Raises NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            return await display_of(connection, await self._viewer(connection, rasa_id))

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)


def part_of(expense: Decimal, amount: Decimal) -> Part:
    """Return what part of an expense (not 0) an amount is, in percent rounded to the nearest; both in euros."""
    percent = int((amount * 100 / expense).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return Part(percent, abs(expense * percent / 100 - amount) <= HALF_A_CENT)
