"""Every procedure there is."""

from typing import Any

from mutuelle.account.contact_change import ContactChange
from mutuelle.account.status_change import StatusChange
from mutuelle.bank.changes import DebitChange, ReimbursementAccountChange
from mutuelle.beneficiaries.enrolment import Enrolment
from mutuelle.beneficiaries.removal import Removal
from mutuelle.card.reissue import CardReissue
from mutuelle.contract.cancellation import ContractCancellation
from mutuelle.contract.guarantees import GuaranteesChange
from mutuelle.privacy.erasure import ConversationErasure
from mutuelle.privacy.right import RightExercised
from mutuelle.procedures.procedure import Procedure
from mutuelle.reimbursements.missing import MissingReimbursement
from mutuelle.requests.callback import RequestHuman
from mutuelle.requests.complaint import RequestComplaint
from mutuelle.requests.document import RequestDocument
from mutuelle.requests.message import RequestMessage
from mutuelle.requests.situation import SituationReport
from mutuelle.requests.withdrawal import RequestWithdrawal
from mutuelle.settings import Settings


def all_procedures(settings: Settings) -> tuple[Procedure[Any], ...]:
    """Return one of each."""
    return (
        CardReissue(settings.secret),
        RequestMessage(settings.secret),
        RequestComplaint(settings.secret),
        RequestHuman(settings.secret),
        RequestDocument(settings),
        RequestWithdrawal(settings),
        GuaranteesChange(settings.secret),
        ContractCancellation(settings.secret),
        DebitChange(settings.secret),
        ReimbursementAccountChange(settings.secret),
        Removal(settings.secret),
        Enrolment(settings.secret),
        ContactChange(),
        StatusChange(),
        MissingReimbursement(settings.secret),
        SituationReport(settings.secret),
        ConversationErasure(settings.secret),
        RightExercised(settings.secret),
    )
