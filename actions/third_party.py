"""What was paid straight to professionals (tiers payant): the list, one payment."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.documents_letters import letter_opened
from actions.instead import unless
from actions.practitioners import search_on_display
from actions.recap import annual_recap
from actions.reimbursements import request_of, show_found
from actions.third_party_words import show_opening
from mutuelle.reimbursements.request import detail_wanted, pocket_named


class ListThirdParty(MemberAction):
    """Lists what was paid straight to professionals, or opens one payment of the list on display."""

    action_name = "action_third_party_list"

    @unless(annual_recap, letter_opened, search_on_display)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the first page, or with the seven amounts of one payment."""
        request = request_of(turn, direct=not pocket_named(turn.text))
        payment_id = tapped_payment(turn)
        if payment_id is None and not detail_wanted(turn.text):
            found = await self.services.reimbursements.look_up(turn.rasa_id, request, refine=False)
            show_found(turn, found, fresh=True)
            return None
        opened = await self.services.opened_payments.open(turn.rasa_id, request, payment_id=payment_id)
        show_opening(turn, opened)
        return None


def tapped_payment(turn: Turn) -> int | None:
    """Return the payment of a button of ours, if one was tapped."""
    ids = turn.mentions("request_id") if turn.text == "" else ()
    return int(ids[0].removeprefix("#")) if ids else None
