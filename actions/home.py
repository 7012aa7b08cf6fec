"""The home of the member space: the last payments, the contract, what to do next; its rubriques."""

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.contract import contract_values
from actions.contributions import next_words
from actions.instead import unless
from actions.procedure_words import LABEL
from actions.recap import annual_recap
from mutuelle.conversations.messages import Button, Cards
from mutuelle.errors import NotLoggedIn
from mutuelle.french import euros, long_date
from mutuelle.home.rules import section_named
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.service import Page

BUTTONS = "utter_smalltalk_home_buttons"
SECTION = "utter_smalltalk_section_{section}"
LATEST = 3
SECTIONS = ("contract", "health", "documents", "follow", "account")


class ViewHome(MemberAction):
    """Shows the home page, or a rubrique's choices."""

    action_name = "action_smalltalk_home"

    @unless(annual_recap)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the rubrique that was named, the member's page, or what can be done without a login."""
        tapped = [value[1:] for value in turn.mentions("field") if value.startswith("#")] if turn.text == "" else []
        section = tapped[0] if tapped else section_named(turn.text)
        if section is not None:
            turn.say(SECTION.format(section=section))
            return None
        try:
            await self._show(turn)
        except NotLoggedIn:
            turn.clear()
            turn.say("utter_smalltalk_home_visitor")
        return None

    async def _show(self, turn: Turn) -> None:
        """Raises NotLoggedIn."""
        services, rasa_id = self.services, turn.rasa_id
        file = await services.contracts.contract(rasa_id)
        turn.shows(file.viewer)
        page = await services.reimbursements.search(rasa_id, Request(""), refine=False)
        contributions = await services.contracts.contributions(rasa_id, "")
        follow = await services.requests.follow(rasa_id)
        under_way = await waiting_label(turn, services)
        waiting = sum(one.is_open for one in follow.requests)
        lines = [turn.words("utter_smalltalk_home_hello", first_name=file.viewer.first_name), *_payments(turn, page)]
        news = [next_words(turn, contributions)]
        buttons: list[Button] = []
        if waiting:
            news.append(turn.words("utter_smalltalk_home_requests", count=waiting))
        if under_way:
            news.append(turn.words("utter_smalltalk_home_under_way", label=under_way))
            buttons.append(turn.button(BUTTONS, "resume"))
        buttons += [turn.button(BUTTONS, name) for name in SECTIONS]
        card = turn.card("utter_smalltalk_home_contract", **contract_values(turn, file, clear=False))
        turn.add(Cards(text="\n".join(lines), cards=(card,), footer="\n".join(news), buttons=tuple(buttons)))


async def waiting_label(turn: Turn, services: Services) -> str | None:
    """Return what the procedure is called that waits to be gone on with, None for none.

    Raises NotLoggedIn, SessionLocked.
    """
    under_way = await services.procedures.progress(turn.rasa_id)
    return turn.words(LABEL.format(kind=under_way.draft.kind)) if under_way.state == "asking" else None


def _payments(turn: Turn, page: Page) -> list[str]:
    if not page.payments:
        return [turn.words("utter_smalltalk_home_no_payment")]
    latest = page.payments[:LATEST]
    lines = [
        turn.words("utter_smalltalk_home_payment", paid=euros(one.paid), paid_on=long_date(one.paid_on))
        for one in latest
    ]
    return [turn.words("utter_smalltalk_home_payments"), *lines]
