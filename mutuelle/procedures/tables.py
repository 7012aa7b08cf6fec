"""Table of what procedures did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, BigId, UtcDateTime


class Effect(Base):
    """One confirmed change: who, where, when, what kind. The trail that says what was done, never with what values.

    `event_seq` is the message that confirmed: it counts once, however often it is delivered. `outcome` is what the
    member was told then (numbers, dates, categories), so that he is told the same again.
    """

    __tablename__ = "effects"
    __table_args__ = (UniqueConstraint("conversation_id", "event_seq"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16))
    event_seq: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(40))
    request_number: Mapped[str | None] = mapped_column(String(16))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
