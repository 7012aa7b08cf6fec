"""Logging in and out."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.errors import NotLoggedIn


class LogIn(MemberAction):
    """Hands out a one-time link to the login page."""

    action_name = "action_account_log_in"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the link, or say who is logged in already."""
        try:
            viewer = await self.services.accounts.viewer(turn.rasa_id)
        except NotLoggedIn:
            url = await self.services.accounts.issue_login_link(turn.rasa_id, resume=False)
            turn.link("utter_account_login_link", "utter_account_login_label", url)
        else:
            turn.shows(viewer)
            turn.say("utter_account_already_logged_in", first_name=viewer.first_name)
        return None


class LogOut(MemberAction):
    """Ends the session."""

    action_name = "action_account_log_out"

    async def act(self, turn: Turn) -> Events | None:
        """Answer that it is done, and what stays visible."""
        try:
            channel = await self.services.accounts.log_out(turn.rasa_id)
        except NotLoggedIn:
            turn.say("utter_account_not_logged_in")
        else:
            on_telegram = channel == "telegram"
            turn.say("utter_account_logged_out_telegram" if on_telegram else "utter_account_logged_out")
        return None
