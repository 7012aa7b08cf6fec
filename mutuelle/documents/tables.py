"""Tables of the documents: what was issued, and what may be fetched for a while. No file is ever kept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, BigId, UtcDateTime


class Certificate(Base):
    """A certificate or a digital card that was issued: anybody who holds it may verify its `reference`.

    `parameters`: ids and years, nothing personal. `data_hash` is that of all that the document says, so that the same
    document is issued once, and is not made again once what it says has changed. `valid_until`: its last day, if any.
    """

    __tablename__ = "certificates"
    __table_args__ = (UniqueConstraint("member_id", "kind", "data_hash"),)

    reference: Mapped[str] = mapped_column(String(24), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    data_hash: Mapped[str] = mapped_column(String(64))
    valid_until: Mapped[date | None]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Download(Base):
    """A document that a member may fetch for a while, made anew each time. Only the hash of the link's token is kept.

    It ends with the `session_id` that asked for it. `parameters`: ids only.
    """

    __tablename__ = "downloads"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
