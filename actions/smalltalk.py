"""Greeting."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.errors import NotLoggedIn


class Greet(MemberAction):
    """Welcomes a visitor, or a member by name."""

    action_name = "action_smalltalk_greet"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with what the assistant can do."""
        try:
            viewer = await self.services.accounts.viewer(turn.rasa_id)
        except NotLoggedIn:
            turn.say("utter_smalltalk_welcome")
        else:
            turn.shows(viewer)
            turn.say("utter_smalltalk_welcome_back", first_name=viewer.first_name)
        return None
