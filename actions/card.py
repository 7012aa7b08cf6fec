"""The digital tiers-payant card."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.documents_words import hand_over, say_refused
from mutuelle.documents.rules import wants_digital_card

DIGITAL = "#digital"


def asks_for_digital(turn: Turn) -> bool:
    """Say whether the member wants the digital card, by his words or by our button."""
    return wants_digital_card(turn.text) if turn.text else DIGITAL in turn.mentions("format")


class CardAsked(MemberAction):
    """Gives the digital card to who asks for it; offers it to who asks for one of plastic."""

    action_name = "action_card_digital"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the card as a document; ordering one of plastic is not possible here yet."""
        if not asks_for_digital(turn):
            turn.say("utter_card_not_yet")
            return None
        progress = await self.services.certificates.card(turn.rasa_id)
        if progress.wanted is None:
            say_refused(turn, progress)
            return None
        hand_over(turn, await self.services.documents.offer(turn.rasa_id, progress.wanted))
        return None
