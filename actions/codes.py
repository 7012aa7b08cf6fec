"""Asking for a one-time code before a sensitive change."""

from actions.answering import Turn
from mutuelle.account.codes import Codes
from mutuelle.errors import CodeNeeded, TooManyCodes


async def ask_for_code(turn: Turn, needed: CodeNeeded, codes: Codes, *, then: str | None = None) -> None:
    """Send a code and answer with the page where it is entered; `then`: what the dialogue is told afterwards."""
    try:
        url = await codes.ask(turn.rasa_id, purpose=needed.purpose, then=then)
    except TooManyCodes:
        turn.say("utter_account_codes_too_many")
    else:
        turn.link("utter_account_code_needed", "utter_account_code_label", url)
