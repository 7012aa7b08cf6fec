"""Table of the letters that were sent to members."""

from datetime import date

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, BigId


class Letter(Base):
    """A letter (courrier) that was sent to the member of a contract on a day. It never changes.

    `kind` is a key of `words.yml`; `title` names one of kind `other`, without anything personal. `about_start` to
    `about_end`: the days it is about, if any. `source` says what it was made from, so that nothing is sent twice;
    `up_to`, of a statement, is the last payment recorded by then. `stated` is sealed: what the letter says, in JSON, or
    with `is_file` the PDF itself.
    """

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("contract_id", "source"), Index(None, "contract_id", "sent_on"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(24))
    reference: Mapped[str] = mapped_column(String(24), unique=True)
    sent_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(80), default="")
    about_start: Mapped[date | None]
    about_end: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(80))
    up_to: Mapped[int | None] = mapped_column(BigId)
    is_file: Mapped[bool] = mapped_column(default=False)
    stated: Mapped[bytes] = mapped_column(LargeBinary)
