"""Simulating a reimbursement: one form whose slot stays empty; each message goes to the core, which keeps it."""

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.answering import Turn
from actions.base import Events, MemberAction, Services, leave
from actions.procedure_words import FORM as PROCEDURE_FORM
from actions.procedures import tapped, tapped_values
from actions.refusals import refuse
from actions.simulation_words import say_estimate, say_opening, say_question
from mutuelle.errors import MutuelleError
from mutuelle.simulation.hearing import Said

MINE = "mine"  # the button that goes on with the guarantees of whoever logs in
FORM, SLOT = "simulation_care_form", "simulation_step"
ENDED = "utter_simulation_{state}"  # cancelled, given_up
OVER, GOES_ON = {SLOT: "over"}, {SLOT: None}
END: Events = [SlotSet("requested_slot", None)]  # what ends a form from the action that asks
# What may be said in the middle of a simulation; anything else that the engine is sure of is about something else.
ANSWERS = frozenset(
    {
        "simulate_reimbursement",
        "affirm",
        "deny",
        "nlu_fallback",
        "refine_reimbursements",
        "choose_period",
        "chitchat",
        "out_of_scope",
        "next_page",
        "previous_page",
        "resume_procedure",
    }
)
BESIDE = frozenset({"ask_definition", "view_contract", "thank"})  # the estimate may still be corrected
FOR_GOOD = frozenset({"talk_to_human", "goodbye", "logout", "logout_everywhere", "medical_emergency"})


class Simulate(MemberAction):
    """Begins a simulation, for a member or a visitor, and has the form ask what is missing."""

    action_name = "action_simulation_begin"

    async def act(self, turn: Turn) -> Events | None:
        """Take what the sentence, or a button, says already."""
        resumes = turn.active_form == PROCEDURE_FORM
        simulations = self.services.simulations
        if tapped(turn) == MINE:
            progress = await simulations.take_over(turn.rasa_id)
        else:
            progress = await simulations.begin(turn.rasa_id, turn.text, tapped_values(turn), resumes=resumes)
        if progress.viewer is not None:
            turn.shows(progress.viewer)
        say_opening(turn, progress)
        return [SlotSet(SLOT, None), FollowupAction(FORM)]


class AskSimulation(MemberAction):
    """Asks what a simulation needs next, or shows its estimate; ends the form once there is nothing more to say."""

    action_name = "action_ask_simulation_care_form_simulation_step"

    async def act(self, turn: Turn) -> Events | None:
        """Ask or show; what was said next corrects the estimate, unless it is about something else."""
        progress = await self.services.simulations.progress(turn.rasa_id)
        if progress.viewer is not None:
            turn.shows(progress.viewer)
        if progress.state == "asking":
            say_question(turn, progress)
            return None
        if progress.estimate is None:
            return END
        if progress.simulation.shown:  # something was asked beside it
            return None
        say_estimate(turn, progress, progress.estimate)
        await self.services.simulations.mark_shown(turn.rasa_id)
        return None


class ValidateSimulationForm(FormValidationAction):
    """Hands a message to the core; the form goes on until the simulation is over."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_simulation_care_form"

    async def extract_simulation_step(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Return the slot: empty while it goes on; nothing when a rule is to answer the message."""
        if (tracker.active_loop or {}).get("name") != FORM or tracker.get_slot("requested_slot") != SLOT:
            return {}  # the form has just begun: nothing was asked yet
        turn = Turn(tracker, domain)
        try:
            slots = await self._take(turn, tracker)
        except MutuelleError as refusal:
            turn.clear()
            await refuse(turn, refusal, self._services.accounts)
            slots = OVER
        await leave(dispatcher, turn, self._services)
        return dict(slots)

    async def _take(self, turn: Turn, tracker: Tracker) -> dict[str, Any]:
        if tapped(turn) == MINE:
            await self._services.simulations.take_over(turn.rasa_id)
            return GOES_ON
        intent = str(((tracker.latest_message or {}).get("intent") or {}).get("name"))
        said = _said(turn, tracker, intent)
        progress = await self._services.simulations.hear(
            turn.rasa_id, said, for_good=intent in FOR_GOOD, beside=intent in BESIDE
        )
        if progress.state in {"elsewhere", "nothing"}:
            return {}
        if progress.state in {"asking", "ready"}:
            return GOES_ON
        turn.say(ENDED.format(state=progress.state))
        return OVER


def _said(turn: Turn, tracker: Tracker, intent: str) -> Said:
    sure = float(((tracker.latest_message or {}).get("intent") or {}).get("confidence") or 0)
    if tapped(turn) == "cancel":
        return Said("annuler")
    values = tapped_values(turn)
    if turn.text == "" and not values and intent == "simulate_reimbursement":
        return Said("simulation")
    elsewhere = 0.0 if intent in ANSWERS else sure
    return Said(turn.text, values or None, elsewhere=elsewhere, denies=intent == "deny")
