"""Simulating a reimbursement with somebody, logged in or not; nothing is changed by it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import covered_people
from mutuelle.clock import Clock, today
from mutuelle.contract.holder import holder_of
from mutuelle.contract.levels import levels_of
from mutuelle.conversations import log
from mutuelle.conversations.recollections import Visitor, forget, recall, remember
from mutuelle.errors import NotLoggedIn
from mutuelle.reimbursements.counters import acts_paid, counters_of
from mutuelle.reimbursements.explaining import CAPS
from mutuelle.settings import Settings
from mutuelle.simulation.asking import AGES, limit_of_age, next_step, stepped_back
from mutuelle.simulation.estimating import estimate
from mutuelle.simulation.hearing import NOBODY_COVERED, Heard, Said, hear, opening
from mutuelle.simulation.model import CARE, Estimate, Patient, Simulation, cares
from mutuelle.simulation.reading import asks_of_past
from mutuelle.store import Store

TOPIC = "simulation"


@dataclass(frozen=True)
class Progress:
    """Where a simulation stands.

    States: `asking` (`step`), `ready` (`estimate`), `elsewhere`, `cancelled`, `given_up`, `dear` (said of its price),
    `dropped` (too much else was asked meanwhile), `nothing`. `viewer` is None for a visitor, of whom nothing is known;
    `people` are those the contract covers. `missed`: the last answer could not be used;
    `noted`: it was of use, yet the question stays the same.
    """

    state: str
    viewer: Viewer | None
    simulation: Simulation = Simulation()  # noqa: RUF009
    patient: Patient | None = None
    people: tuple[Person, ...] = ()
    step: str | None = None
    estimate: Estimate | None = None
    missed: bool = False
    noted: bool = False


@dataclass(frozen=True)
class _Known:
    who: Viewer | Visitor
    people: tuple[Person, ...]

    @property
    def viewer(self) -> Viewer | None:
        return self.who if isinstance(self.who, Viewer) else None


class SimulationService:
    """Simulates for whoever talks: by the rules alone, or with the guarantees of the member who is logged in.

    Every method raises ConversationUnknown.
    """

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    def is_past(self, text: str) -> bool:
        """Say whether a sentence asks what is left to pay of care that was paid already: no estimate."""
        return asks_of_past(text, today=today(self._clock))

    async def begin(self, rasa_id: str, text: str, values: Mapping[str, str], *, resumes: bool = False) -> Progress:
        """Begin with what the sentence, or a tapped button (`values`), says already."""
        async with self._store.write() as connection:
            known = await self._known(connection, rasa_id)
            told = dict(values) or opening(text, known.people)
            simulation = replace(Simulation().told(told), resumes=resumes)
            await self._keep(connection, known, simulation)
            return await self._progress(connection, known, simulation)

    async def take_over(self, rasa_id: str) -> Progress:
        """Go on, with a member's guarantees, with what was said before the login. Raises NotLoggedIn, SessionLocked."""
        async with self._store.write() as connection:
            known = await self._known(connection, rasa_id, visitors=False)
            simulation = replace(await self._recalled(connection, known) or Simulation(), shown=False, strays=0)
            await self._keep(connection, known, simulation)
            return await self._progress(connection, known, simulation)

    async def progress(self, rasa_id: str) -> Progress:
        """Return what is to be asked or shown now; `nothing` when none goes on."""
        async with self._store.read() as connection:
            known = await self._known(connection, rasa_id)
            simulation = await self._recalled(connection, known)
            if simulation is None:
                return Progress("nothing", known.viewer)
            return await self._progress(connection, known, simulation)

    async def hear(self, rasa_id: str, said: Said, *, for_good: bool = False, beside: bool = False) -> Progress:
        """Take a message. One about something else ends a simulation that was shown, or any with `for_good`.

        `beside`: it is asked beside the simulation (what a word means), which goes on whatever was shown.
        """
        async with self._store.write() as connection:
            known = await self._known(connection, rasa_id)
            simulation = await self._recalled(connection, known)
            if simulation is None:
                return Progress("nothing", known.viewer)
            before = await self._progress(connection, known, simulation)
            step = None if simulation.shown else before.step
            heard = hear(simulation, step, said, known.people)
            if heard.state == "back":
                heard = Heard("told", await self._stepped_back(connection, known, simulation))
            if heard.state in {"told", "missed"}:
                await self._keep(connection, known, heard.simulation)
                after = await self._progress(connection, known, heard.simulation)
                told = heard.simulation.values != simulation.values and not said.values
                return replace(after, noted=told and step is not None and after.step == step)
            if heard.state == "dear":
                return replace(before, state="dear")
            if heard.state != "elsewhere" or (simulation.shown and not beside) or for_good:
                await forget(connection, known.who, TOPIC)
            elif not beside:
                await self._keep(connection, known, simulation.strayed())
            return replace(before, state=heard.state)

    async def mark_shown(self, rasa_id: str) -> None:
        """Note that the estimate was shown: what is said next corrects it, or is about something else."""
        async with self._store.write() as connection:
            known = await self._known(connection, rasa_id)
            simulation = await self._recalled(connection, known)
            if simulation is not None:
                await self._keep(connection, known, replace(simulation, shown=True))

    async def is_shown(self, rasa_id: str) -> bool:
        """Say whether the estimate is shown and nothing is asked."""
        async with self._store.read() as connection:
            simulation = await self._recalled(connection, await self._known(connection, rasa_id))
        return simulation is not None and simulation.shown

    async def drop(self, rasa_id: str) -> None:
        """Forget a simulation that is not gone on with."""
        async with self._store.write() as connection:
            known = await self._known(connection, rasa_id)
            await forget(connection, known.who, TOPIC)

    async def _known(self, connection: AsyncConnection, rasa_id: str, *, visitors: bool = True) -> _Known:
        try:
            viewer = await viewer_of(
                connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle
            )
        except NotLoggedIn:
            if not visitors:
                raise
            conversation = await log.by_rasa_id(connection, rasa_id)
            return _Known(Visitor(conversation.id), ())
        return _Known(viewer, await covered_people(connection, viewer.contract_id, today(self._clock)))

    async def _recalled(self, connection: AsyncConnection, known: _Known) -> Simulation | None:
        """Return what goes on; what was said before a login goes on after it."""
        kept = await recall(connection, known.who, TOPIC)
        if kept is None and known.viewer is not None:
            kept = await recall(connection, Visitor(known.viewer.conversation_id), TOPIC)
        return Simulation.from_json(kept) if kept else None

    async def _keep(self, connection: AsyncConnection, known: _Known, simulation: Simulation) -> None:
        await remember(connection, known.who, TOPIC, simulation.to_json(), now=self._clock.now())

    async def _progress(self, connection: AsyncConnection, known: _Known, simulation: Simulation) -> Progress:
        if simulation.dropped:
            return Progress("dropped", known.viewer, simulation)
        patient = await self._patient(connection, known, simulation)
        others = self._both_ages(known, simulation, patient)
        step = next_step(simulation, patient, others=others)
        if step is not None:
            missed = simulation.tries > 0
            return Progress("asking", known.viewer, simulation, patient, known.people, step, missed=missed)
        found = estimate(simulation, patient)
        return Progress("ready", known.viewer, simulation, patient, known.people, estimate=found)

    async def _stepped_back(self, connection: AsyncConnection, known: _Known, simulation: Simulation) -> Simulation:
        patient = await self._patient(connection, known, simulation)
        return stepped_back(simulation, patient, others=self._both_ages(known, simulation, patient))

    async def _patient(self, connection: AsyncConnection, known: _Known, simulation: Simulation) -> Patient:
        day, chosen = today(self._clock), simulation.values.get("whom")
        if known.viewer is None or not known.people or chosen == NOBODY_COVERED:
            return Patient(day, levels={} if known.viewer else None)
        person = next((one for one in known.people if str(one.id) == chosen), known.people[0])
        holder = await holder_of(connection, known.viewer.member_id, day)
        if holder is not None and holder.ended_on is not None and holder.ended_on < day:
            return Patient(day, person.birth_date, person, {}, ended=True)
        counters = (await counters_of(connection, known.viewer.contract_id, day.year)).get(person.id, ())
        withheld = {CAPS[one.kind]: one.kept for one in counters}
        levels = await levels_of(connection, person.id, day)
        paid = await acts_paid(connection, known.viewer.contract_id, person.id, day.year)
        return Patient(day, person.birth_date, person, levels, withheld=withheld, paid=paid)

    def _both_ages(self, known: _Known, simulation: Simulation, patient: Patient) -> bool:
        """Say whether the people covered are on both sides of the age that decides for this care."""
        care = simulation.values.get(CARE)
        kind = cares()[care].kind if care else ""
        limit = limit_of_age(kind, patient) if kind in AGES else None
        if limit is None:
            return False
        ages = [relativedelta(patient.today, one.birth_date).years for one in known.people]
        return any(age < limit for age in ages) and any(age >= limit for age in ages)
