"""What was paid straight to professionals (tiers payant): the list, one payment."""

from dataclasses import replace

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.documents_letters import letter_opened
from actions.instead import unless
from actions.practitioners import search_on_display
from actions.recap import annual_recap
from actions.reimbursements import request_of, show_found, show_page
from actions.third_party_words import show_opening
from mutuelle.reimbursements.asking import LIST, detail_wanted, direct_only, latest_wanted, pocket_named
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.service import Page
from mutuelle.reimbursements.totals import Totals


class ListThirdParty(MemberAction):
    """Lists what was paid straight to professionals, or opens one payment of the list on display."""

    action_name = "action_third_party_list"

    @unless(annual_recap, letter_opened, search_on_display)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the first page, or with the seven amounts of one payment."""
        request = request_of(turn, direct=not pocket_named(turn.text))
        payment_id = tapped_payment(turn)
        if payment_id is None and not detail_wanted(turn.text) and latest_wanted(turn.text) != 1:
            await self._list(turn, request)
            return None
        opened = await self.services.opened_payments.open(turn.rasa_id, request, payment_id=payment_id)
        show_opening(turn, opened)
        return None

    async def _list(self, turn: Turn, request: Request) -> None:
        """Answer with the list; of a care that the member was paid for himself as well, with both, which is said."""
        listing = self.services.reimbursements
        found = await listing.look_up(turn.rasa_id, request, refine=False)
        if isinstance(found, Totals) or not found.care or found.payees or (found.payments and direct_only(turn.text)):
            show_found(turn, found, fresh=True)
            return
        both = await listing.look_up(turn.rasa_id, replace(request, direct=False), refine=False, view=LIST)
        assert isinstance(both, Page)
        direct = await listing.direct_on_display(turn.rasa_id)
        if direct == both.count > 0:
            show_found(turn, await listing.look_up(turn.rasa_id, request, refine=False), fresh=True)
            return
        turn.add_text(_which_is_which(turn, direct, both))
        show_page(turn, both)


def _which_is_which(turn: Turn, direct: int, both: Page) -> str:
    """Return how many payments went to professionals and how many to the member."""
    if not both.count:
        return turn.words("utter_third_party_neither")
    if not direct:
        return turn.words("utter_third_party_only_own")
    return turn.words("utter_third_party_both", direct=direct, own=both.count - direct)


def tapped_payment(turn: Turn) -> int | None:
    """Return the payment of a button of ours, if one was tapped."""
    ids = turn.mentions("request_id") if turn.text == "" else ()
    return int(ids[0].removeprefix("#")) if ids else None
