"""What of the reimbursements is in a member's copy."""

from sqlalchemy import select

from mutuelle.privacy.part import Part
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine

PARTS = (
    Part(Reimbursement, lambda owner: Reimbursement.contract_id == owner.contract_id),
    Part(
        ReimbursementLine,
        lambda owner: ReimbursementLine.reimbursement_id.in_(
            select(Reimbursement.id).where(Reimbursement.contract_id == owner.contract_id)
        ),
    ),
)
