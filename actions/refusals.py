"""One table: each refusal of the core, and the response that tells it."""

from collections.abc import Awaitable, Callable
from typing import Any

from actions.answering import Turn
from mutuelle import errors
from mutuelle.account.service import AccountService
from mutuelle.attachments.errors import AttachmentUnknown
from mutuelle.beneficiaries.rules import Person, label_of
from mutuelle.clock import PARIS
from mutuelle.french import euros, long_date
from mutuelle.reimbursements.rules import care_label

Told = list[dict[str, Any]] | None
BUTTONS = "utter_reimbursements_buttons"

RESPONSES: dict[type[errors.MutuelleError], str] = {
    errors.NotLoggedIn: "utter_account_login_needed",
    errors.SessionLocked: "utter_account_session_locked",
    errors.ConversationUnknown: "utter_conversation_unknown",
    errors.CodeNeeded: "utter_account_code_needed",
    errors.TooManyCodes: "utter_account_codes_too_many",
    errors.NothingToConfirm: "utter_account_telegram_nothing_to_confirm",
    errors.NotLinked: "utter_account_telegram_not_linked",
    errors.ExclusionAsked: "utter_reimbursements_exclusion",
    errors.NothingNamed: "utter_reimbursements_nothing_named",
    errors.DocumentChanged: "utter_documents_changed",
    errors.NoListing: "utter_reimbursements_no_listing",
    errors.NoFurtherPage: "utter_reimbursements_no_further_page",
    errors.NoEarlierPage: "utter_reimbursements_no_earlier_page",
    errors.BeneficiaryUnknown: "utter_reimbursements_person_unknown",
    errors.BeneficiaryAmbiguous: "utter_reimbursements_which_person",
    errors.RequestUnknown: "utter_requests_unknown",
    errors.RequestOpenAlready: "utter_requests_open_already",
    errors.ContractClosed: "utter_requests_contract_closed",
    errors.NobodyToRemove: "utter_beneficiaries_nobody",
    AttachmentUnknown: "utter_requests_attachment_gone",
    errors.DocumentNotAwaited: "utter_requests_no_document_awaited",
    errors.RequestNotReceived: "utter_requests_not_received",
    errors.NothingToResume: "utter_requests_nothing_to_resume",
    errors.PeriodRefused: "utter_reimbursements_period_{problem}",
    errors.CareAmbiguous: "utter_reimbursements_which_care",
    errors.CareDatesWanted: "utter_reimbursements_advanced",
    errors.PaymentAmbiguous: "utter_reimbursements_explained_which",
    errors.PaymentNotFound: "utter_reimbursements_explained_not_found",
    errors.ProfessionalUnknown: "utter_third_party_unknown",
    errors.LineUnknown: "utter_third_party_line_unknown",
}

# What has a form go on after a login, which begins a fresh dialogue. Procedures note it themselves.
GOES_ON = {
    "documents_certificate_form": "/request_certificate",
    "account_telegram_unlink_form": "/unlink_telegram",
}


