"""The table of the addresses that members agreed to have kept for their searches."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime


class KeptPlace(Base):
    """Where a member looks around: `kind` is `home` or `work`, the place is sealed. `agreed_at`: when he agreed."""

    __tablename__ = "kept_places"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
