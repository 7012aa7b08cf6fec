"""Talks procedures over: each answer goes to the core, which keeps it; Rasa only learns that there was one."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.codes import ask_for_code
from actions.forms import CoreForm, Slots
from actions.procedure_catalogue import words_of
from actions.procedure_words import (
    SLOT,
    say_briefly,
    say_end,
    say_opening,
    say_page,
    say_problem,
    say_question,
    say_resuming,
)
from actions.procedures import START, tapped
from mutuelle.errors import CodeNeeded, MutuelleError, NothingToResume, NotLoggedIn
from mutuelle.procedures.model import ANSWERS, HEARD, Said
from mutuelle.wording import words_of as words_in

FEW = 3  # words
CHOOSES = "resume_procedure"  # what a button of a question is


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
        say_briefly(turn, progress)
        return None


class ValidateProcedureForm(CoreForm):
    """Hands an answer to the core and says what came of it; the form goes on until every procedure is over."""

    slot, answers = SLOT, ANSWERS
    extract_requests_step = CoreForm.hear

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_requests_procedure_form"

    async def take(self, turn: Turn) -> Slots:
        """Take an answer. Raises NothingToResume, and what forbids to carry a procedure out."""
        short = turn.intent == "out_of_scope" and len(words_in(turn.text)) <= FEW  # a name, a word misspelt
        elsewhere = 0.0 if short else self.elsewhere(turn)
        choice = tapped(turn) if turn.intent == CHOOSES else ""  # a button of another topic is a question beside it
        said = Said(turn.text, choice, HEARD.get(turn.intent), elsewhere=elsewhere, intent=turn.intent)
        progress = await self.services.procedures.go_on(turn.rasa_id, said)
        if progress.state == "elsewhere":
            return {}
        if progress.state == "nothing":
            raise NothingToResume
        words = words_of(progress)
        if progress.state == "begun":
            say_opening(turn, progress, words)
            return self.goes_on
        if progress.state == "asking":
            if progress.problem:
                say_problem(turn, progress, words)
            return self.goes_on
        say_end(turn, progress, words)
        return self._back_to(turn, progress.resumes)

    async def refused(self, turn: Turn, refusal: MutuelleError) -> Slots:
        """Ask for a one-time code; else say why not, and go back to what was interrupted."""
        procedures = self.services.procedures
        if isinstance(refusal, CodeNeeded):
            then = await procedures.wait(turn.rasa_id)
            await ask_for_code(turn, refusal, self.services.codes, then=then)
            return self.goes_on
        slots = await super().refused(turn, refusal)
        if isinstance(refusal, NotLoggedIn):
            await procedures.pause(turn.rasa_id)
            return slots
        return self._back_to(turn, await procedures.abandon(turn.rasa_id))

    def _back_to(self, turn: Turn, kind: str | None) -> Slots:
        """Return the slot after an end: what was interrupted is taken up again."""
        if kind is None:
            return self.over
        say_resuming(turn, kind)
        return self.goes_on
