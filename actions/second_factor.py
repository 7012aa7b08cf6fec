"""The authenticator app: turned on by a secure page, off by a code of it."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.account.opening import in_words
from mutuelle.account.second_factor import AppState
from mutuelle.account.wishes import app_wish

BUTTONS = "utter_account_change_buttons"


class SecondFactor(MemberAction):
    """Says where the codes come from, and changes it."""

    action_name = "action_account_second_factor"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the page that turns the app on, or what can be done with it. Raises CodeNeeded, NotLoggedIn."""
        state = await self.services.second_factors.state(turn.rasa_id)
        turn.shows(state.viewer)
        choice = "".join(turn.mentions("field")[:1]) if not turn.text else ""
        if choice == "off":
            await self.services.second_factors.turn_off(turn.rasa_id)
            turn.say("utter_account_app_disabled")
        elif state.on:
            _say_on(turn, state)
        elif choice == "on" or app_wish(turn.text) == "on":
            await self._turn_on(turn)
        else:
            turn.say("utter_account_app_off", buttons=[turn.button(BUTTONS, "app_on")])
        return None

    async def _turn_on(self, turn: Turn) -> None:
        url = await self.services.second_factors.setup_link(turn.rasa_id)
        if url is None:  # it was turned on a moment ago
            turn.say("utter_account_app_on", buttons=[turn.button(BUTTONS, "app_off")])
            return
        turn.link("utter_account_app_page", "utter_account_app_page_label", url)


def _say_on(turn: Turn, state: AppState) -> None:
    turn.say("utter_account_app_on")
    if state.lost_until is not None:
        turn.say("utter_account_app_returning", at=in_words(state.lost_until))
    buttons = [turn.button(BUTTONS, name) for name in ("app_off", "human")]
    turn.say("utter_account_app_lost", buttons=buttons)
