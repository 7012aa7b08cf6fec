"""Checks what a member answers when asked for a period."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.base import Services, leave, turn_of
from actions.refusals import say_period_refused
from actions.reimbursements import tapped_period
from mutuelle.errors import PeriodRefused
from mutuelle.patience import GIVE_UP_AFTER


class ValidatePeriodForm(FormValidationAction):
    """Turns the answer into a canonical period, or says why it is none; gives up politely after three."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_reimbursements_period_form"

    async def validate_reimbursements_period(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Return the slots to set: the period as start/end, or one more failed attempt."""
        del value
        turn = await turn_of(tracker, domain, self._services)
        try:
            period = tapped_period(turn) or self._services.reimbursements.read_period(turn.text)
        except PeriodRefused as refused:
            say_period_refused(turn, refused)
        else:
            if period is not None:
                return {"reimbursements_period": period.iso()}
            turn.say("utter_reimbursements_period_unreadable")
        attempts = int(turn.slot("reimbursements_attempts") or 0) + 1
        slots: dict[str, Any] = {"reimbursements_period": None, "reimbursements_attempts": attempts}
        if attempts >= GIVE_UP_AFTER:
            slots["requested_slot"] = None
        else:
            await leave(dispatcher, turn, self._services)
        return slots
