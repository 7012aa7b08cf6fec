"""Tables of the members' requests and their follow-up."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, BigId, UtcDateTime


class RequestSerial(Base):
    """The last serial number given in a year."""

    __tablename__ = "request_serials"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Request(Base):
    """Something a member asked for. `number` is year and serial, e.g. 2026-01234.

    `kind` is a key of `words.yml`, `state` one of `mutuelle.requests.rules.State`. `content` is what staff needs to
    deal with it, sealed; `subject` what the member sees it was about (a first name, a title he gave), sealed as well.
    `urgent`: staff takes it first. `effect_key`: the confirmation that made it, once.
    """

    __tablename__ = "requests"
    __table_args__ = (Index(None, "member_id", "created_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    urgent: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text)
    expected_on: Mapped[date | None]
    effect_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RequestEvent(Base):
    """A step in the life of a request: its state from then on, and what the member is told with it, sealed."""

    __tablename__ = "request_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
