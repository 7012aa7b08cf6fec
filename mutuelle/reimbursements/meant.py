"""Which payment a member means: by a rank, by what he says of it, or the one he is looking at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.amounts import amounts_in
from mutuelle.beneficiaries.rules import Person
from mutuelle.conversations.recollections import recall
from mutuelle.errors import CareDatesWanted, ExclusionAsked, LineUnknown, NoListing
from mutuelle.periods import Period
from mutuelle.practitioners.categories import GENERAL, category_of
from mutuelle.ranks import LAST, rank_named
from mutuelle.reimbursements.asking import OLDER, bottom_named, latest_wanted, line_named
from mutuelle.reimbursements.professionals import professionals_of
from mutuelle.reimbursements.reading import Payment, every, one, page
from mutuelle.reimbursements.request import Request, read_request
from mutuelle.reimbursements.rules import Dates, Search, since_ever
from mutuelle.reimbursements.service import OPENED, TOPIC, search_from
from mutuelle.wording import same_word, words_of

SHORTEST_NAME = 5  # letters of a word that names an act
SPECIALIST = "specialist"
CENTS = 100


@dataclass(frozen=True)
class Display:
    """What a member looks at: the list's `search` with its period, the `offset` of its page, and one payment.

    `search` is None when no list is on display, `payment_id` when no payment was opened since.
    """

    viewer: Viewer
    search: Search | None
    offset: int
    payment_id: int | None


@dataclass(frozen=True)
class Meant:
    """The payment that is meant; several of which none was named; or none that fits what was said.

    `fitting`: how many fit what was said of it, of which it is the latest.
    """

    payments: tuple[Payment, ...]
    fitting: int = 1


async def display_of(connection: AsyncConnection, viewer: Viewer) -> Display:
    """Return what a member looks at."""
    listed, opened = await recall(connection, viewer, TOPIC), await recall(connection, viewer, OPENED)
    payment_id = opened["payment"] if opened else None
    if listed is None or listed["shown"] is None:
        return Display(viewer, None, 0, payment_id)
    search = replace(search_from(listed), period=Period.from_iso(listed["shown"]))
    return Display(viewer, search, listed["offset"], payment_id)


async def meant(
    connection: AsyncConnection, viewer: Viewer, request: Request, people: tuple[Person, ...], *, today: date
) -> Meant:
    """Return the payment that is meant, or those on display when none was named.

    Raises NoListing when nothing is on display nor named, LineUnknown for a rank that no line has, and what reading a
    request raises.
    """
    display = await display_of(connection, viewer)
    described = await _described(connection, viewer, request, people, display, today)
    if described is not None:
        return described
    rank = rank_named(request.text)
    if display.payment_id is not None and rank is None:
        payment = await one(connection, viewer.contract_id, display.payment_id)
        return Meant((payment,) if payment else ())
    contract, search = viewer.contract_id, display.search
    if latest_wanted(request.text) == 1:  # « mon dernier remboursement », whatever is on display
        latest = Search(direct=bool(search and search.direct))
        return Meant((await page(connection, contract, since_ever(today), latest, offset=0))[1][:1])
    if search is None or search.period is None:
        raise NoListing
    _, shown = await page(connection, contract, search.period, search, offset=display.offset)
    if rank == LAST:
        return Meant(shown[-1:] if bottom_named(request.text) else shown[:1])
    if rank is not None:
        return Meant((_of_rank(shown, display.offset + 1, rank),))
    return Meant(shown)


async def neighbour(connection: AsyncConnection, viewer: Viewer, way: str, *, today: date) -> Payment | None:
    """Return the payment next to the one opened last, or shown alone, in the list that it is of, whatever its period.

    One that is not of the list on display was described by its care: then it is the next one for such care. None when
    none was opened, or it is the last that way.
    """
    display = await display_of(connection, viewer)
    search, ever = display.search or Search(), since_ever(today)
    payment_id = display.payment_id
    if payment_id is None and search.period is not None:
        _, shown = await page(connection, viewer.contract_id, search.period, search, offset=0)
        payment_id = shown[0].id if len(shown) == 1 else None
    opened = await one(connection, viewer.contract_id, payment_id) if payment_id is not None else None
    if opened is None:
        return None
    for of_list in (replace(search, period=None, cents=None), Search(care=opened.care)):
        found = await every(connection, viewer.contract_id, ever, of_list)
        place = next((place for place, payment in enumerate(found) if payment.id == opened.id), None)
        if place is not None:
            beside = place + (1 if way == OLDER else -1)
            return found[beside] if 0 <= beside < len(found) else None
    return None


async def matching(
    connection: AsyncConnection, contract_id: int, period: Period, search: Search, amounts: list[int]
) -> tuple[Payment, ...]:
    """Return the payments of a period that fit, the latest first; those that show all these amounts, else one of them.

    `amounts` in cents: paid, spent, or a part of an act.
    """
    if not amounts:
        return await every(connection, contract_id, period, search)
    for cents in amounts:
        found = await every(connection, contract_id, period, replace(search, cents=cents))
        if found:
            return tuple(payment for payment in found if set(amounts) <= _amounts_of(payment)) or found
    return await every(connection, contract_id, period, search) if search.is_narrowed else ()


async def _described(
    connection: AsyncConnection,
    viewer: Viewer,
    request: Request,
    people: tuple[Person, ...],
    display: Display,
    today: date,
) -> Meant | None:
    """Return the latest payment that the words describe, on display first; None when they describe none."""
    on_display = display.search is not None and display.search.direct
    for direct in dict.fromkeys((request.direct or on_display, request.direct)):
        known = await professionals_of(connection, viewer.contract_id) if direct else ()
        reading = read_request(replace(request, direct=direct), None, people=people, today=today, professionals=known)
        if reading.problem is not None and not isinstance(reading.problem, CareDatesWanted | ExclusionAsked):
            raise reading.problem
        search = _like(replace(reading.search, cents=None), request.like)
        amounts = [] if line_named(request.text) else amounts_in(request.text, today=today)
        if not (search.is_narrowed or search.period or amounts):
            return None
        for period, dates in product(_periods(search, display, today), _dates(search)):
            dated = replace(search, dates=dates)
            payments = await matching(connection, viewer.contract_id, period, dated, amounts)
            found = _named(request.text, _of_speciality(_act_meant(request, search), payments))
            if found:
                return Meant(found[:1], len(found))
    return Meant((), 0)


def _like(search: Search, before: Search | None) -> Search:
    """Return a search with the person and the care of a payment before, where it names none of its own."""
    if before is None:
        return search
    return replace(
        search,
        beneficiary_id=before.beneficiary_id if search.beneficiary_id is None else search.beneficiary_id,
        care=search.care or before.care,
    )


def _act_meant(request: Request, search: Search) -> str:
    """Return the words that may say which specialist is meant: the sentence's, else the acts of the payment before."""
    same_care = request.like is not None and search.care == request.like.care
    return request.like_acts if same_care and _speciality(request.text) is None else request.text


