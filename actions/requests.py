"""Asking for a person."""

from actions.answering import Turn
from actions.base import Events, MemberAction


class FindHuman(MemberAction):
    """Says how to reach a person."""

    action_name = "action_requests_human"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the phone number and hours of this deployment, or where the member can read the number."""
        settings = self.services.settings
        if settings.support_phone and settings.support_hours:
            turn.say("utter_requests_human", phone=settings.support_phone, hours=settings.support_hours)
        elif settings.support_phone:
            turn.say("utter_requests_human_phone", phone=settings.support_phone)
        else:
            turn.say("utter_requests_human_unknown")
        return None
