"""Simulating a reimbursement: one form whose slot stays empty; each message goes to the core, which keeps it."""

from dataclasses import replace

from rasa_sdk.events import FollowupAction, SlotSet

from actions.again import ask_briefly
from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.forms import ANSWERS, END, FOR_GOOD, CoreForm, Slots
from actions.glossary import renewal
from actions.instead import unless
from actions.procedure_words import FORM as PROCEDURE_FORM
from actions.procedures import tapped, tapped_values
from actions.reimbursements import request_of, show_found
from actions.simulation_words import say_alternatives, say_end, say_estimate, say_opening, say_question
from mutuelle.easy.asking import INTENT as EASY
from mutuelle.reimbursements.asking import TOTALS
from mutuelle.simulation.hearing import Said

MINE = "mine"  # the button that goes on with the guarantees of whoever logs in
FORM, SLOT = "simulation_care_form", "simulation_step"
OWN = frozenset({"simulate_reimbursement"})
BESIDE = frozenset({"ask_definition", "view_contract", "thank", "easy_to_read"})  # the estimate may still be corrected


async def paid_already(turn: Turn, services: Services) -> bool:
    """Answer with the sums when what is left to pay of past care is asked for; say whether it is.

    An estimate is of care to come; what was paid last year is known.
    """
    if turn.active_form or not services.simulations.is_past(turn.text):
        return False
    request = replace(request_of(turn), view=TOTALS)
    show_found(turn, await services.reimbursements.look_up(turn.rasa_id, request, refine=False))
    return True


class Simulate(MemberAction):
    """Begins a simulation, for a member or a visitor, and has the form ask what is missing."""

    action_name = "action_simulation_begin"

    @unless(paid_already, renewal)
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
            ask_briefly(turn)
            return None
        if progress.state == "dropped":
            say_end(turn, progress)
            await self.services.simulations.drop(turn.rasa_id)
            return END
        if progress.estimate is None:
            return END
        if progress.simulation.shown and turn.intent != EASY:  # something was asked beside it
            return None
        say_estimate(turn, progress, progress.estimate)
        await self.services.simulations.mark_shown(turn.rasa_id)
        return None


class ValidateSimulationForm(CoreForm):
    """Hands a message to the core; the form goes on until the simulation is over."""

    slot, answers = SLOT, ANSWERS | OWN
    extract_simulation_step = CoreForm.hear

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_simulation_care_form"

    async def take(self, turn: Turn) -> Slots:
        """Take an answer, a correction, or leave the message to a rule. Raises NotLoggedIn, SessionLocked."""
        simulations = self.services.simulations
        if tapped(turn) == MINE:
            await simulations.take_over(turn.rasa_id)
            return self.goes_on
        progress = await simulations.hear(
            turn.rasa_id, self._said(turn), for_good=turn.intent in FOR_GOOD, beside=turn.intent in BESIDE
        )
        if progress.state in {"elsewhere", "nothing"}:
            return {}
        if progress.state in {"asking", "ready"}:
            if progress.noted:
                turn.say("utter_requests_problem_noted")
            return self.goes_on
        if progress.state == "dear":
            say_alternatives(turn, progress)
            return self.goes_on
        say_end(turn, progress)
        return self.over

    def _said(self, turn: Turn) -> Said:
        if tapped(turn) == "cancel":
            return Said("annuler")
        values = tapped_values(turn)
        if turn.text == "" and not values and turn.intent == "simulate_reimbursement":
            return Said("simulation")
        return Said(turn.text, values or None, elsewhere=self.elsewhere(turn), denies=turn.intent == "deny")
