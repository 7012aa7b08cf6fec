"""Forgotten and changed passwords. Nothing here tells whether somebody has an account."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.account.wishes import password_wish
from mutuelle.errors import NotLoggedIn


class ManagePassword(MemberAction):
    """Recites the rule and leads to the secure page."""

    action_name = "action_account_manage_password"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the page to change it for who is logged in, and with the one of a forgotten password.

        Raises CodeNeeded.
        """
        if not password_wish(turn.text):
            try:
                url = await self.services.recoveries.change_link(turn.rasa_id)
            except NotLoggedIn:
                pass
            else:
                turn.link("utter_account_password_change", "utter_account_password_change_label", url)
        page = self.services.recoveries.page()
        turn.link("utter_account_password_forgotten", "utter_account_password_forgotten_label", page)
        return None
