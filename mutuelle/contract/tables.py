"""Tables of the members and their contracts."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base


class Member(Base):
    """A policyholder (adhérent). `number` is printed on the tiers-payant card, e.g. M1000018."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    last_name: Mapped[str] = mapped_column(String(100))
    first_name: Mapped[str] = mapped_column(String(100))
    birth_date: Mapped[date]


class Contract(Base):
    """A complementary health insurance contract of one member."""

    __tablename__ = "contracts"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), unique=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(16))
    effective_on: Mapped[date]
    ended_on: Mapped[date | None]
