"""Tables of the Telegram accounts linked to online accounts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime

_LIVE = text("ended_at IS NULL")


class TelegramLink(Base):
    """A Telegram account that may only be logged in to one online account; one live link each way."""

    __tablename__ = "telegram_links"
    __table_args__ = (
        Index("uq_telegram_links_account", "account_id", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
        Index("uq_telegram_links_telegram", "telegram_id", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    telegram_id: Mapped[str] = mapped_column(String(128))
    label: Mapped[str | None] = mapped_column(String(200))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TelegramLinking(Base):
    """A link being made: asked for in `conversation_id`, confirmed in Telegram, then on a page of ours.

    Only hashes of the page's token and of the one that opens Telegram are kept. `telegram_conversation_id` is the
    chat that opened the latter.
    """

    __tablename__ = "telegram_linkings"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    start_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    telegram_conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
