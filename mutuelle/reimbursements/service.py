"""Searching and paging through what was reimbursed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.conversations.recollections import display, forget, recall
from mutuelle.errors import CareDatesWanted, NoFurtherPage, NoListing, NothingNamed, PeriodRefused
from mutuelle.paging import Paged, turned
from mutuelle.periods import Period, Refusal, find_period
from mutuelle.reimbursements.asking import CHARTS, LIST, TOTALS, launch_wanted
from mutuelle.reimbursements.professionals import names_of, professionals_of
from mutuelle.reimbursements.reading import Payment, last_paid_on, page
from mutuelle.reimbursements.request import Reading, Request, read_request
from mutuelle.reimbursements.rules import PAGE_SIZE, Dates, Search, months_until, since_ever
from mutuelle.reimbursements.totals import Totals, spent
from mutuelle.settings import Settings
from mutuelle.store import Store

SUMMED = frozenset({TOTALS, CHARTS})
TOPIC = "reimbursements"  # the list on display, of all payments or of direct ones: its search says which
OPENED = "opened"  # the payment on display, while no other list was shown after it


@dataclass(frozen=True)
class Page(Paged):
    """One page of payments, the latest first; `first` to `last` of `count`, which sum up to `paid` euros.

    `period` is the one used, of payment or of care as `dates` says; `chosen` says whether the member named it. When he
    did not and nothing was paid lately, `period` ends with the latest payment and `lately_none` is the period found
    empty. `instead_of`: those dates gave nothing, the other kind did. `cents` is the amount looked for. `direct`: only
    what was paid straight to professionals, to `payees` if it is not empty.
    `last_paid_on` is the latest payment whatever its period, given when the page is empty.
    """

    viewer: Viewer
    payments: tuple[Payment, ...]
    people: dict[int, Person]
    period: Period
    chosen: bool
    lately_none: Period | None
    person: Person | None
    care: str | None
    dates: Dates
    cents: int | None
    offset: int
    count: int
    paid: Decimal
    last_paid_on: date | None
    instead_of: Dates | None = None
    direct: bool = False
    payees: tuple[str, ...] = ()

    @property
    def shown(self) -> int:
        """Return how many payments the page shows."""
        return len(self.payments)


class ReimbursementService:
    """What the mutuelle paid, for the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def look_up(self, rasa_id: str, request: Request, *, refine: bool, view: str | None = None) -> Page | Totals:
        """Return what the member asked for, a list or sums; with `refine`, narrowing what he was looking at.

        `view`: how it is to be shown, by default as he said, or as what he narrows was. Sums are of this year when he
        named no period. Raises NotLoggedIn, SessionLocked, PeriodRefused, BeneficiaryUnknown, BeneficiaryAmbiguous,
        ExclusionAsked, CareDatesWanted, NothingNamed, ProfessionalUnknown. What was understood before the problem is
        kept: the next message narrows that.
        """
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            people = await people_of(connection, viewer.contract_id)
            before = await recall(connection, viewer, TOPIC) if refine or launch_wanted(request.text) else None
            reading = await self._read(connection, viewer, request, people, before, refine=refine)
            shown = view or request.wanted or (before or {}).get("view") or LIST
            problem = reading.problem
            if shown in SUMMED and isinstance(problem, NothingNamed | CareDatesWanted):
                problem = None
            found: Page | Totals | None = None
            if problem is None and shown in SUMMED:
                found = await self._totals(connection, viewer, reading.search, people, shown)
            elif problem is None:
                found = await self._first_page(connection, viewer, reading.search, people)
        if not isinstance(problem, NothingNamed):  # else the answer to our question completes this request
            await self._remember(viewer, reading.search, found, view=shown)
        if found is None:
            assert problem is not None
            raise problem
        return found

    async def search(self, rasa_id: str, request: Request, *, refine: bool) -> Page:
        """Return the first page of what `look_up` gives, as a list. Raises what it raises."""
        found = await self.look_up(rasa_id, request, refine=refine, view=LIST)
        assert isinstance(found, Page)
        return found

    async def direct_on_display(self, rasa_id: str) -> int:
        """Return how many payments of the list on display went to professionals. Raises NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            before = await recall(connection, viewer, TOPIC)
            if before is None or before["shown"] is None:
                return 0
            search, shown = replace(search_from(before), direct=True), Period.from_iso(before["shown"])
            return (await page(connection, viewer.contract_id, shown, search, offset=0))[0].count

    def read_period(self, text: str) -> Period | None:
        """Return the period that an answer names. Raises PeriodRefused."""
        period = find_period(text, today=today(self._clock))
        if isinstance(period, Refusal):
            raise PeriodRefused(period)
        return period

    async def turn_page(self, rasa_id: str, *, forward: bool) -> Page:
        """Return the page after (or before) the one last shown in the conversation.

        Raises NotLoggedIn, SessionLocked, NoListing, NoFurtherPage, NoEarlierPage.
        """
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            before = await recall(connection, viewer, TOPIC)
            if before is None or before["shown"] is None:
                raise NoListing
            offset = turned(before["offset"], PAGE_SIZE, forward=forward)
            search = search_from(before)
            people = await people_of(connection, viewer.contract_id)
            shown = Period.from_iso(before["shown"])
            found = await self._page(connection, viewer, search, people, shown, offset=offset)
            if not found.payments:
                raise NoFurtherPage
        await self._remember(viewer, search, found)
        return found

    async def _read(
        self,
        connection: AsyncConnection,
        viewer: Viewer,
        request: Request,
        people: tuple[Person, ...],
        before: Mapping[str, Any] | None,
        *,
        refine: bool,
    ) -> Reading:
        launched = launch_wanted(request.text)
        narrowed = (search_from(before) if before else Search(direct=request.direct)) if refine or launched else None
        direct = narrowed.direct if narrowed else request.direct
        reading = read_request(
            request,
            narrowed,
            people=people,
            today=today(self._clock),
            looking_at=Period.from_iso(before["shown"]) if before and before["shown"] else None,
            professionals=await professionals_of(connection, viewer.contract_id) if direct else (),
        )
        return replace(reading, problem=None) if launched and isinstance(reading.problem, NothingNamed) else reading

    async def _totals(
        self, connection: AsyncConnection, viewer: Viewer, asked: Search, people: tuple[Person, ...], view: str
    ) -> Totals:
        day = today(self._clock)
        period = asked.period or Period(day.replace(month=1, day=1), day)
        search = replace(asked, cents=None)
        found = await spent(connection, viewer.contract_id, period, search)
        by_id = {person.id: person for person in people}
        person = by_id.get(search.beneficiary_id or 0)
        return Totals(viewer, period, search.dates, by_id, person, search.care, found, search.direct, view)

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    async def _first_page(
        self, connection: AsyncConnection, viewer: Viewer, search: Search, people: tuple[Person, ...]
    ) -> Page:
        day = today(self._clock)
        lately = search.period or (months_until(day) if search.cents is None else since_ever(day))
        found = await self._page(connection, viewer, search, people, lately, offset=0)
        if found.count:
            return found
        other = await self._by_other_dates(connection, viewer, search, people)
        if other is not None:
            return other
        latest = await last_paid_on(connection, viewer.contract_id, search)
        if search.period is not None or latest is None:
            return replace(found, last_paid_on=latest)
        found = await self._page(connection, viewer, search, people, months_until(latest), offset=0)
        return replace(found, lately_none=lately)

    async def _by_other_dates(
        self, connection: AsyncConnection, viewer: Viewer, search: Search, people: tuple[Person, ...]
    ) -> Page | None:
        """Return what the same dates give when they are taken as the other kind, if anything."""
        if search.period is None:
            return None
        other = Dates.PAID if search.dates is Dates.CARE else Dates.CARE
        swapped = replace(search, dates=other)
        found = await self._page(connection, viewer, swapped, people, search.period, offset=0)
        return replace(found, instead_of=search.dates) if found.count else None

    async def _page(
        self,
        connection: AsyncConnection,
        viewer: Viewer,
        search: Search,
        people: tuple[Person, ...],
        period: Period,
        *,
        offset: int,
    ) -> Page:
        sums, payments = await page(connection, viewer.contract_id, period, search, offset=offset)
        by_id = {person.id: person for person in people}
        return Page(
            viewer=viewer,
            payments=payments,
            people=by_id,
            period=period,
            chosen=search.period is not None,
            lately_none=None,
            person=by_id.get(search.beneficiary_id or 0),
            care=search.care,
            dates=search.dates,
            cents=search.cents,
            offset=offset,
            count=sums.count,
            paid=sums.paid,
            last_paid_on=None,
            direct=search.direct,
            payees=await names_of(connection, viewer.contract_id, search.payees),
        )

    async def _remember(self, viewer: Viewer, search: Search, found: Page | Totals | None, *, view: str = LIST) -> None:
        page = found if isinstance(found, Page) else None
        value: dict[str, Any] = {
            **to_value(search),
            "dates": page.dates if page else search.dates,
            "shown": page.period.iso() if page else None,
            "offset": page.offset if page else 0,
            "view": view,
        }
        if isinstance(found, Totals):
            value |= {"period": found.period.iso(), "cents": None}
        async with self._store.write() as connection:
            await display(connection, viewer, TOPIC, value, now=self._clock.now())
            await forget(connection, viewer, OPENED)


def to_value(search: Search) -> dict[str, Any]:
    """Return a search as ids, dates and categories, JSON-ready."""
    return {
        "period": search.period.iso() if search.period else None,
        "beneficiary": search.beneficiary_id,
        "care": search.care,
        "dates": search.dates,
        "cents": search.cents,
        "direct": search.direct,
        "payees": list(search.payees),
    }


def search_from(value: Mapping[str, Any]) -> Search:
    """Return the search that `to_value`, or the recollection of a list, holds."""
    return Search(
        period=Period.from_iso(value["period"]) if value["period"] else None,
        beneficiary_id=value["beneficiary"],
        care=value["care"],
        dates=Dates(value.get("dates", Dates.PAID)),
        cents=value.get("cents"),
        direct=value.get("direct", False),
        payees=tuple(value.get("payees", ())),
    )
