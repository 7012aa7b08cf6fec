"""Rows of the directory as they are shown."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.places.model import Point
from mutuelle.practitioners.categories import category_by_code
from mutuelle.practitioners.geometry import distance_km
from mutuelle.practitioners.model import Practitioner
from mutuelle.practitioners.tables import PractitionerRow

SHOWN = tuple(
    column
    for column in PractitionerRow.__table__.columns
    if column.name not in {"source", "source_key", "content", "name_key", "first_key"}
)


async def read(connection: AsyncConnection, ids: Sequence[int], seen_from: Point | None) -> tuple[Practitioner, ...]:
    """Return professionals in the order of their ids, with the geodesic distance from a point (0.0 without one)."""
    if not ids:
        return ()
    rows = await connection.execute(select(*SHOWN).where(PractitionerRow.id.in_(ids)))
    by_id = {row.id: _practitioner(row, seen_from) for row in rows}
    return tuple(by_id[one] for one in ids if one in by_id)


def _practitioner(row: SqlRow[Any], seen_from: Point | None) -> Practitioner:
    values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's own name for it)
    point = Point(values.pop("latitude"), values.pop("longitude"))
    return Practitioner(
        **values,
        category_label=category_by_code(row.category).label,
        point=point,
        distance_km=distance_km(seen_from, point) if seen_from else 0.0,
    )
