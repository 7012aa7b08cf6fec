"""The table of the one-time codes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime


class OneTimeCode(Base):
    """A code that is needed before a sensitive change, and the page where it is entered.

    `factor` is where it comes from, a key of `mutuelle.account.factors`: `email`, or `totp`, of which no hash is kept.

    It serves one `purpose` in one session, once. Only keyed hashes of the page's token and of the code are kept.
    `then` is what the dialogue is told once the code was right: the request that had to wait for it. `confirmed_at`:
    it was entered; `used_at`: the change was made; `ended_at`: a newer one replaced it.
    """

    __tablename__ = "one_time_codes"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    factor: Mapped[str] = mapped_column(String(8), default="email", server_default="email")
    code_hash: Mapped[str] = mapped_column(String(64))
    then: Mapped[str | None] = mapped_column(Text)
    sendings: Mapped[int]
    tries: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
