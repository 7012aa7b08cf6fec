"""Explains a payment: where each amount comes from."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.contributions import ViewContributions
from actions.documents_letters import letter_opened
from actions.explanation_words import payment_beside, show_explanation
from actions.instead import unless
from actions.practitioners import search_on_display
from actions.recap import annual_recap
from actions.reimbursements import request_of
from actions.withheld import withheld_so_far
from mutuelle.contract.questions import rise_named


class ExplainReimbursement(MemberAction):
    """Explains the payment that the member means."""

    action_name = "action_reimbursements_explain"

    @unless(annual_recap, letter_opened, search_on_display, withheld_so_far, payment_beside)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with where each amount comes from. Why it rose is asked of contributions that were just shown."""
        if rise_named(turn.text) and turn.comes_after(ViewContributions.action_name):
            return await ViewContributions(self.services).act(turn)
        tapped = [value[1:] for value in turn.mentions("field") if value.startswith("#")] if turn.text == "" else []
        payment_id = int(tapped[0]) if tapped and tapped[0].isdecimal() else None
        show_explanation(
            turn, await self.services.explanations.explain(turn.rasa_id, request_of(turn), payment_id=payment_id)
        )
        return None