async def refuse(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    """Tell the member why not, and offer what he can do instead."""
    tell = _TOLD.get(type(refusal))
    if tell is not None:
        return await tell(turn, refusal, accounts)
    turn.say(RESPONSES[type(refusal)])
    return None


async def _ask_to_log_in(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    url = await accounts.issue_login_link(turn.rasa_id, resume=True, form=GOES_ON.get(turn.answered_form))
    turn.link(RESPONSES[type(refusal)], "utter_account_login_label", url)
    return None


async def _ask_which(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    assert isinstance(refusal, errors.BeneficiaryAmbiguous)
    turn.shows(await accounts.viewer(turn.rasa_id))
    turn.say(RESPONSES[type(refusal)], buttons=[_person_button(turn, p) for p in refusal.people])
    return None


async def _ask_who(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    assert isinstance(refusal, errors.BeneficiaryUnknown)
    turn.shows(await accounts.viewer(turn.rasa_id))
    buttons = [_person_button(turn, p) for p in refusal.covered]
    if refusal.named:
        turn.say(RESPONSES[type(refusal)], buttons=buttons, named=refusal.named)
    else:
        turn.say("utter_reimbursements_person_not_covered", buttons=buttons)
    return None


async def _ask_period(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    del accounts
    assert isinstance(refusal, errors.PeriodRefused)
    say_period_refused(turn, refusal)
    return None


async def _open_already(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    assert isinstance(refusal, errors.RequestOpenAlready)
    turn.shows(await accounts.viewer(turn.rasa_id))
    buttons = [turn.button("utter_requests_buttons", "follow", number=refusal.number)]
    since = long_date(refusal.since.astimezone(PARIS).date())
    turn.say(RESPONSES[type(refusal)], buttons=buttons, number=refusal.number, since=since)
    return None


async def _nobody_to_remove(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    assert isinstance(refusal, errors.NobodyToRemove)
    if refusal.number is None:
        turn.say(RESPONSES[type(refusal)])
        return None
    turn.shows(await accounts.viewer(turn.rasa_id))
    buttons = [turn.button("utter_requests_buttons", "follow", number=refusal.number)]
    turn.say("utter_beneficiaries_all_leaving", buttons=buttons, number=refusal.number)
    return None


async def _request_unknown(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    del accounts
    assert isinstance(refusal, errors.RequestUnknown)
    turn.say(RESPONSES[type(refusal)], number=refusal.number)
    return None


async def _professional_unknown(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    assert isinstance(refusal, errors.ProfessionalUnknown)
    turn.shows(await accounts.viewer(turn.rasa_id))
    turn.say(RESPONSES[type(refusal)], named=refusal.named[:60])
    return None


async def _line_unknown(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    del accounts
    assert isinstance(refusal, errors.LineUnknown)
    turn.say(RESPONSES[type(refusal)], first=refusal.first, last=refusal.last)
    return None


async def _ask_which_care(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    assert isinstance(refusal, errors.CareAmbiguous)
    turn.shows(await accounts.viewer(turn.rasa_id))
    buttons = [turn.button(BUTTONS, "care", label=care_label(kind), id=kind) for kind in refusal.kinds]
    turn.say(RESPONSES[type(refusal)], buttons=buttons)
    return None


async def _ask_care_dates(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    assert isinstance(refusal, errors.CareDatesWanted)
    turn.shows(await accounts.viewer(turn.rasa_id))
    turn.say(RESPONSES[type(refusal)], buttons=[_person_button(turn, p) for p in refusal.covered])
    return None


async def _ask_which_payment(turn: Turn, refusal: errors.MutuelleError, accounts: AccountService) -> Told:
    assert isinstance(refusal, errors.PaymentAmbiguous)
    turn.shows(await accounts.viewer(turn.rasa_id))
    buttons = [
        turn.button("utter_reimbursements_explained_buttons", "one", paid=euros(paid), paid_on=long_date(day), id=key)
        for key, paid, day in refusal.candidates
    ]
    turn.say(RESPONSES[type(refusal)], buttons=buttons)
    return None


def say_period_refused(
    turn: Turn, refusal: errors.PeriodRefused, *, again: tuple[str, str] = (BUTTONS, "suggestion")
) -> None:
    """Tell what is wrong with a period, and offer the one that may have been meant (`again`: by which button)."""
    refused = refusal.refusal
    buttons = []
    if refused.suggestion is not None:
        meant = turn.period(refused.suggestion)
        buttons.append(turn.button(*again, period=meant[0].upper() + meant[1:], iso=refused.suggestion.iso()))
    turn.say(RESPONSES[errors.PeriodRefused].format(problem=refused.problem), buttons=buttons, text=refused.text[:60])


def _person_button(turn: Turn, person: Person) -> Any:
    return turn.button(BUTTONS, "person", first_name=person.first_name, relation=label_of(person), id=person.id)


_TOLD: dict[type[errors.MutuelleError], Callable[[Turn, errors.MutuelleError, AccountService], Awaitable[Told]]] = {
    errors.NotLoggedIn: _ask_to_log_in,
    errors.SessionLocked: _ask_to_log_in,
    errors.BeneficiaryAmbiguous: _ask_which,
    errors.CareAmbiguous: _ask_which_care,
    errors.CareDatesWanted: _ask_care_dates,
    errors.PaymentAmbiguous: _ask_which_payment,
    errors.BeneficiaryUnknown: _ask_who,
    errors.PeriodRefused: _ask_period,
    errors.RequestOpenAlready: _open_already,
    errors.RequestUnknown: _request_unknown,
    errors.NobodyToRemove: _nobody_to_remove,
    errors.ProfessionalUnknown: _professional_unknown,
    errors.LineUnknown: _line_unknown,
}
