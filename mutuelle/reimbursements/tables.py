"""Tables of the reimbursements. Money is in euro cents."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, BigId


class Reimbursement(Base):
    """One payment for one beneficiary's care, to the member or straight to a professional (tiers payant).

    `paid_cents` is what was paid out; `payee` names the professional paid directly, and is empty when the member was.
    `care` is a category of `mutuelle.reimbursements.rules.CARE`. `reference` is the one that the system it was imported
    from gives it; a payment is imported once. On PostgreSQL, a constraint holds that the beneficiary is one of the
    contract (migration 0022); on SQLite there is one each, as here.
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
    reference: Mapped[str | None] = mapped_column(String(40), index=True, unique=True)


class ReimbursementLine(Base):
    """One act of a reimbursement: expense = amo (Sécurité sociale) + amc (mutuelle) + remaining (reste à charge).

    How it came about, as far as it was told (None: it was not): `act` is the kind of act, empty when unknown; `base`
    the base de remboursement of all units, `rate` the percentage of it that the Sécurité sociale pays; `withheld` what
    it kept back on this line, `deferred` what it recovers later on another payment (tiers payant), both of the kind
    `withholding` (participation, franchise). `coordinated`: whether the care was inside the parcours de soins.
    """

    __tablename__ = "reimbursement_lines"
    __table_args__ = (
        # Searches by amount or day of care and all sums are answered by it alone, without reading the scattered rows.
        Index(
            "ix_reimbursement_lines_amounts",
            *("reimbursement_id", "care_on", "expense_cents", "amo_cents", "amc_cents", "remaining_cents"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    reimbursement_id: Mapped[int] = mapped_column(BigId, ForeignKey("reimbursements.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(120))
    care_on: Mapped[date]
    expense_cents: Mapped[int]
    amo_cents: Mapped[int]
    amc_cents: Mapped[int]
    remaining_cents: Mapped[int]
    act: Mapped[str] = mapped_column(String(32), default="")
    quantity: Mapped[int] = mapped_column(default=1)
    base_cents: Mapped[int | None]
    rate: Mapped[int | None]
    withheld_cents: Mapped[int | None]
    deferred_cents: Mapped[int | None]
    withholding: Mapped[str] = mapped_column(String(16), default="")
    coordinated: Mapped[bool | None]
