"""Greeting."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.profile_words import last_login
from mutuelle.errors import NotLoggedIn


class Greet(MemberAction):
    """Welcomes a visitor, or a member by name."""

    action_name = "action_smalltalk_greet"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with what the assistant can do."""
        try:
            sessions = await self.services.sessions.sessions(turn.rasa_id)
        except NotLoggedIn:
            turn.say("utter_smalltalk_welcome")
        else:
            turn.shows(sessions.viewer)
            turn.say(
                "utter_smalltalk_welcome_back", first_name=sessions.viewer.first_name, last=last_login(turn, sessions)
            )
        return None
