"""The tiers-payant card: at once as a document, or a new one sent."""

from collections.abc import Mapping
from datetime import date

from actions.answering import Turn
from actions.base import Events
from actions.documents_words import hand_over, say_refused
from actions.procedure_words import ProcedureWords
from actions.procedures import BeginProcedure
from mutuelle.account.coordinates import masked_street
from mutuelle.card.reissue import CardReissue
from mutuelle.conversations.messages import Button
from mutuelle.documents.rules import wants_digital_card
from mutuelle.french import long_date
from mutuelle.procedures.service import Progress

DIGITAL = "#digital"
REGRET = "utter_card_reissue_regret_{reason}"


class CardReissueWords(ProcedureWords):
    """The words of a new card being asked for."""

    kind = CardReissue.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return name, contract and address, the street masked on Telegram."""
        holder, home = progress.context.holder, progress.context.home
        street = home.street if home else ""
        street = street if progress.viewer.channel == "web" else masked_street(street)
        reason = progress.draft.values.get("reason", "none")
        return {
            "regret": turn.words(REGRET.format(reason=reason)),
            "name": f"{holder.first_name} {holder.last_name}",
            "contract": holder.contract_number,
            "address": f"{street}, {home.postcode} {home.city}" if home else "",
            "planned": self._planned(turn, progress),
        }

    def opening_buttons(self, turn: Turn) -> list[Button]:
        """Return the digital card, which is there at once."""
        return [turn.button("utter_card_buttons", "digital")]

    def _planned(self, turn: Turn, progress: Progress) -> str:
        """Say which of two addresses it is, when the member told of a move to come."""
        planned = progress.context.planned
        if planned is None:
            return ""
        since = long_date(planned.since)
        if progress.context.home is planned:
            return turn.words("utter_card_reissue_planned_only", since=since)
        return turn.words("utter_card_reissue_planned", city=planned.city, since=since)

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the day by which it should be there."""
        values = super().done(turn, progress)
        return {"expected_on": long_date(date.fromisoformat(str(values["expected_on"])))}

    def done_buttons(self, turn: Turn, progress: Progress) -> list[Button]:
        """Return the digital card, which is there at once."""
        return [*super().done_buttons(turn, progress), turn.button("utter_card_buttons", "digital")]


class ReissueCard(BeginProcedure):
    """Gives the digital card to who asks for it, begins the request of a new one of plastic for the others."""

    action_name = "action_card_reissue"
    words = CardReissueWords()

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the card as a document, or take what the sentence says already of the request."""
        if not asks_for_digital(turn):
            return await super().act(turn)
        progress = await self.services.certificates.card(turn.rasa_id)
        if progress.wanted is None:
            say_refused(turn, progress)
            return None
        hand_over(turn, await self.services.documents.offer(turn.rasa_id, progress.wanted))
        return None


def asks_for_digital(turn: Turn) -> bool:
    """Say whether the member wants the digital card, by his words or by our button."""
    return wants_digital_card(turn.text) if turn.text else DIGITAL in turn.mentions("format")
