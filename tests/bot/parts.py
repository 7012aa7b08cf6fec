"""What the dispatcher of a test tells messages apart with."""

from bot.parting import Parting
from mutuelle.clock import Clock
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.searching import SearchService
from mutuelle.practitioners.service import PractitionerService
from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.service import ProcedureService
from mutuelle.settings import Settings
from mutuelle.simulation.service import SimulationService
from mutuelle.store import Store


def parting_on(store: Store, clock: Clock, settings: Settings) -> Parting:
    """Return the real one, on a test's database."""
    places, practitioners = PlacesService(settings), PractitionerService(store)
    return Parting(
        ProcedureService(store, clock, settings, all_procedures(settings)),
        SearchService(store, clock, settings, places=places, practitioners=practitioners),
        SimulationService(store, clock, settings),
    )
