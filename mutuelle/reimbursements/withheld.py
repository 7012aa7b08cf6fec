"""How much of its part the Sécurité sociale kept back in a year, for whom, when a member asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.rules import NobodyCovered, Person, SeveralCovered, named_beneficiary
from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.errors import BeneficiaryAmbiguous, BeneficiaryUnknown
from mutuelle.periods import Period, find_period
from mutuelle.reimbursements.counters import Counter, counters_of
from mutuelle.reimbursements.request import withheld_words
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.wording import named_in


def withheld_wanted(text: str, *, today: date) -> bool:
    """Say whether a sentence asks how far the year's participations or franchises went; not what these are, nor why."""
    words = withheld_words()
    if not named_in(text, words["kinds"]) or named_in(text, {"": words["apart"]}):
        return False
    return bool(named_in(text, {"": words["how_far"]})) or isinstance(find_period(text, today=today), Period)


@dataclass(frozen=True)
class Withheld:
    """The counters of a year, of whoever has any; `asked_for`: the one person whose counters were asked for."""

    viewer: Viewer
    year: int
    of: tuple[tuple[Person, tuple[Counter, ...]], ...]
    asked_for: Person | None


class WithheldService:
    """Tells a member what the Sécurité sociale kept back."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    def is_wanted(self, text: str) -> bool:
        """Say whether a sentence asks for these counters."""
        return withheld_wanted(text, today=today(self._clock))

    async def so_far(self, rasa_id: str, text: str, mentioned: Sequence[str] = ()) -> Withheld:
        """Return the counters of the year that a sentence names (else this one), of the kinds and the person it names.

        Raises NotLoggedIn, SessionLocked, BeneficiaryUnknown, BeneficiaryAmbiguous.
        """
        day = today(self._clock)
        period = find_period(text, today=day)
        year = period.end.year if isinstance(period, Period) else day.year
        kinds = named_in(text, withheld_words()["kinds"])
        async with self._store.read() as connection:
            viewer = await viewer_of(
                connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle
            )
            people = await people_of(connection, viewer.contract_id)
            person = _meant(text, people, mentioned)
            counters = await counters_of(connection, viewer.contract_id, year)
        asked = [(one, tuple(c for c in counters.get(one.id, ()) if c.kind in kinds)) for one in people]
        of = tuple((one, some) for one, some in asked if some and person in {None, one})
        return Withheld(viewer, year, of, person)


def _meant(text: str, people: tuple[Person, ...], mentioned: Sequence[str]) -> Person | None:
    named = named_beneficiary(text, people, mentioned=mentioned)
    if isinstance(named, NobodyCovered):
        raise BeneficiaryUnknown(named.named, people)
    if isinstance(named, SeveralCovered):
        raise BeneficiaryAmbiguous(named.people)
    return named if isinstance(named, Person) else None
