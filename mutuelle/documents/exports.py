"""Exports what a member looks at, or names: one payment or a list, as PDF, CSV or XLSX."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mutuelle.account.access import Viewer
from mutuelle.clock import Clock
from mutuelle.conversations.recollections import forget
from mutuelle.documents.drafts import Owner
from mutuelle.documents.exporting import CSV, PDF, Asked
from mutuelle.documents.issuing import issue
from mutuelle.documents.payments import ONE, PAYMENTS_CSV, PAYMENTS_XLSX, Listed, listed
from mutuelle.documents.rules import PAYMENTS
from mutuelle.documents.service import CERTIFICATE, Wanted
from mutuelle.documents.sources import Sources
from mutuelle.errors import DocumentChanged, NoListing, NothingNamed
from mutuelle.reimbursements.meant import Display
from mutuelle.reimbursements.opening import Candidates, PaymentOpening
from mutuelle.reimbursements.reading import Payment
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.service import OPENED, ReimbursementService, to_value
from mutuelle.settings import Settings
from mutuelle.store import Store


@dataclass(frozen=True)
class Prepared:
    """Where an export stands.

    `ready`: `wanted` says `listed`. `format` has to be asked. `which` of `candidates` has to be asked. `nothing` is on
    display. `empty`: nothing fits. `direct`: payments to professionals are meant.
    """

    state: str
    viewer: Viewer
    wanted: Wanted | None = None
    listed: Listed | None = None
    payment_id: int | None = None
    candidates: tuple[Payment, ...] = ()
    direct: bool = False


class ExportService:
    """Prepares exports for the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, *, sources: Sources | None = None) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._sources = sources or Sources()
        self._reimbursements = ReimbursementService(store, clock, settings)
        self._openings = PaymentOpening(store, clock, settings)

    async def prepare(self, rasa_id: str, asked: Asked) -> Prepared:
        """Find out what is meant: what the words name, else what is on display; and issue it when the format is known.

        Raises NotLoggedIn, SessionLocked, LineUnknown, and what reading a request raises.
        """
        display = await self._openings.display(rasa_id)
        if asked.wants_one:
            return await self._one(rasa_id, asked, display)
        if not await self._turned_to(rasa_id, asked, display):
            return Prepared("nothing", display.viewer, direct=bool(asked.direct))
        display = await self._openings.display(rasa_id)
        if display.payment_id is not None and not asked.wants_list:
            return await self._made(display.viewer, {ONE: display.payment_id}, asked)
        if display.search is None:
            return Prepared("empty", display.viewer, direct=bool(asked.direct))
        return await self._made(display.viewer, to_value(display.search), asked)

    async def _one(self, rasa_id: str, asked: Asked, display: Display) -> Prepared:
        request = Request(asked.text, asked.mentioned, direct=bool(display.search and display.search.direct))
        try:
            found = await self._openings.open(rasa_id, request, payment_id=asked.payment_id)
        except NoListing:
            return Prepared("nothing", display.viewer)
        if isinstance(found, Candidates):
            return Prepared("which" if found.payments else "empty", found.viewer, candidates=found.payments)
        return await self._made(found.viewer, {ONE: found.payment.id}, asked)

    async def _turned_to(self, rasa_id: str, asked: Asked, display: Display) -> bool:
        """Put on display the list that the words name, if they name one; say whether anything is on display."""
        shown = display.search
        request = Request(asked.text, asked.mentioned, direct=bool(asked.direct))
        other = shown is None or shown.direct != asked.direct
        if asked.tapped_direct is not None or (asked.direct is not None and other):
            await self._reimbursements.search(rasa_id, request, refine=False)
            return True
        try:
            await self._reimbursements.search(rasa_id, request, refine=True)
        except NothingNamed:
            if asked.wants_list and display.payment_id is not None:
                async with self._store.write() as connection:
                    await forget(connection, display.viewer, OPENED)
            return shown is not None or display.payment_id is not None
        if asked.direct is not None:  # « mes remboursements de 2025 » is a list of its own
            await self._reimbursements.search(rasa_id, request, refine=False)
        return True

    async def _made(self, viewer: Viewer, parameters: Mapping[str, Any], asked: Asked) -> Prepared:
        payment_id = parameters.get(ONE)
        direct = bool(parameters.get("direct"))
        kind = "payment" if payment_id is not None else "payments_direct" if direct else "payments"
        owner = Owner(viewer.member_id, viewer.contract_id)
        async with self._store.write() as connection:
            try:
                found = await listed(connection, viewer.contract_id, parameters)
            except DocumentChanged:
                return Prepared("empty", viewer, direct=direct)
            if asked.format is None:
                return Prepared("format", viewer, listed=found, payment_id=payment_id, direct=direct)
            if asked.format != PDF:
                builder = PAYMENTS_CSV if asked.format == CSV else PAYMENTS_XLSX
                return Prepared("ready", viewer, Wanted(builder, parameters, kind, tells_care=True), found, payment_id)
            reference = await issue(
                connection,
                owner,
                PAYMENTS,
                parameters,
                now=self._clock.now(),
                settings=self._settings,
                sources=self._sources,
            )
        wanted = Wanted(CERTIFICATE, {"reference": reference}, kind, tells_care=True)
        return Prepared("ready", viewer, wanted, found, payment_id)
