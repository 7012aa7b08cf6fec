"""The table of the files that members send."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime


class Attachment(Base):
    """A file, cleaned and sealed. Its `name` and `content` are sealed with a key of this row only.

    `size` and `sha256` are those of the clean content. Without `request_number` it waits for the request to be
    confirmed, and is erased after a day.
    """

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "request_number", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[str] = mapped_column(String(32))
    request_number: Mapped[str | None] = mapped_column(ForeignKey("requests.number", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
