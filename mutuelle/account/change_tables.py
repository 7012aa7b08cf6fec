"""Tables of what a member changes about his account itself: the identifier, the second factor."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime


class IdentifierChange(Base):
    """The newest change of identifier of an account.

    `proposed` is what the page is filled in with. `email`, `sent_at`, `expires_at`: the address that was asked for and
    the link sent there (none is sent when the address is another account's: nothing here tells). `done_at`: confirmed;
    `former` was the identifier until then.
    """

    __tablename__ = "identifier_changes"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    proposed: Mapped[str | None] = mapped_column(String(254))
    email: Mapped[str | None] = mapped_column(String(254))
    former: Mapped[str | None] = mapped_column(String(254))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TotpFactor(Base):
    """An authenticator app of a member (RFC 6238); it counts once `confirmed_at` is set.

    `sealed_secret`: see `mutuelle.sealing`. `last_step`: the 30 s step of the last code taken; older ones are refused.
    `lost_at`: the member said that his phone is lost; some days later e-mail codes replace the app.
    """

    __tablename__ = "totp_factors"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(String(400))
    last_step: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lost_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
