"""Tells a message apart while a form is asking: the answer to what is asked, and the requests that came with it."""

from collections.abc import Sequence
from typing import Self

from mutuelle.clock import Clock
from mutuelle.conversations.apart import Piece, Reading, answer_beside_requests, only_looks
from mutuelle.errors import MutuelleError
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.searching import SearchService
from mutuelle.practitioners.service import PractitionerService
from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.left import LeftProcedures
from mutuelle.procedures.model import Said
from mutuelle.procedures.service import ProcedureService
from mutuelle.procedures.talk import CONFIRMED
from mutuelle.settings import Settings
from mutuelle.simulation.service import SimulationService
from mutuelle.store import Store

PROCEDURES, SEARCH, SIMULATION = "requests_procedure_form", "practitioners_search_form", "simulation_care_form"
PERIOD = "reimbursements_period_form"
# What the forms that only look are about: said there, it is an answer or a refinement.
OWN = {
    SEARCH: frozenset({"find_practitioner", "find_kalixia_partner"}),
    SIMULATION: frozenset({"simulate_reimbursement", "view_contract", "ask_definition", "explain_reimbursement"}),
    PERIOD: frozenset({"view_reimbursements", "refine_reimbursements", "choose_period"}),
}


class Parting:
    """Knows by the core what would be an answer, without giving it."""

    def __init__(
        self,
        procedures: ProcedureService,
        left: LeftProcedures,
        searches: SearchService,
        simulations: SimulationService,
    ) -> None:
        self._procedures = procedures
        self._left = left
        self._searches = searches
        self._simulations = simulations

    @classmethod
    def on(cls, store: Store, clock: Clock, settings: Settings) -> Self:
        """Build what it asks on a database."""
        places, practitioners = PlacesService(settings), PractitionerService(store)
        return cls(
            ProcedureService(store, clock, settings, all_procedures(settings)),
            LeftProcedures(store, clock, settings, all_procedures(settings)),
            SearchService(store, clock, settings, places=places, practitioners=practitioners),
            SimulationService(store, clock, settings),
        )

    async def parts(
        self, rasa_id: str, form: str, text: str, cut: Sequence[Piece], readings: Sequence[Reading]
    ) -> tuple[str, ...]:
        """Return the answer and then the requests that a message holds; the message itself unless it surely holds both.

        A letter, and what the member is asked for to open an account, stay whole.
        """
        if form == PROCEDURES:
            return await self._from_procedure(rasa_id, text, cut, readings)
        if form not in OWN:
            return (text,)
        found = answer_beside_requests(text, cut, readings, [read.intent in OWN[form] for read in readings])
        return found.parts if found and found.answer_first else (text,)

    async def has_left(self, rasa_id: str) -> bool:
        """Say whether a procedure was left so long ago that the engine does not ask for it any more."""
        return await self._left.has_one(rasa_id)

    async def goes_back(self, rasa_id: str, seq: int, text: str, reading: Reading) -> bool:
        """Have a message that answers such a procedure go on with it after the login; say whether it answers it."""
        return await self._left.take_back(rasa_id, seq, text, intent=reading.intent, confidence=reading.confidence)

    async def is_at_rest(self, rasa_id: str, form: str) -> bool:
        """Say whether a form shows its result and asks nothing: what waited for its end need not wait on."""
        if form == SEARCH:
            return await self._searches.is_shown(rasa_id)
        return form == SIMULATION and await self._simulations.is_shown(rasa_id)

    async def _from_procedure(
        self, rasa_id: str, text: str, cut: Sequence[Piece], readings: Sequence[Reading]
    ) -> tuple[str, ...]:
        said = [
            Said(piece.text, elsewhere=read.confidence, intent=read.intent)
            for piece, read in zip(cut, readings, strict=True)
        ]
        try:
            taken = await self._procedures.would_take(rasa_id, said)
            found = answer_beside_requests(text, cut, readings, [bool(one) for one in taken])
            if found is None:
                return (text,)
            (whole,) = await self._procedures.would_take(rasa_id, [Said(found.answer)])
        except MutuelleError:  # whoever takes the message says why it cannot be taken
            return (text,)
        corrects = whole == CONFIRMED and not all(only_looks(read.intent) for _, read in found.requests)
        return found.parts if whole and not corrects else (text,)  # « oui, je voudrais changer l'adresse » is no yes
