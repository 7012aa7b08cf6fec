"""Talks a change of profile over: each answer goes to the core, which keeps it; Rasa only learns that there was one."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import ActionExecutionRejection, Tracker
from rasa_sdk.types import DomainDict

from actions.answering import Turn
from actions.base import Events, MemberAction, Services, leave
from actions.codes import ask_for_code
from actions.profile_words import FORM, SLOT, say_done, say_problem, say_question, tapped
from actions.refusals import refuse
from mutuelle.account.profile import Progress
from mutuelle.errors import CodeNeeded, MutuelleError

OVER = {SLOT: "over"}
GOES_ON = {SLOT: None}
REPLIES = {"affirm": "yes", "deny": "no", "previous_page": "back"}
# What leaves the form by a rule of its own, unless it reads as an answer: an address may sound like anything.
ESCAPES = frozenset(
    {"medical_emergency", "talk_to_human", "logout", "logout_everywhere", "view_reimbursements", "goodbye"}
)
ENDINGS = {
    "cancelled": "utter_profile_cancelled",
    "given_up": "utter_profile_given_up",
    "nothing": "utter_profile_nothing_to_confirm",
}


class AskProfileStep(MemberAction):
    """Asks what the change needs next."""

    action_name = "action_ask_profile_change_form_profile_step"

    async def act(self, turn: Turn) -> Events | None:
        """Ask; say nothing while a one-time code is awaited."""
        progress = await self.services.profiles.progress(turn.rasa_id)
        if progress.state == "nothing":
            turn.say(ENDINGS["nothing"])
        elif not progress.draft.waiting:
            say_question(turn, progress)
        return None


class ValidateProfileForm(FormValidationAction):
    """Hands an answer to the core and says what came of it; the form goes on until the change is over."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_profile_change_form"

    async def validate_profile_step(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Return the slot: empty while there is more to ask. Raises ActionExecutionRejection for a rule to answer."""
        if value is None:  # the form has just begun: nothing was asked yet
            return dict(GOES_ON)
        turn = Turn(tracker, domain)
        intent = str((tracker.latest_message or {}).get("intent", {}).get("name"))
        if intent in ESCAPES and not await self._services.profiles.is_answered_by(turn.rasa_id, turn.text):
            raise ActionExecutionRejection(FORM)
        try:
            slots = await self._take(turn, REPLIES.get(intent))
        except CodeNeeded as needed:
            await self._services.profiles.wait_for_code(turn.rasa_id)
            await ask_for_code(turn, needed, self._services.codes)
            slots = GOES_ON
        except MutuelleError as refusal:
            turn.clear()
            await refuse(turn, refusal, self._services.accounts)
            slots = OVER
        await leave(dispatcher, turn, self._services)
        return dict(slots)

    async def _take(self, turn: Turn, reply: str | None) -> dict[str, Any]:
        choice = tapped(turn)
        progress = await self._services.profiles.go_on(turn.rasa_id, turn.text, choice=choice, reply=reply)
        if progress.state == "asking":
            if progress.problem:
                say_problem(turn, progress)
            return GOES_ON
        _say_end(turn, progress)
        return OVER


def _say_end(turn: Turn, progress: Progress) -> None:
    turn.shows(progress.profile.viewer)
    if progress.state == "done":
        say_done(turn, progress)
    else:
        turn.say(ENDINGS[progress.state])