def _periods(search: Search, display: Display, today: date) -> list[Period]:
    """Return where to look: the period that was named, else the one on display, then all."""
    if search.period is not None:
        return [search.period]
    shown = display.search
    looked_at = [shown.period] if shown and shown.period and shown.direct == search.direct else []
    return [*looked_at, since_ever(today)]


def _dates(search: Search) -> Sequence[Dates]:
    """Return which dates a period may be about: of « le remboursement de septembre », the care may be of September."""
    other = Dates.PAID if search.dates is Dates.CARE else Dates.CARE
    return (search.dates, other) if search.period is not None else (search.dates,)


def _named(text: str, payments: tuple[Payment, ...]) -> tuple[Payment, ...]:
    """Return those that have an act the sentence names (« la couronne »); all of them when it names none."""
    said = [word for word in words_of(text) if len(word) >= SHORTEST_NAME]

    def named(payment: Payment) -> bool:
        return any(same_word(word, one) for line in payment.lines for word in words_of(line.label) for one in said)

    return tuple(payment for payment in payments if named(payment)) or payments


def _of_speciality(text: str, payments: tuple[Payment, ...]) -> tuple[Payment, ...]:
    """Return the payments without those to another specialist than the one that a sentence names.

    A kind of care says no more than that it was one; an act's label may say which.
    """
    wanted = _speciality(text)
    if wanted is None:
        return payments
    told = {one.id: {_speciality(line.label) for line in one.lines} for one in payments if one.care == SPECIALIST}
    of_it = tuple(one for one in payments if wanted in told.get(one.id, ()))
    return of_it or tuple(one for one in payments if not told.get(one.id, set()) - {None})


def _speciality(text: str) -> str | None:
    named = category_of(text)
    return named.code if named is not None and named.code != GENERAL else None


def _of_rank(shown: tuple[Payment, ...], first: int, rank: int) -> Payment:
    """Return the payment of a rank: of the whole list where the page shows it, else of the page."""
    last = first + len(shown) - 1
    if first <= rank <= last:
        return shown[rank - first]
    if rank > len(shown):
        raise LineUnknown(first, last)
    return shown[rank - 1]


def _amounts_of(payment: Payment) -> set[int]:
    amounts = [payment.paid]
    for line in payment.lines:
        amounts += [line.expense, line.amo, line.amc, line.remaining]
    return {int(amount * CENTS) for amount in amounts}
