"""The bank accounts on file, masked."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.bank.service import PersonsAccount
from mutuelle.beneficiaries.rules import label_of
from mutuelle.conversations.messages import Cards, Entry
from mutuelle.french import long_date

BUTTONS = "utter_bank_buttons"


class ViewBankDetails(MemberAction):
    """Says which account is debited, and where each person's reimbursements are paid to."""

    action_name = "action_bank_view"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with both kinds of account, never whole."""
        accounts = await self.services.banks.accounts(turn.rasa_id)
        turn.shows(accounts.viewer)
        nothing = turn.words("utter_bank_none")
        planned = accounts.next_debit
        debit = turn.card(
            "utter_bank_debit_card",
            account=accounts.debit.masked if accounts.debit else nothing,
            planned=turn.words("utter_bank_planned", account=planned.masked, since=long_date(planned.since))
            if planned
            else "",
        )
        paid_to = turn.card("utter_bank_reimbursements_card")
        fields = tuple(_entry(turn, one, nothing) for one in accounts.reimbursements)
        turn.add(
            Cards(
                text=turn.words("utter_bank_shown"),
                cards=(type(paid_to)(title=paid_to.title, subtitle=paid_to.subtitle, fields=fields), debit),
                buttons=tuple(turn.button(BUTTONS, name) for name in ("reimbursements", "debit")),
            )
        )
        return None


def _entry(turn: Turn, one: PersonsAccount, nothing: str) -> Entry:
    name = turn.words("utter_bank_person", first_name=one.person.first_name, relation=label_of(one.person))
    return Entry(name, one.account.masked if one.account else nothing)
