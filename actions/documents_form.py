"""Asks what a certificate needs: each answer goes to the core; Rasa only learns that there was one."""

from actions.again import ask_briefly
from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.documents_words import SLOT, hand_over, said_in, say_problem, say_question, say_refused
from actions.forms import CoreForm, Slots

# What may be an answer; anything else is served by a rule of its own, unless it reads as an answer.
ANSWERS = frozenset(
    {
        "request_certificate",
        "refine_reimbursements",
        "choose_period",
        "affirm",
        "deny",
        "previous_page",
        "list_beneficiaries",
        "view_contributions",
        "out_of_scope",
        "nlu_fallback",
        "chitchat",
    }
)
ENDINGS = {
    "cancelled": "utter_documents_cancelled",
    "given_up": "utter_documents_given_up",
    "nothing": "utter_documents_nothing_asked",
}


class AskCertificateStep(MemberAction):
    """Asks what the certificate needs next."""

    action_name = "action_ask_documents_certificate_form_documents_step"

    async def act(self, turn: Turn) -> Events | None:
        """Ask; a wish that was forgotten meanwhile is said to be."""
        progress = await self.services.certificates.progress(turn.rasa_id)
        if progress.state == "asking":
            say_question(turn, progress)
            ask_briefly(turn)
        else:
            turn.say(ENDINGS["nothing"])
        return None


class ValidateCertificateForm(CoreForm):
    """Hands an answer to the core and says what came of it; the form goes on until there is nothing to ask."""

    slot, answers = SLOT, ANSWERS
    extract_documents_step = CoreForm.hear

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_documents_certificate_form"

    async def take(self, turn: Turn) -> Slots:
        """Take an answer, or leave the message to a rule. Raises what forbids to issue the certificate."""
        certificates = self.services.certificates
        if turn.intent not in self.answers and not await certificates.is_answered_by(turn.rasa_id, said_in(turn)):
            return {}
        reply = "no" if turn.intent == "deny" else None
        progress = await certificates.go_on(turn.rasa_id, said_in(turn), reply=reply)
        if progress.state == "asking":
            if progress.problem:
                say_problem(turn, progress)
            return self.goes_on
        turn.shows(progress.viewer)
        if progress.wanted is not None:
            hand_over(turn, await self.services.documents.offer(turn.rasa_id, progress.wanted))
        elif progress.state == "refused":
            say_refused(turn, progress)
        else:
            turn.say(ENDINGS[progress.state])
        return self.over
