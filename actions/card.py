"""The tiers-payant card."""

from collections.abc import Mapping
from datetime import date

from actions.answering import Turn
from actions.procedure_words import ProcedureWords
from actions.procedures import BeginProcedure
from mutuelle.account.coordinates import masked_street
from mutuelle.card.reissue import CardReissue
from mutuelle.french import long_date
from mutuelle.procedures.service import Progress

REGRET = "utter_card_reissue_regret_{reason}"


class CardReissueWords(ProcedureWords):
    """The words of a new card being asked for."""

    kind = CardReissue.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return name, contract and address, the street masked on Telegram."""
        holder = progress.context.holder
        street = holder.street if progress.viewer.channel == "web" else masked_street(holder.street)
        reason = progress.draft.values.get("reason", "none")
        return {
            "regret": turn.words(REGRET.format(reason=reason)),
            "name": f"{holder.first_name} {holder.last_name}",
            "contract": holder.contract_number,
            "address": f"{street}, {holder.postcode} {holder.city}",
        }

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the day by which it should be there."""
        values = super().done(turn, progress)
        return {"expected_on": long_date(date.fromisoformat(str(values["expected_on"])))}


class ReissueCard(BeginProcedure):
    """Begins the request of a new card."""

    action_name = "action_card_reissue"
    words = CardReissueWords()
