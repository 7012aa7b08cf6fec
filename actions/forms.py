"""A form that asks again while its one slot stays empty: what is said goes to the core, which keeps it, not to Rasa."""

from typing import Any, ClassVar

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.answering import Turn
from actions.base import Events, Services, leave, turn_of
from actions.refusals import refuse
from mutuelle.errors import MutuelleError

Slots = dict[str, Any]
END: Events = [SlotSet("requested_slot", None)]  # what ends a form from the action that asks
# What the engine may take an answer for, beside a form's own intents: a bare date, place or name has none.
ANSWERS = frozenset(
    {
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
# What ends a form whose result was not shown yet: nobody comes back to it.
FOR_GOOD = frozenset({"talk_to_human", "goodbye", "logout", "logout_everywhere", "medical_emergency"})


class CoreForm(FormValidationAction):
    """Hands each message to the core and says what came of it.

    A subclass names itself (`validate_<form>`) and its slot, gives `hear` the name by which rasa-sdk looks for it
    (`extract_<slot>`), and takes a message in `take`.
    """

    slot: ClassVar[str]
    answers: ClassVar[frozenset[str]]  # intents of what may be an answer; any other may be about something else

    def __init__(self, services: Services) -> None:
        self.services = services

    @property
    def over(self) -> Slots:
        """What ends the form."""
        return {self.slot: "over"}

    @property
    def goes_on(self) -> Slots:
        """What has the form ask again. No slot at all leaves the message to a rule."""
        return {self.slot: None}

    async def take(self, turn: Turn) -> Slots:
        """Take a message, and return the slot. Raises the core's errors."""
        raise NotImplementedError

    async def refused(self, turn: Turn, refusal: MutuelleError) -> Slots:
        """Say what the core refused, and return the slot."""
        await refuse(turn, refusal, self.services.accounts)
        return self.over

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Slots:
        """Return the slot: empty while there is more to ask; nothing when a rule is to answer the message."""
        turn = await turn_of(tracker, domain, self.services)
        if turn.active_form != self.form_name() or turn.slot("requested_slot") != self.slot:
            return {}  # the form has just begun: nothing was asked yet
        return await self.answer(turn, dispatcher)

    async def answer(self, turn: Turn, dispatcher: CollectingDispatcher) -> Slots:
        """Take a message and leave the answer to it in the log."""
        try:
            slots = await self.take(turn)
        except MutuelleError as refusal:
            turn.clear()
            slots = await self.refused(turn, refusal)
        await leave(dispatcher, turn, self.services)
        return slots

    def elsewhere(self, turn: Turn) -> float:
        """Return how sure the engine is (0 to 1) that a message is about something else than what was asked."""
        return 0.0 if turn.intent in self.answers else turn.confidence
