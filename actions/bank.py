"""The bank accounts on file, masked; changing them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.procedure_words import ProcedureWords
from actions.procedures import BeginProcedure, tapped
from mutuelle.bank.changes import ALL, BankContext, DebitChange, ReimbursementAccountChange, account_before
from mutuelle.bank.rules import USES, Effect, change_wanted, debit_effect, uses_chosen, uses_named
from mutuelle.bank.service import DEBIT, REIMBURSEMENT, PersonsAccount
from mutuelle.beneficiaries.rules import label_of
from mutuelle.conversations.messages import Cards, Entry
from mutuelle.conversations.told import Told
from mutuelle.french import long_date
from mutuelle.procedures.service import Progress

BUTTONS = "utter_bank_buttons"
WHICH = "bank_which"  # what is told: the question which account is meant
SHOWN = "bank_shown"
BOTH = "both"


class ViewBankDetails(MemberAction):
    """Says which account is debited, and where each person's reimbursements are paid to."""

    action_name = "action_bank_view"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with both kinds of account, never whole."""
        accounts = await self.services.banks.accounts(turn.rasa_id)
        turn.shows(accounts.viewer)
        turn.tells(SHOWN)
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


class BankChangeWords(ProcedureWords):
    """The words of an account being changed."""

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the new account masked, whose it is, from when it counts."""
        context: BankContext = progress.context
        values = progress.draft.values
        effect = debit_effect(context.next_due, context.today)
        before = account_before(context)
        return {
            "masked": values.get("masked", ""),
            "before": before.masked if before else turn.words("utter_bank_none"),
            "people": self._people(turn, progress),
            "since": self._since(turn, effect),
            "warning": "" if values.get("own") else turn.words("utter_bank_other_holder"),
        }

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the account and its day."""
        values = super().done(turn, progress)
        return {**values, "since": long_date(date.fromisoformat(values["since"]))}

    def _people(self, turn: Turn, progress: Progress) -> str:
        said = progress.draft.values.get("people", ALL)
        if said == ALL:
            return turn.words("utter_bank_everybody")
        names = {str(person.id): person.first_name for person in progress.context.people}
        return ", ".join(names[one] for one in said.split() if one in names)

    def _since(self, turn: Turn, effect: Effect) -> str:
        if effect.skipped is not None:
            return turn.words("utter_bank_since_after", day=long_date(effect.skipped))
        return turn.words("utter_bank_since", day=long_date(effect.since))


class DebitWords(BankChangeWords):
    """The words of another account being debited."""

    kind = DebitChange.kind


class ReimbursementAccountWords(BankChangeWords):
    """The words of another account being paid to."""

    kind = ReimbursementAccountChange.kind


class BeginBankChange(BeginProcedure):
    """Begins the change of the account that the sentence speaks of; asks which where it does not say."""

    use: ClassVar[str]

    async def act(self, turn: Turn) -> Events | None:
        """Begin, unless the sentence may mean either account, or the other one."""
        if tapped(turn) == BOTH:
            return await _begin(turn, self.services, USES)
        named = uses_named(turn.text) if turn.text else [self.use]
        if named == [self.use]:
            return await super().act(turn)
        return await _ask_which(turn, self.services)


class ChangeDebit(BeginBankChange):
    """Begins the change of the debited account."""

    action_name = "action_bank_change_debit"
    words = DebitWords()
    use = DEBIT


class ChangeReimbursementAccount(BeginBankChange):
    """Begins the change of the account that is paid to."""

    action_name = "action_bank_change_reimbursements"
    words = ReimbursementAccountWords()
    use = REIMBURSEMENT


async def account_named(turn: Turn, services: Services, told: Told) -> Events | None:
    """Begin the change of the account that answers which one is meant: « celui des remboursements », « les deux »."""
    del told
    uses = uses_chosen(turn.text)
    return await _begin(turn, services, uses) if uses else None


async def account_changed(turn: Turn, services: Services, told: Told) -> Events | None:
    """Begin the change of an account just shown: « changez-le pour Manon »; asks which where that is not said."""
    del told
    if not change_wanted(turn.text):
        return None
    uses = uses_chosen(turn.text)
    if not uses and await services.banks.names_somebody(turn.rasa_id, turn.text):
        uses = (REIMBURSEMENT,)  # the debited account is everybody's
    return await (_begin(turn, services, uses) if uses else _ask_which(turn, services))


async def _ask_which(turn: Turn, services: Services) -> Events:
    turn.shows(await services.accounts.viewer(turn.rasa_id))
    turn.tells(WHICH)
    turn.say("utter_bank_which", buttons=[turn.button(BUTTONS, name) for name in ("reimbursements", "debit", BOTH)])
    return []


async def _begin(turn: Turn, services: Services, uses: Sequence[str]) -> Events | None:
    """Begin the change of these accounts: the first one now, the others once it is over."""
    first, *others = (one for use in uses for one in (ChangeReimbursementAccount, ChangeDebit) if one.use == use)
    for other in reversed(others):  # the last to begin is the first to be talked over
        await services.procedures.begin(turn.rasa_id, other.words.kind)
    if others:
        turn.say("utter_bank_both")
    return await BeginProcedure.act(first(services), turn)
