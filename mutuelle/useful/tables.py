"""Table of the useful documents that staff added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, UtcDateTime


class UsefulDocument(Base):
    """A PDF for everybody: it takes the place of what `catalogue.yml` has under the same `key`, if anything.

    `category` is a key of `catalogue.yml`; `names` are what members call it, beside its title.
    """

    __tablename__ = "useful_documents"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    category: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(100))
    names: Mapped[list[Any]] = mapped_column(JSON)
    dated: Mapped[date]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
