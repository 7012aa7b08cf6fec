"""Asking for a one-time code before a sensitive change."""

from actions.answering import Turn
from mutuelle.account.codes import Codes
from mutuelle.account.factors import TotpCode
from mutuelle.errors import CodeNeeded, TooManyCodes


async def ask_for_code(turn: Turn, needed: CodeNeeded, codes: Codes, *, then: str | None = None) -> None:
    """Send a code and answer with the page where it is entered; `then`: what the dialogue is told afterwards."""
    try:
        url = await codes.ask(turn.rasa_id, purpose=needed.purpose, then=then)
        factor = await codes.factor(turn.rasa_id)
    except TooManyCodes:
        turn.say("utter_account_codes_too_many")
    else:
        response = "utter_account_code_needed_totp" if factor == TotpCode.name else "utter_account_code_needed"
        turn.link(response, "utter_account_code_label", url)
