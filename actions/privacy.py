"""What may be shown on which channel."""

from typing import ClassVar

from actions.answering import Turn
from actions.base import Events, MemberAction


class _ChooseCare(MemberAction):
    shown: ClassVar[bool]
    response: ClassVar[str]

    async def act(self, turn: Turn) -> Events | None:
        """Record the member's choice and confirm it."""
        viewer = await self.services.accounts.choose_care_on_telegram(turn.rasa_id, shown=self.shown)
        turn.say(self.response if viewer.channel == "telegram" else "utter_privacy_care_on_web")
        return None


class ShowCare(_ChooseCare):
    """Lets Telegram show the kind of care."""

    action_name = "action_privacy_show_care"
    shown = True
    response = "utter_privacy_care_shown"


class HideCare(_ChooseCare):
    """Has Telegram hide the kind of care."""

    action_name = "action_privacy_hide_care"
    shown = False
    response = "utter_privacy_care_hidden"
