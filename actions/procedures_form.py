"""Talks procedures over: each answer goes to the core, which keeps it; Rasa only learns that there was one."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.answering import Turn
from actions.base import Events, MemberAction, Services, leave
from actions.codes import ask_for_code
from actions.procedure_catalogue import words_of
from actions.procedure_words import FORM, SLOT, say_end, say_opening, say_page, say_problem, say_question, say_resuming
from actions.procedures import START, tapped
from actions.refusals import refuse
from mutuelle.errors import CodeNeeded, MutuelleError, NothingToResume, NotLoggedIn
from mutuelle.procedures.model import Said

OVER, GOES_ON = {SLOT: "over"}, {SLOT: None}
REPLIES = {"affirm": "yes", "deny": "no", "previous_page": "back"}
# What is said in answer to a question; anything else that the engine is sure of is about something else.
ANSWERS = frozenset(
    {
        *REPLIES,
        "nlu_fallback",
        "resume_procedure",
        "next_page",
        "thank",
        "refine_reimbursements",
        "choose_period",
        "chitchat",
    }
)


class ResumeProcedure(MemberAction):
    """Goes on with what was left in the middle."""

    action_name = "action_requests_resume"

    async def act(self, turn: Turn) -> Events | None:
        """Have the form ask again. Raises NothingToResume."""
        progress = await self.services.procedures.progress(turn.rasa_id)
        if progress.state == "nothing":
            raise NothingToResume
        turn.shows(progress.viewer)
        say_resuming(turn, progress.draft.kind)
        return START


class AskProcedureStep(MemberAction):
    """Asks what the procedure needs next; silent while a one-time code is awaited."""

    action_name = "action_ask_requests_procedure_form_requests_step"

    async def act(self, turn: Turn) -> Events | None:
        """Ask, in the chat or by a link to the secure page. Raises NothingToResume."""
        progress = await self.services.procedures.progress(turn.rasa_id)
        if progress.state == "nothing":
            raise NothingToResume
        if progress.draft.waiting:
            return None
        if turn.was_interrupted:
            say_resuming(turn, progress.draft.kind)
        if progress.step.page:
            url = await self.services.procedure_pages.link(turn.rasa_id)
            say_page(turn, progress, words_of(progress), url)
        else:
            say_question(turn, progress, words_of(progress))
        return None


class ValidateProcedureForm(FormValidationAction):
    """Hands an answer to the core and says what came of it; the form goes on until every procedure is over."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_requests_procedure_form"

    async def extract_requests_step(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Return the slot: empty while there is more to ask; nothing when a rule is to answer the message."""
        if (tracker.active_loop or {}).get("name") != FORM or tracker.get_slot("requested_slot") != SLOT:
            return {}  # the form has just begun: nothing was asked yet
        turn = Turn(tracker, domain)
        try:
            slots = await self._take(turn, _said(turn, tracker))
        except MutuelleError as refusal:
            turn.clear()
            slots = await self._refused(turn, refusal)
        await leave(dispatcher, turn, self._services)
        return dict(slots)

    async def _take(self, turn: Turn, said: Said) -> dict[str, Any]:
        progress = await self._services.procedures.go_on(turn.rasa_id, said)
        if progress.state == "elsewhere":
            return {}
        if progress.state == "nothing":
            raise NothingToResume
        words = words_of(progress)
        if progress.state == "begun":
            say_opening(turn, progress, words)
            return GOES_ON
        if progress.state == "asking":
            if progress.problem:
                say_problem(turn, progress, words)
            return GOES_ON
        say_end(turn, progress, words)
        return _back_to(turn, progress.resumes)

    async def _refused(self, turn: Turn, refusal: MutuelleError) -> dict[str, Any]:
        procedures = self._services.procedures
        if isinstance(refusal, CodeNeeded):
            then = await procedures.wait(turn.rasa_id)
            await ask_for_code(turn, refusal, self._services.codes, then=then)
            return GOES_ON
        await refuse(turn, refusal, self._services.accounts)
        if isinstance(refusal, NotLoggedIn):
            await procedures.pause(turn.rasa_id)
            return OVER
        return _back_to(turn, await procedures.abandon(turn.rasa_id))


def _back_to(turn: Turn, kind: str | None) -> dict[str, Any]:
    """Return the slot after an end: what was interrupted is taken up again."""
    if kind is None:
        return OVER
    say_resuming(turn, kind)
    return GOES_ON


def _said(turn: Turn, tracker: Tracker) -> Said:
    intent = (tracker.latest_message or {}).get("intent") or {}
    name, sure = str(intent.get("name")), float(intent.get("confidence") or 0)
    elsewhere = 0.0 if name in ANSWERS else sure
    return Said(turn.text, tapped(turn), REPLIES.get(name), elsewhere=elsewhere, intent=name)
