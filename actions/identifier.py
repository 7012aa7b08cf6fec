"""Changing the identifier: the chat takes the new address, the rest happens on secure pages and by e-mail."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.account.coordinates import looks_like_email, read_email
from mutuelle.account.identifiers import ChangeState, checked, shown_in
from mutuelle.account.opening import in_words
from mutuelle.account.wishes import asks_state, cancels
from mutuelle.errors import EmailRefused

BUTTONS = "utter_account_change_buttons"
STATE = "utter_account_identifier_{state}"
BUTTONS_OF = {"none": ("change",), "waiting": ("another", "cancel"), "expired": ("another",), "done": ("change",)}
REFUSED = "utter_account_identifier_{problem}"


class ChangeIdentifier(MemberAction):
    """Leads to the page that asks for the new identifier, or tells where the change stands."""

    action_name = "action_account_change_identifier"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the page, what is wrong with the address, or the state. Raises CodeNeeded, NotLoggedIn."""
        state = await self.services.identifiers.state(turn.rasa_id)
        turn.shows(state.viewer)
        field, given = "".join(turn.mentions("field")[:1]), _address(turn)
        if state.state == "waiting" and not given and (field == "cancel" or cancels(turn.text)):
            await self.services.identifiers.cancel(turn.rasa_id)
            turn.say("utter_account_identifier_cancelled", identifier=shown_in(state.viewer.channel, state.identifier))
            return None
        nothing_new = field in {"", "cancel"} and not given and not looks_like_email(turn.text)
        if nothing_new and (field == "cancel" or asks_state(turn.text) or state.state == "waiting"):
            _say_state(turn, state)
            return None
        try:
            email = _checked(turn, state, given, kept=given if field == "as_is" else "")
        except EmailRefused as refused:
            _say_refused(turn, refused, given)
            return None
        url = await self.services.identifiers.page_link(turn.rasa_id, email)
        turn.link("utter_account_identifier_page", "utter_account_identifier_page_label", url)
        return None


def _address(turn: Turn) -> str:
    """Return the address that was typed, or that a tapped button stands for."""
    if turn.text:
        return read_email(turn.text) or ""
    return "".join(turn.mentions("email")[:1])


def _checked(turn: Turn, state: ChangeState, given: str, *, kept: str) -> str | None:
    if given:
        return checked(given, current=state.identifier, kept=kept)
    if looks_like_email(turn.text):
        raise EmailRefused("invalid")
    return None


def _say_refused(turn: Turn, refused: EmailRefused, given: str) -> None:
    if refused.problem == "typo":
        corrected = turn.button(BUTTONS, "corrected", email=refused.hint)
        buttons = [corrected, turn.button(BUTTONS, "as_is", email=given)]
    else:
        buttons = [turn.button(BUTTONS, "on_page")]
    turn.say(REFUSED.format(problem=refused.problem), buttons=buttons, email=given, hint=refused.hint)


def _say_state(turn: Turn, state: ChangeState) -> None:
    at = state.done_at if state.state == "done" else state.sent_at
    channel = state.viewer.channel
    turn.say(
        STATE.format(state=state.state),
        buttons=[turn.button(BUTTONS, name) for name in BUTTONS_OF[state.state]],
        identifier=shown_in(channel, state.identifier),
        email=shown_in(channel, state.email),
        at=in_words(at) if at else "",
        until=in_words(state.until) if state.until else "",
    )
