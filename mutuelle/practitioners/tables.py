"""The tables of the directory of health professionals. All of it is public data: no member is in it."""

from datetime import datetime

from sqlalchemy import BigInteger, Double, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, BigId, UtcDateTime

# compared byte by byte, so that the beginning of a name can be found by an index
_KEY_TYPE = String(160).with_variant(String(160, collation="C"), "postgresql")

BANDS_A_DEGREE = 10  # 11 km each
BAND = f"CAST((latitude + 90.0) * {BANDS_A_DEGREE}.0 AS INTEGER)"  # of the index; each database rounds as it does


class PractitionerRow(Base):
    """A professional or an establishment at one place of work, as one source has it.

    `source_key` is the source's own name for it, `content` a hash of all that the source says, so that an import
    changes only what changed. `name_key`: the family name, or what is proper to an establishment's name; `first_key`:
    first names; both folded. `approximate`: the point is the commune's.
    """

    __tablename__ = "practitioners"
    __table_args__ = (
        Index("ix_practitioners_nearest", "category", text(f"({BAND})"), "longitude", "latitude"),
        Index("ix_practitioners_in_commune", "insee", "category"),
        Index("ix_practitioners_name", "name_key", "first_key"),
        UniqueConstraint("source", "source_key", name="uq_practitioners_source"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    source: Mapped[str] = mapped_column(String(8))
    source_key: Mapped[str] = mapped_column(_KEY_TYPE)
    content: Mapped[int] = mapped_column(BigInteger)
    number_label: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(160))
    name_key: Mapped[str] = mapped_column(_KEY_TYPE)
    first_key: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(32))
    speciality: Mapped[str] = mapped_column(String(120))
    street: Mapped[str] = mapped_column(String(160))
    postcode: Mapped[str] = mapped_column(String(5))
    city: Mapped[str] = mapped_column(String(80))
    insee: Mapped[str] = mapped_column(String(5))
    phone: Mapped[str] = mapped_column(String(20))
    sector: Mapped[str] = mapped_column(String(1))
    optam: Mapped[bool]
    in_network: Mapped[bool]
    latitude: Mapped[float] = mapped_column(Double)
    longitude: Mapped[float] = mapped_column(Double)
    approximate: Mapped[bool]


class DirectoryExtract(Base):
    """The last extract of a source that was imported to its end."""

    __tablename__ = "directory_extracts"

    source: Mapped[str] = mapped_column(String(8), primary_key=True)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rows: Mapped[int] = mapped_column(Integer)
