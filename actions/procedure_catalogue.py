"""The words of every kind of procedure."""

from actions.bank import ChangeDebit, ChangeReimbursementAccount
from actions.beneficiary_changes import EnrolBeneficiary, RemoveBeneficiary
from actions.card import ReissueCard
from actions.contract_changes import CancelContract, ChangeGuarantees
from actions.letters import Complain, WriteToUs
from actions.privacy_words import ErasureWords, RightWords
from actions.procedure_words import ProcedureWords
from actions.profile_change import ContactWords, StatusWords
from actions.reimbursements_missing import MissingWords
from actions.requests import DocumentWords, FindHuman, WithdrawalWords
from actions.situation import SituationWords
from mutuelle.procedures.service import Progress

_ALL: tuple[ProcedureWords, ...] = (
    ReissueCard.words,
    WriteToUs.words,
    Complain.words,
    FindHuman.words,
    DocumentWords(),
    WithdrawalWords(),
    ChangeGuarantees.words,
    CancelContract.words,
    ChangeDebit.words,
    ChangeReimbursementAccount.words,
    RemoveBeneficiary.words,
    EnrolBeneficiary.words,
    ContactWords(),
    StatusWords(),
    MissingWords(),
    SituationWords(),
    ErasureWords(),
    RightWords(),
)
WORDS = {one.kind: one for one in _ALL}


def words_of(progress: Progress) -> ProcedureWords:
    """Return the words of the procedure being talked over."""
    return WORDS[progress.draft.kind]
