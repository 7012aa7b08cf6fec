"""The contract: what it is, one field of it."""

from typing import Any

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.beneficiaries import show_guarantees
from actions.instead import unless
from actions.levels import show_levels
from actions.withheld import withheld_so_far
from mutuelle.account.coordinates import masked_street
from mutuelle.contract.rules import asks_for_guarantees, field_asked
from mutuelle.contract.service import ContractFile
from mutuelle.conversations.messages import Card, Cards
from mutuelle.french import long_date
from mutuelle.reimbursements.rules import named_care

BUTTONS = "utter_contract_buttons"
FIELD = "utter_contract_field_{field}"
STANDING = "utter_contract_standing_{standing}"
NEXT = {
    "open": ("guarantees", "contributions"),
    "ending": ("contributions", "human"),
    "ended": ("human", "certificate"),
}
LEVELS = "#levels"
UNKNOWN = "utter_contract_not_on_file"


class ViewContract(MemberAction):
    """Shows the contract, what it guarantees when that is asked, one field first when only that is."""

    action_name = "action_contract_view"

    @unless(withheld_so_far)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the field asked about, and the whole card."""
        if LEVELS in turn.mentions("guarantee"):
            await show_levels(turn, self.services)
            return None
        if asks_for_guarantees(turn.text) or turn.mentions("guarantee"):
            care = named_care(turn.text)
            if care is None:
                await show_guarantees(turn, self.services)
            else:
                await show_levels(turn, self.services, care)
            return None
        file = await self.services.contracts.contract(turn.rasa_id)
        turn.shows(file.viewer)
        field = field_asked(turn.text)
        values = contract_values(turn, file, clear=field == "number")
        lead = FIELD.format(field=field) if field else "utter_contract_shown"
        buttons = [turn.button(BUTTONS, name) for name in NEXT[file.standing]]
        if field == "address":
            buttons.insert(0, turn.button(BUTTONS, "address"))
        turn.add(Cards(text=turn.words(lead, **values), cards=(_card(turn, values),), buttons=tuple(buttons)))
        return None


def contract_values(turn: Turn, file: ContractFile, *, clear: bool) -> dict[str, Any]:
    """Return the contract in words; its number is masked on Telegram unless `clear`."""
    holder, on_web = file.holder, file.viewer.channel == "web"
    number = holder.contract_number
    street = holder.street if on_web else masked_street(holder.street)
    home = f"{street}, {holder.postcode} {holder.city}" if holder.street else turn.words(UNKNOWN)
    ended = long_date(file.ended_on) if file.ended_on else ""
    return {
        "title": holder.title,
        "number": number if clear or on_web else f"{number[:1]}••••{number[-3:]}",
        "effective_on": long_date(file.effective_on),
        "ended_on": ended or turn.words("utter_contract_no_end"),
        "state": turn.words(STANDING.format(standing=file.standing), ended_on=ended),
        "holder": f"{holder.first_name} {holder.last_name}",
        "address": home,
        "count": str(file.covered),
    }


def _card(turn: Turn, values: dict[str, Any]) -> Card:
    return turn.card("utter_contract_card", **values)
