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
_NAMES = tuple(column.name for column in SHOWN)


async def read(connection: AsyncConnection, ids: Sequence[int], seen_from: Point | None) -> tuple[Practitioner, ...]:
    """Return professionals in the order of their ids, with their distance from a point (0.0 without one)."""
    if not ids:
        return ()
    rows = await connection.execute(select(*SHOWN).where(PractitionerRow.id.in_(ids)))
    by_id = {row.id: shown(row, seen_from) for row in rows}
    return tuple(by_id[one] for one in ids if one in by_id)


def shown(row: SqlRow[Any], seen_from: Point | None) -> Practitioner:
    """Return a row with the columns SHOWN as a professional, with the distance from a point (0.0 without one)."""
    values = dict(zip(_NAMES, row, strict=False))  # what follows SHOWN is not of the professional
    point = Point(values.pop("latitude"), values.pop("longitude"))
    return Practitioner(
        **values,
        category_label=category_by_code(values["category"]).label,
        point=point,
        distance_km=distance_km(seen_from, point) if seen_from else 0.0,
    )
