"""Searching, paging through and opening the letters of the member who is logged in in a conversation."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.clock import Clock, today
from mutuelle.conversations.recollections import display, displayed, recall
from mutuelle.documents.service import Wanted
from mutuelle.errors import (
    ConversationUnknown,
    LineUnknown,
    NoFurtherPage,
    NoListing,
    NotLoggedIn,
    PeriodRefused,
)
from mutuelle.letters.drafting import LETTER, letters_of
from mutuelle.letters.reading import Asked, Reading, elsewhere, narrows, one_of, read_asked
from mutuelle.letters.rules import LATEST, PAGE_SIZE, Letter, LetterSearch, fitting, lately
from mutuelle.paging import Paged, turned
from mutuelle.periods import Period
from mutuelle.ranks import LAST
from mutuelle.settings import Settings
from mutuelle.store import Store

TOPIC = "letters"
WITHOUT_CARE = frozenset({"contribution_notice", "rejected_debit"})


@dataclass(frozen=True)
class Page(Paged):
    """A page of letters: from `first` of `count` that fit `search`, whose `period` is the one used.

    `chosen`: the member named it. When he did not and nothing was sent lately, all letters are given (`whole`), and
    `lately_none` is the period found empty, with the first page. `latest`: when the last letter was sent, given when
    none fits. `which`: one of these is to be opened, it is not clear which.
    """

    viewer: Viewer
    letters: tuple[Letter, ...]
    search: LetterSearch
    period: Period
    chosen: bool
    offset: int
    count: int
    whole: bool = False
    lately_none: Period | None = None
    latest: date | None = None
    which: bool = False

    @property
    def shown(self) -> int:
        """Return how many letters the page shows."""
        return len(self.letters)


@dataclass(frozen=True)
class Shown:
    """The list on display: its search, the period used, how many letters come before its page, the one opened last."""

    search: LetterSearch
    period: Period
    offset: int
    opened: int | None = None


@dataclass(frozen=True)
class Opened:
    """A letter that is to be handed over; `of` so many when it is the latest of those that were named."""

    viewer: Viewer
    letter: Letter
    of: int = 1

    @property
    def wanted(self) -> Wanted:
        """Return it as the delivery of documents takes it."""
        return Wanted(LETTER, {"letter": self.letter.id}, LETTER, tells_care=self.letter.kind not in WITHOUT_CARE)


class LetterService:
    """The letters of the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def is_displayed(self, rasa_id: str) -> bool:
        """Say whether a list of letters is what the member looks at. False when nobody is logged in."""
        try:
            async with self._store.read() as connection:
                return await displayed(connection, await self._viewer(connection, rasa_id)) == TOPIC
        except (NotLoggedIn, ConversationUnknown):
            return False

    async def find(self, rasa_id: str, asked: Asked, *, refine: bool) -> Page | Opened | None:
        """Return the letters that are asked for, or the one to open; with `refine`, of those on display.

        None when a refinement says nothing that letters have. Raises NotLoggedIn, SessionLocked, PeriodRefused,
        LineUnknown.
        """
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            letters = await letters_of(connection, viewer.contract_id)
            kept = await recall(connection, viewer, TOPIC)
        if asked.letter_id is not None:
            chosen = next((one for one in letters if one.id == asked.letter_id), None)
            return await self._noted(Opened(viewer, chosen), kept) if chosen else None
        if refine and elsewhere(asked.text):
            return None
        day, reading = today(self._clock), read_asked(asked, None, today=today(self._clock))
        of_display = refine or asked.is_tapped or reading.of_list or narrows(asked.text)
        of_display = of_display or (reading.opens and not reading.named)
        shown: Shown | None = None
        if kept and of_display:
            period = Period.from_iso(kept["shown"])
            shown = Shown(LetterSearch.from_json(kept), period, kept["offset"], kept.get("opened"))
            reading = read_asked(asked, shown.search, today=day, looking_at=shown.period)
        if refine and not (shown and (reading.named or reading.opens)):
            return None
        if reading.refusal:
            raise PeriodRefused(reading.refusal)
        if reading.most and reading.most > 1:
            return await self._show_latest(viewer, letters, reading.search, reading.most)
        if reading.opens:
            found = await self._open(viewer, letters, reading, shown)
            return await self._noted(found, kept) if isinstance(found, Opened) else found
        return await self._show(viewer, letters, reading.search)

    async def turn_page(self, rasa_id: str, *, forward: bool) -> Page:
        """Return the page after (or before) the one last shown.

        Raises NotLoggedIn, SessionLocked, NoListing, NoFurtherPage, NoEarlierPage.
        """
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            letters = await letters_of(connection, viewer.contract_id)
            kept = await recall(connection, viewer, TOPIC)
        if kept is None:
            raise NoListing
        offset = turned(kept["offset"], PAGE_SIZE, forward=forward)
        page = _page(viewer, letters, LetterSearch.from_json(kept), Period.from_iso(kept["shown"]), offset)
        if not page.letters:
            raise NoFurtherPage
        await self._remember(page)
        return replace(page, whole=not page.chosen and page.period != lately(today(self._clock)))

    async def _open(
        self, viewer: Viewer, letters: tuple[Letter, ...], reading: Reading, shown: Shown | None
    ) -> Page | Opened:
        """Return the letter that is meant, or those of which it is one. Raises LineUnknown."""
        search, first = reading.search, 1
        last = next((one for one in letters if shown and one.id == shown.opened), None)
        if last and reading.rank is None and not reading.named:  # « envoyez-moi le PDF », of the one just opened
            return Opened(viewer, last)
        if shown and not reading.named:
            found, first = fitting(letters, replace(search, period=shown.period)), shown.offset + 1
        else:
            found = fitting(letters, search)
        if search.period is None and not shown and found:
            if reading.rank == LAST or search.kinds:  # « mon dernier relevé », « mon appel de cotisation »
                latest = max(found, key=lambda one: (one.sent_on, one.id))
                return Opened(viewer, latest, of=len(found))
            found = fitting(letters, replace(search, period=lately(today(self._clock)))) or found
        letter = one_of(found, reading, first=first)
        if letter is not None:
            return Opened(viewer, letter)
        if found and reading.rank not in {None, LAST}:
            raise LineUnknown(first, min(len(found), first - 1 + PAGE_SIZE))
        page = await self._show(viewer, letters, search)
        return replace(page, which=page.count > 1)

    async def _show(self, viewer: Viewer, letters: tuple[Letter, ...], search: LetterSearch) -> Page:
        period = search.period or lately(today(self._clock))
        page = _page(viewer, letters, search, period, 0)
        of_kind = fitting(letters, replace(search, period=None, order=LATEST))
        if not page.count and of_kind and search.period is None:
            whole = Period(of_kind[-1].sent_on, of_kind[0].sent_on)
            page = replace(_page(viewer, letters, search, whole, 0), whole=True, lately_none=period)
        elif not page.count and of_kind:
            page = replace(page, latest=of_kind[0].sent_on)
        await self._remember(page)
        return page

    async def _show_latest(self, viewer: Viewer, letters: tuple[Letter, ...], search: LetterSearch, most: int) -> Page:
        """Show so many of the latest that fit, however long ago they were sent: « les 3 derniers relevés »."""
        found = fitting(letters, replace(search, order=LATEST))[:most]
        if not found:
            return await self._show(viewer, letters, search)
        period = Period(found[-1].sent_on, found[0].sent_on)
        page = _page(viewer, letters, replace(search, period=period, by_subject=False), period, 0)
        page = replace(page, letters=page.letters[:most], count=len(found))
        await self._remember(page)
        return page

    async def _remember(self, page: Page) -> None:
        await self._note(
            page.viewer, {**page.search.to_json(), "shown": page.period.iso(), "offset": page.offset, "opened": None}
        )

    async def _noted(self, opened: Opened, kept: dict[str, Any] | None) -> Opened:
        """Remember which letter was opened last; without a list on display, the latest letters are."""
        default = {**LetterSearch().to_json(), "shown": lately(today(self._clock)).iso(), "offset": 0}
        await self._note(opened.viewer, {**(kept or default), "opened": opened.letter.id})
        return opened

    async def _note(self, viewer: Viewer, value: dict[str, Any]) -> None:
        async with self._store.write() as connection:
            await display(connection, viewer, TOPIC, value, now=self._clock.now())

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)


def _page(viewer: Viewer, letters: tuple[Letter, ...], search: LetterSearch, period: Period, offset: int) -> Page:
    found = fitting(letters, replace(search, period=period))
    shown = found[offset : offset + PAGE_SIZE]
    return Page(viewer, shown, search, period, search.period is not None, offset, len(found))
