"""The words of every kind of procedure."""

from actions.bank import ChangeDebit, ChangeReimbursementAccount
from actions.beneficiary_changes import EnrolBeneficiary, RemoveBeneficiary
from actions.card import ReissueCard
from actions.procedure_words import ProcedureWords
from mutuelle.procedures.service import Progress

_ALL: tuple[ProcedureWords, ...] = (
    ReissueCard.words,
    ChangeDebit.words,
    ChangeReimbursementAccount.words,
    RemoveBeneficiary.words,
    EnrolBeneficiary.words,
)
WORDS = {one.kind: one for one in _ALL}


def words_of(progress: Progress) -> ProcedureWords:
    """Return the words of the procedure being talked over."""
    return WORDS[progress.draft.kind]
