"""Tables of the members and their contracts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime


class Member(Base):
    """A policyholder (adhérent). `number` is printed on the tiers-payant card, e.g. M1000018.

    `mobile`, `landline`: ten digits. `contact_email` is where we write to, not what he logs in with. `family_status`
    is one of `mutuelle.account.status_change.STATUSES`, since `family_status_since` (None: not known);
    `next_family_status` takes its place from `next_family_status_since` on. `notifications` is one of none, email,
    telegram, both.
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    last_name: Mapped[str] = mapped_column(String(100))
    first_name: Mapped[str] = mapped_column(String(100))
    birth_date: Mapped[date]
    mobile: Mapped[str | None] = mapped_column(String(10))
    landline: Mapped[str | None] = mapped_column(String(10))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    family_status: Mapped[str | None] = mapped_column(String(16))
    family_status_since: Mapped[date | None]
    next_family_status: Mapped[str | None] = mapped_column(String(16))
    next_family_status_since: Mapped[date | None]
    notifications: Mapped[str] = mapped_column(String(8), default="none")


class Address(Base):
    """Where a member lives from `since` on, which may be in the future. `replaced_at`: it was corrected since."""

    __tablename__ = "addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    street: Mapped[str] = mapped_column(String(120))
    postcode: Mapped[str] = mapped_column(String(5))
    city: Mapped[str] = mapped_column(String(60))
    since: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


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


class PaymentTerms(Base):
    """How a contract is paid. `mode`, `frequency`, `notice`: keys of `words.yml`; `debit_day` is a day of the month."""

    __tablename__ = "payment_terms"

    contract_id: Mapped[int] = mapped_column(
        ForeignKey("contracts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    mode: Mapped[str] = mapped_column(String(16))
    frequency: Mapped[str] = mapped_column(String(16))
    notice: Mapped[str] = mapped_column(String(16))
    debit_day: Mapped[int | None]


class Contribution(Base):
    """What is owed for a period of cover, in cents of euro (None: not known yet).

    `state`: `paid` (on `paid_on`), `due` (on `due_on`), `rejected` (by the bank), or `settled` (a rejected one paid
    since, on `paid_on`). `mode` is how it was, or will be, paid.
    """

    __tablename__ = "contributions"
    __table_args__ = (Index(None, "contract_id", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    due_on: Mapped[date]
    amount_cents: Mapped[int | None]
    mode: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    paid_on: Mapped[date | None]


class GuaranteeLevel(Base):
    """What a guarantee pays of a family of act, from a day of care on, up to `until` (None: no end is known).

    `guarantee` is the name that beneficiaries subscribed; `family` a key of `levels.yml`; `cover` one of
    `mutuelle.regulation.splitting.Cover`; `amount` in percent, or in cents a `unit` (key of `levels.yml`, "" for the
    act itself); `a_year` how many units a calendar year (None: any).
    """

    __tablename__ = "guarantee_levels"
    __table_args__ = (
        UniqueConstraint("guarantee", "family", "since", name="uq_guarantee_levels_guarantee_family_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guarantee: Mapped[str] = mapped_column(String(100))
    family: Mapped[str] = mapped_column(String(40))
    since: Mapped[date]
    until: Mapped[date | None]
    cover: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int]
    unit: Mapped[str] = mapped_column(String(12))
    a_year: Mapped[int | None]
