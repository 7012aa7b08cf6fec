"""The words of every kind of procedure."""

from actions.bank import ChangeDebit, ChangeReimbursementAccount
from actions.beneficiary_changes import EnrolBeneficiary, RemoveBeneficiary
from actions.card import ReissueCard
from actions.procedure_words import ProcedureWords
from actions.profile_change import ContactWords, StatusWords
from actions.situation import SituationWords
from mutuelle.procedures.service import Progress

_ALL: tuple[ProcedureWords, ...] = (
    ReissueCard.words,
    ChangeDebit.words,
    ChangeReimbursementAccount.words,
    RemoveBeneficiary.words,
    EnrolBeneficiary.words,
    ContactWords(),
    StatusWords(),
    SituationWords(),
)
WORDS = {one.kind: one for one in _ALL}


def begun_by(intent: str) -> frozenset[str]:
    """Return the kinds of procedure that an intent begins, and is an answer inside of."""
    return frozenset(one.kind for one in _ALL if intent in one.intents)


def words_of(progress: Progress) -> ProcedureWords:
    """Return the words of the procedure being talked over."""
    return WORDS[progress.draft.kind]
