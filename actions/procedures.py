"""Beginning a procedure: what every kind's first action shares."""

from typing import ClassVar

from rasa_sdk.events import FollowupAction, SlotSet

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.procedure_words import FORM, SLOT, ProcedureWords, say_opening

START: Events = [SlotSet(SLOT, None), FollowupAction(FORM)]


def tapped(turn: Turn) -> str:
    """Return the choice that a tapped button of ours carries, "" when the member typed."""
    values = turn.mentions("field") if turn.text == "" else ()
    return values[0][1:] if values and values[0].startswith("#") else ""


def tapped_values(turn: Turn) -> dict[str, str]:
    """Return the values that a tapped button begins a procedure with."""
    pairs = (pair.partition("=") for pair in tapped(turn).split("&") if "=" in pair)
    return {key: value for key, _, value in pairs}


class BeginProcedure(MemberAction):
    """Begins one kind of procedure, and has the form ask what is missing."""

    words: ClassVar[ProcedureWords]

    async def act(self, turn: Turn) -> Events | None:
        """Take what the sentence says already."""
        kind = self.words.kind
        progress = await self.services.procedures.begin(turn.rasa_id, kind, turn.text, tapped_values(turn))
        say_opening(turn, progress, self.words)
        return START
