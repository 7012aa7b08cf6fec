"""Greeting, and a no to nothing."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.care_words import care_meant
from actions.home import BUTTONS, waiting_label
from actions.instead import unless
from actions.procedure_words import FORM as PROCEDURE_FORM
from actions.profile_words import last_login
from actions.reimbursements import ListPeriod, ListReimbursements, RefineReimbursements
from actions.third_party import ListThirdParty
from mutuelle.errors import NotLoggedIn

LISTS = tuple(one.action_name for one in (ListReimbursements, ListPeriod, RefineReimbursements, ListThirdParty))
NARROWS = ("beneficiary", "person_name", "period", "date", "start_date", "end_date", "care_type", "count")


class Greet(MemberAction):
    """Welcomes a visitor, or a member by name."""

    action_name = "action_smalltalk_greet"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with what the assistant can do, and what a member has not finished."""
        try:
            sessions = await self.services.sessions.sessions(turn.rasa_id)
        except NotLoggedIn:
            turn.say("utter_smalltalk_welcome")
        else:
            turn.shows(sessions.viewer)
            waiting = None if turn.active_form == PROCEDURE_FORM else await waiting_label(turn, self.services)
            turn.say(
                "utter_smalltalk_welcome_back",
                buttons=[turn.button(BUTTONS, "resume")] if waiting else [],
                first_name=sessions.viewer.first_name,
                last=last_login(turn, sessions),
                waiting=turn.words("utter_smalltalk_waiting", label=waiting) if waiting else "",
            )
        return None


class OutOfScope(MemberAction):
    """Says what it does not do, and what it does; the name of a kind of care is no such thing."""

    action_name = "action_smalltalk_out_of_scope"

    @unless(care_meant)
    async def act(self, turn: Turn) -> Events | None:
        """Say so."""
        turn.say("utter_smalltalk_out_of_scope")
        return None


class Deny(MemberAction):
    """« non », when nothing is asked: nothing is done, unless it corrects the list on display (« non, pour Manon »)."""

    action_name = "action_smalltalk_deny"

    async def act(self, turn: Turn) -> Events | None:
        """Say so, or have the list narrowed."""
        if turn.comes_after(*LISTS) and turn.mentions(*NARROWS):
            return await RefineReimbursements(self.services).act(turn)
        turn.say("utter_smalltalk_deny")
        return None
