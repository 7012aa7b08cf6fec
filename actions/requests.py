"""Asking for a person."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.settings import Settings


class FindHuman(MemberAction):
    """Says how to reach a person."""

    action_name = "action_requests_human"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the phone number and hours of this deployment, or where the member can read the number."""
        say_human(turn, self.services.settings)
        return None


def say_human(turn: Turn, settings: Settings) -> None:
    """Say how this deployment's members reach a person."""
    if settings.support_phone and settings.support_hours:
        turn.say("utter_requests_human", phone=settings.support_phone, hours=settings.support_hours)
    elif settings.support_phone:
        turn.say("utter_requests_human_phone", phone=settings.support_phone)
    else:
        turn.say("utter_requests_human_unknown")
