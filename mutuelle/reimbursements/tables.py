"""Tables of the reimbursements. Money is in euro cents."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, BigId


class Reimbursement(Base):
    """One payment for one beneficiary's care, to the member or straight to a professional (tiers payant).

    `paid_cents` is what was paid out; `payee` names the professional paid directly, and is empty when the member was.
    `care` is a category of `mutuelle.reimbursements.rules.Care`.
    """

    __tablename__ = "reimbursements"
    __table_args__ = (
        Index("ix_reimbursements_page", "contract_id", "paid_on", "id"),
        Index("ix_reimbursements_beneficiary_page", "contract_id", "beneficiary_id", "paid_on", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    beneficiary_id: Mapped[int] = mapped_column(ForeignKey("beneficiaries.id"))
    paid_on: Mapped[date]
    payee: Mapped[str] = mapped_column(String(100), default="")
    care: Mapped[str] = mapped_column(String(24))
    paid_cents: Mapped[int]


class ReimbursementLine(Base):
    """One act of a reimbursement: expense = amo (Sécurité sociale) + amc (mutuelle) + remaining (reste à charge)."""

    __tablename__ = "reimbursement_lines"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    reimbursement_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("reimbursements.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(String(120))
    care_on: Mapped[date]
    expense_cents: Mapped[int]
    amo_cents: Mapped[int]
    amc_cents: Mapped[int]
    remaining_cents: Mapped[int]
