"""Prepares the annual recap: what a sentence asks for, of which year, for whom; issues it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.rules import NobodyCovered, Person, SeveralCovered, named_beneficiary
from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.documents.drafts import Owner
from mutuelle.documents.issuing import issue
from mutuelle.documents.recap import period_of
from mutuelle.documents.rules import RECAP, document_words, named_year
from mutuelle.documents.service import CERTIFICATE, Wanted
from mutuelle.documents.sources import Sources
from mutuelle.errors import BeneficiaryUnknown
from mutuelle.periods import Period, find_period
from mutuelle.reimbursements.reading import last_paid_on
from mutuelle.reimbursements.rules import Search, named_care
from mutuelle.reimbursements.totals import Sum, spent
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.wording import named_in


def recap_wanted(text: str, *, today: date) -> bool:
    """Say whether a sentence asks for the annual recap as a document, whatever intent it was taken for."""
    words = document_words()["recap"]
    said = set(
        named_in(text, {key: words[key] for key in ("strong", "weak", "with_annual", "annual", "file", "apart")})
    )
    if not said & {"weak", "with_annual"} or "apart" in said or named_care(text):
        return False
    period = find_period(text, today=today)
    year = named_year(text, today=today)
    if isinstance(period, Period) and not (
        (period.start.month, period.start.day) == (1, 1)
        and period.start.year == period.end.year
        and period.end in {date(period.start.year, 12, 31), today}
    ):
        return False
    if "annual" in said:
        return True
    dated = year is not None or bool(named_in(text, {"": words["year"]}))
    return ("strong" in said and dated) or ("weak" in said and "file" in said)


@dataclass(frozen=True)
class RecapAsked:
    """What a member said, whom the language model saw in it; or the year and the person of a button."""

    text: str = ""
    mentioned: tuple[str, ...] = ()
    year: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Recap:
    """Where a recap stands: `ready` (`wanted`, `overall`), `which` of `people`, `empty`, or `to_come`.

    `year` is the one meant, this one when none was said; `end` its last day that is summed up. `other_year`: the
    latest one of which something was paid, when this has nothing.
    """

    state: str
    viewer: Viewer
    year: int
    end: date
    person: Person | None = None
    people: tuple[Person, ...] = ()
    wanted: Wanted | None = None
    overall: Sum | None = None
    other_year: int | None = None


class RecapService:
    """Issues annual recaps to the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, *, sources: Sources | None = None) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._sources = sources or Sources()

    def is_wanted(self, text: str) -> bool:
        """Say whether a sentence asks for the annual recap as a document."""
        return recap_wanted(text, today=today(self._clock))

    async def prepare(self, rasa_id: str, asked: RecapAsked) -> Recap:
        """Find out what is meant and issue it. Raises NotLoggedIn, SessionLocked, BeneficiaryUnknown."""
        day = today(self._clock)
        year = asked.year or named_year(asked.text, today=day) or day.year
        async with self._store.write() as connection:
            viewer = await viewer_of(
                connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle
            )
            if year > day.year:
                return Recap("to_come", viewer, year, day)
            end = period_of(year, day=day).end
            meant = _meant(asked, await people_of(connection, viewer.contract_id))
            if isinstance(meant, SeveralCovered):
                return Recap("which", viewer, year, end, people=meant.people)
            return await self._issued(connection, viewer, year, meant)

    async def _issued(self, connection: AsyncConnection, viewer: Viewer, year: int, person: Person | None) -> Recap:
        day = today(self._clock)
        period = period_of(year, day=day)
        search = Search(period=period, beneficiary_id=person.id if person else None)
        found = await spent(connection, viewer.contract_id, period, search)
        if not found:
            latest = await last_paid_on(connection, viewer.contract_id, search)
            other = latest.year if latest and latest.year != year and latest <= day else None
            return Recap("empty", viewer, year, period.end, person, other_year=other)
        parameters = {"year": year, "people": [person.id] if person else []}
        reference = await issue(
            connection,
            Owner(viewer.member_id, viewer.contract_id),
            RECAP,
            parameters,
            now=self._clock.now(),
            settings=self._settings,
            sources=self._sources,
        )
        wanted = Wanted(CERTIFICATE, {"reference": reference}, RECAP, tells_care=True)
        overall = Sum.of([one.sum for one in found])
        return Recap("ready", viewer, year, period.end, person, wanted=wanted, overall=overall)


def _meant(asked: RecapAsked, people: tuple[Person, ...]) -> Person | SeveralCovered | None:
    """Return whom a recap is about, None for everybody. Raises BeneficiaryUnknown."""
    if asked.person_id is not None:
        chosen = next((one for one in people if one.id == asked.person_id), None)
        if chosen is None:
            raise BeneficiaryUnknown("", people)
        return chosen
    named = named_beneficiary(asked.text, people, mentioned=asked.mentioned) if asked.text else None
    if isinstance(named, NobodyCovered):
        raise BeneficiaryUnknown(named.named, people)
    return named if isinstance(named, Person | SeveralCovered) else None
