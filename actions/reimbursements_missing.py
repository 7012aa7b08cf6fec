"""A reimbursement that does not come: it is looked for among those paid, then with the member."""

from collections.abc import Mapping
from datetime import date

from actions.answering import Turn
from actions.base import Events
from actions.glossary import renewal
from actions.instead import unless
from actions.letters import DatedWords
from actions.procedures import BeginProcedure, tapped
from actions.reimbursements import payment_card, request_of, show_found
from mutuelle.conversations.messages import Cards
from mutuelle.french import long_date
from mutuelle.procedures.model import RECAP
from mutuelle.procedures.service import Progress
from mutuelle.reimbursements.missing import MissingReimbursement, delays_wanted, diagnosis, when_paid_wanted
from mutuelle.reimbursements.rules import care_label

BUTTONS = "utter_reimbursements_missing_buttons"
DELAYS = "utter_reimbursements_missing_delays_told"


class MissingWords(DatedWords):
    """The words of looking for a reimbursement."""

    kind = MissingReimbursement.kind

    def variant(self, progress: Progress) -> str:
        """Return, at the recap, where the reimbursement got stuck."""
        if progress.step.name != RECAP:
            return ""
        return diagnosis(progress.draft.values, progress.context.today)

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the care, where this channel may tell it, its day, and the usual delays."""
        values = progress.draft.values
        care = values.get("care")
        shown = care_label(care) if care and progress.viewer.sees_care else ""
        return {
            "care": f"{shown}, " if shown else "",
            "care_on": long_date(date.fromisoformat(values["care_on"])) if values.get("care_on") else "",
            "delays": turn.words(DELAYS),
        }


class TrackReimbursement(BeginProcedure):
    """Says where a reimbursement is: paid, on its usual way, or to be looked for together."""

    action_name = "action_reimbursements_track"
    words = MissingWords()

    @unless(renewal)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with what was paid, the usual delays, or the first question."""
        if not tapped(turn):
            if when_paid_wanted(turn.text):
                found_paid = await self.services.reimbursements.look_up(turn.rasa_id, request_of(turn), refine=False)
                show_found(turn, found_paid)
                return None
            if delays_wanted(turn.text):
                turn.say(
                    "utter_reimbursements_missing_delays",
                    buttons=[turn.button(BUTTONS, "begin")],
                    delays=turn.words(DELAYS),
                )
                return None
            found = await self.services.explanations.already_paid(turn.rasa_id, request_of(turn))
            if found.payments:
                turn.shows(found.viewer)
                many = "utter_reimbursements_missing_found_several"
                turn.add(
                    Cards(
                        text=turn.words("utter_reimbursements_missing_found" if len(found.payments) == 1 else many),
                        cards=tuple(
                            payment_card(turn, one, found.people[one.beneficiary_id]) for one in found.payments
                        ),
                        buttons=tuple(turn.button(BUTTONS, name) for name in ("not_this", "account")),
                    )
                )
                return None
        return await super().act(turn)
