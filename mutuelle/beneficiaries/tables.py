"""Tables of the beneficiaries."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base


class Beneficiary(Base):
    """A person covered by a contract. `relation` and `gender` are values of `mutuelle.beneficiaries.rules`.

    Covered from `covered_from` on (None: since the contract began) up to `covered_until` (None: no end is known).
    """

    __tablename__ = "beneficiaries"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), index=True)
    last_name: Mapped[str] = mapped_column(String(100))
    first_name: Mapped[str] = mapped_column(String(100))
    birth_date: Mapped[date]
    relation: Mapped[str] = mapped_column(String(16))
    gender: Mapped[str] = mapped_column(String(1))
    covered_from: Mapped[date | None]
    covered_until: Mapped[date | None]


class Guarantee(Base):
    """A guarantee that covers a beneficiary, e.g. MGEN SANTE BASE 2."""

    __tablename__ = "guarantees"

    id: Mapped[int] = mapped_column(primary_key=True)
    beneficiary_id: Mapped[int] = mapped_column(ForeignKey("beneficiaries.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    since: Mapped[date]
