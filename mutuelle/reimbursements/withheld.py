"""How much of its part the Sécurité sociale kept back in a year, for whom, when a member asks for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.rules import NobodyCovered, Person, SeveralCovered, named_beneficiary
from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.errors import BeneficiaryAmbiguous, BeneficiaryUnknown
from mutuelle.periods import Period, find_period
from mutuelle.reimbursements.asking import withheld_words, words_for
from mutuelle.reimbursements.counters import Counter, counters_of
from mutuelle.reimbursements.going_on import goes_on
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.wording import named_in


def withheld_wanted(text: str, *, today: date) -> bool:
    """Say whether a sentence asks how far the year's participations or franchises went; not what these are, nor why."""
    words = withheld_words()
    if not named_in(text, words["kinds"]) or named_in(text, {"": words["apart"]}):
        return False
    return bool(named_in(text, {"": words["how_far"]})) or isinstance(find_period(text, today=today), Period)


def kinds_of(terms: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds of counters that terms of the glossary, by key, are about."""
    defined: dict[str, str] = withheld_words()["defined"]
    return tuple(dict.fromkeys(defined[term] for term in terms if term in defined))


def taken_wanted(text: str, *, today: date) -> bool:
    """Say whether a sentence asks what was kept of its member's own care, of what was just defined to him."""
    words = withheld_words()
    asks = named_in(text, {"": words["how_far"]}) or isinstance(find_period(text, today=today), Period)
    return bool(asks) and bool(named_in(text, {"": words_for("taken")})) and not named_in(text, {"": words["apart"]})


@dataclass(frozen=True)
class Counted:
    """Which counters were told: their kinds, their year, and whose (None: of everybody)."""

    kinds: tuple[str, ...]
    year: int
    person_id: int | None = None


@dataclass(frozen=True)
class Withheld:
    """The counters of a year, of whoever has any; `asked_for`: the one person whose counters were asked for."""

    viewer: Viewer
    counted: Counted
    of: tuple[tuple[Person, tuple[Counter, ...]], ...]
    asked_for: Person | None

    @property
    def year(self) -> int:
        """The year of the counters."""
        return self.counted.year


class WithheldService:
    """Tells a member what the Sécurité sociale kept back."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    def is_wanted_of_defined(self, text: str) -> bool:
        """Say whether a sentence asks for the counters of what was just defined, which it need not name."""
        return taken_wanted(text, today=today(self._clock))

    def is_wanted(self, text: str) -> bool:
        """Say whether a sentence asks for these counters."""
        return withheld_wanted(text, today=today(self._clock))

    async def so_far(
        self, rasa_id: str, text: str, mentioned: Sequence[str] = (), *, kinds: Sequence[str] = ()
    ) -> Withheld:
        """Return the counters of the year that a sentence names (else this one), of the kinds and the person it names.

        `kinds`: those meant where it names none. Raises NotLoggedIn, SessionLocked, BeneficiaryUnknown,
        BeneficiaryAmbiguous.
        """
        named = named_in(text, withheld_words()["kinds"]) or kinds
        async with self._store.read() as connection:
            viewer, people = await self._reader(connection, rasa_id)
            person = _meant(text, people, mentioned)
            counted = Counted(tuple(named), self._year(text), person.id if person else None)
            return await _counters(connection, viewer, people, counted)

    async def again(self, rasa_id: str, text: str, before: Counted, mentioned: Sequence[str] = ()) -> Withheld | None:
        """Return the same counters of the year, the person or the kinds that a short message names: « et en 2025 ? ».

        None when it says something else. Raises what `so_far` raises.
        """
        day, kinds = today(self._clock), withheld_words()["kinds"]
        also = [*(word for words in kinds.values() for word in words), *withheld_words()["how_far"]]
        async with self._store.read() as connection:
            viewer, people = await self._reader(connection, rasa_id)
            if not goes_on(text, people, today=day, mentioned=mentioned, beside=also):
                return None
            named = named_beneficiary(text, people, mentioned=mentioned)
            person = _meant(text, people, mentioned)
            counted = Counted(
                tuple(named_in(text, kinds)) or before.kinds,
                self._year(text, before.year),
                before.person_id if named is None else person.id if person else None,
            )
            return await _counters(connection, viewer, people, counted)

    def _year(self, text: str, otherwise: int | None = None) -> int:
        day = today(self._clock)
        period = find_period(text, today=day)
        return period.end.year if isinstance(period, Period) else otherwise or day.year

    async def _reader(self, connection: AsyncConnection, rasa_id: str) -> tuple[Viewer, tuple[Person, ...]]:
        viewer = await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)
        return viewer, await people_of(connection, viewer.contract_id)


async def _counters(
    connection: AsyncConnection, viewer: Viewer, people: tuple[Person, ...], counted: Counted
) -> Withheld:
    counters = await counters_of(connection, viewer.contract_id, counted.year)
    asked = [(one, tuple(c for c in counters.get(one.id, ()) if c.kind in counted.kinds)) for one in people]
    of = tuple((one, some) for one, some in asked if some and counted.person_id in {None, one.id})
    person = next((one for one in people if one.id == counted.person_id), None)
    return Withheld(viewer, counted, of, person)


def _meant(text: str, people: tuple[Person, ...], mentioned: Sequence[str]) -> Person | None:
    named = named_beneficiary(text, people, mentioned=mentioned)
    if isinstance(named, NobodyCovered):
        raise BeneficiaryUnknown(named.named, people)
    if isinstance(named, SeveralCovered):
        raise BeneficiaryAmbiguous(named.people)
    return named if isinstance(named, Person) else None
