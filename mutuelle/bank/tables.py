"""Table of the bank accounts of members."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime


class BankAccount(Base):
    """An account that contributions are taken from (`use` debit) or that reimbursements are paid to (reimbursement).

    A reimbursement account is for one beneficiary, or for all who have none of their own (None). `holder`, `iban` and
    `bic` are sealed; `last_digits` are the IBAN's last four, for display. It counts from `since` on, until
    `replaced_at`. `mandate`: the reference (RUM) of the SEPA mandate of a debit account, and when it was accepted.
    """

    __tablename__ = "bank_accounts"
    __table_args__ = (Index(None, "contract_id", "use"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    use: Mapped[str] = mapped_column(String(16))
    beneficiary_id: Mapped[int | None] = mapped_column(ForeignKey("beneficiaries.id", ondelete="CASCADE"))
    holder: Mapped[str] = mapped_column(Text)
    iban: Mapped[str] = mapped_column(Text)
    bic: Mapped[str] = mapped_column(Text)
    start: Mapped[str] = mapped_column(String(4))
    last_digits: Mapped[str] = mapped_column(String(4))
    since: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mandate: Mapped[str | None] = mapped_column(String(35))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
