"""Tables of the online accounts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime


class Account(Base):
    """A member's online account. `identifier` is his e-mail address, in lower case.

    `erases_at`: he asked to delete it; then it is erased, unless he keeps it after all. `easy`: whether he asked for
    easy-to-read words, None when he never said.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), unique=True)
    identifier: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    care_on_telegram: Mapped[bool | None]
    files_on_telegram: Mapped[bool | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erases_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    easy: Mapped[bool | None]


class Session(Base):
    """A login, bound to the conversation that asked for it."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index(
            "uq_sessions_open_conversation",
            "conversation_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginLink(Base):
    """A one-time link to the login page. Only the hash of its token is kept.

    `resume_seq` is the inbound event that could not be answered without a login, and is taken up after it; `resume`
    what the dialogue is told before, so that the form that this event answers goes on.
    """

    __tablename__ = "login_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    resume_seq: Mapped[int | None]
    resume: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginFailures(Base):
    """How many logins failed in a row for a key: the keyed hash of an identifier or of a network address."""

    __tablename__ = "login_failures"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SecureLink(Base):
    """A one-time link to a secure page, used through `mutuelle.account.links`. Only the hash of its token is kept."""

    __tablename__ = "secure_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(30))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("account_drafts.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountDraft(Base):
    """What a visitor has given so far to open an account; one a conversation, erased after use.

    `state` is `asking` until the password was chosen, then `recorded`. `member_id` is set then when what was given is
    right: nobody but the e-mail's recipient ever learns it.
    """

    __tablename__ = "account_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(String(10))
    number: Mapped[str | None] = mapped_column(String(16))
    last_name: Mapped[str | None] = mapped_column(String(100))
    first_name: Mapped[str | None] = mapped_column(String(100))
    birth_date: Mapped[date | None]
    email: Mapped[str | None] = mapped_column(String(254))
    email_hint: Mapped[str | None] = mapped_column(String(254))
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    password_hash: Mapped[str | None] = mapped_column(String(256))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    resent: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
