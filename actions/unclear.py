"""What was not understood: the closest guesses as buttons, then another question, then a person."""

import json
from collections.abc import Mapping, Sequence

from actions.answering import SAID, Turn
from actions.base import Events, MemberAction
from actions.care_words import care_meant
from actions.documents_letters import letter_opened
from actions.explanation_words import payment_beside
from actions.instead import unless
from actions.practitioners import search_on_display
from actions.withheld import withheld_so_far
from mutuelle.conversations.messages import Button

CHOICES = "utter_smalltalk_choices"
AGAIN = ("utter_smalltalk_unclear", "utter_smalltalk_unclear_again", "utter_smalltalk_unclear_human")
FALLBACK = "nlu_fallback"
LIKELY = 0.08  # how sure the engine must be of a guess to offer it
MOST = 3
PASSED_ON = 400  # characters of a message that go on with a guess


class Unclear(MemberAction):
    """Asks what was meant. Nothing is done on a guess: a right one costs a tap, a wrong one another word."""

    action_name = "action_smalltalk_unclear"

    @unless(letter_opened, search_on_display, withheld_so_far, payment_beside, care_meant)
    async def act(self, turn: Turn) -> Events | None:
        """Offer the likely intents in plain words, with what was said; after the second time, a person."""
        times = turn.times_in_a_row(FALLBACK)
        guesses = guesses_of(turn)
        if not guesses or times >= len(AGAIN):
            turn.say(AGAIN[min(times, len(AGAIN)) - 1])
            return None
        other = turn.button(CHOICES, "person" if times > 1 else "other")
        turn.add_text(turn.words(CHOICES), [*guesses, other])
        return None


def guesses_of(turn: Turn) -> Sequence[Button]:
    """Return the likely intents as buttons, which go on with what was said."""
    titles: Mapping[str, str] = turn.custom(CHOICES)["intents"]
    likely = [name for name, confidence in turn.ranking if confidence >= LIKELY and name in titles]
    return [Button(titles[name], _payload(name, turn)) for name in likely[:MOST]]


def _payload(intent: str, turn: Turn) -> str:
    said = " ".join(turn.text.replace("{", " ").replace("}", " ").split())[:PASSED_ON]
    values: dict[str, list[str]] = {}
    for entity in turn.entities:
        values.setdefault(str(entity["entity"]), []).append(str(entity["value"]))
    return f"/{intent}{json.dumps({SAID: said, **values}, ensure_ascii=False)}"
