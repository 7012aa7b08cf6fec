"""Brings the directory to what an extract says: adds, changes and removes, a batch a transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.importing import transaction
from mutuelle.practitioners.directory.staging import FIELDS, STAGED
from mutuelle.practitioners.tables import DirectoryExtract, PractitionerRow

DEMO, RPPS, AMELI = "demo", "rpps", "ameli"
SAID = tuple(name for name in FIELDS if name != "row")
ENRICHED = frozenset({"sector", "optam"})  # of RPPS's people, what ameli said
_PERSON = ("name_key", "first_key", "category", "postcode")  # alike in these, RPPS's and ameli's are the same person


@dataclass(frozen=True)
class Changes:
    """What a batch changed."""

    added: int
    changed: int


async def end_of_batch(connection: AsyncConnection, after: int, size: int) -> int | None:
    """Return the row up to which the next `size` go, None when none is left."""
    rows = select(STAGED.c.row).where(STAGED.c.row > after).order_by(STAGED.c.row)
    end: int | None = (await connection.execute(rows.offset(size - 1).limit(1))).scalar()
    if end is None:
        end = (await connection.execute(select(func.max(STAGED.c.row)).where(STAGED.c.row > after))).scalar()
    return end


async def record(connection: AsyncConnection, source: str, after: int, up_to: int) -> Changes:
    """Add and change those of the staged rows after one and up to another. In the caller's transaction."""
    values = {"after": after, "up_to": up_to}  # `source` is one of our three words, never a file's
    set_to = ", ".join(f"{name} = s.{name}" for name in (*_columns(source), "content"))
    changed = await connection.execute(
        text(
            f"UPDATE practitioners SET {set_to} FROM import_practitioners AS s "  # noqa: S608
            f"WHERE practitioners.source = '{source}' AND practitioners.source_key = s.source_key "
            "AND practitioners.content <> s.content AND s.row > :after AND s.row <= :up_to"
        ),
        values,
    )
    names = ", ".join((*SAID, "content"))
    read = ", ".join(f"s.{name}" for name in (*SAID, "content"))
    twins = f"AND NOT EXISTS ({_of_rpps('s')})" if source == AMELI else ""
    added = await connection.execute(
        text(
            f"INSERT INTO practitioners (source, in_network, {names}) "  # noqa: S608
            f"SELECT '{source}', :no, {read} FROM import_practitioners AS s WHERE s.row > :after AND s.row <= :up_to "
            f"AND NOT EXISTS (SELECT 1 FROM practitioners AS p WHERE p.source = '{source}' "
            f"AND p.source_key = s.source_key) {twins} ORDER BY s.row"
        ),
        {**values, "no": False},
    )
    return Changes(added.rowcount, changed.rowcount)


async def enrich(connection: AsyncConnection, source: str, after: int, up_to: int) -> int:
    """Give RPPS's people of some ids the sector and option that ameli has for them; return how many were changed.

    From the extract just read (ameli), or from ameli's own rows, which go when RPPS has their people (RPPS).
    """
    other = "import_practitioners AS other" if source == AMELI else "practitioners AS other"
    of_ameli = "" if source == AMELI else "AND other.source = 'ameli'"
    optam = "other.optam" if connection.dialect.name == "sqlite" else "other.optam::int"
    changed = await connection.execute(
        text(
            f"UPDATE practitioners SET sector = known.sector, optam = known.optam FROM ("  # noqa: S608
            f"SELECT mine.id AS id, max(other.sector) AS sector, max({optam}) = 1 AS optam "
            f"FROM practitioners AS mine JOIN {other} ON {_same('mine', 'other')} WHERE mine.source = 'rpps' "
            f"{of_ameli} AND mine.id > :after AND mine.id <= :up_to GROUP BY mine.id) AS known "
            "WHERE practitioners.id = known.id "
            "AND (practitioners.sector <> known.sector OR practitioners.optam <> known.optam)"
        ),
        {"after": after, "up_to": up_to},
    )
    return changed.rowcount


async def both_are_there(connection: AsyncConnection, source: str) -> bool:
    """Say whether RPPS's and ameli's people are to be joined, after an import of one of them."""
    other = {RPPS: AMELI, AMELI: RPPS}.get(source)
    some = select(PractitionerRow.id).where(PractitionerRow.source == other).limit(1)
    return other is not None and (await connection.execute(some)).first() is not None


async def forget_conventions(connection: AsyncConnection, after: int, up_to: int) -> None:
    """Take the sector from RPPS's people of some ids that ameli's extract does not have any more."""
    await connection.execute(
        text(
            "UPDATE practitioners SET sector = '', optam = :no WHERE source = 'rpps' AND sector <> '' "  # noqa: S608
            "AND id > :after AND id <= :up_to AND NOT EXISTS (SELECT 1 FROM import_practitioners AS s "
            f"WHERE {_same('s', 'practitioners')})"
        ),
        {"after": after, "up_to": up_to, "no": False},
    )


async def last_id(connection: AsyncConnection) -> int:
    """Return the greatest id of the directory."""
    return int((await connection.execute(select(func.max(PractitionerRow.id)))).scalar() or 0)


async def drop_twins(connection: AsyncConnection, after: int, up_to: int) -> None:
    """Remove ameli's own rows of some ids whose people RPPS has: they are shown once, with RPPS's number."""
    await connection.execute(
        text(
            "DELETE FROM practitioners WHERE source = 'ameli' AND id > :after AND id <= :up_to "  # noqa: S608
            f"AND EXISTS ({_of_rpps('practitioners')})"
        ),
        {"after": after, "up_to": up_to},
    )


async def known_rows(connection: AsyncConnection, source: str) -> int:
    """Return how many professionals a whole extract should about have: those there are, or those of the last one.

    ameli's people whom RPPS has are no rows of their own: only the last extract tells how many they were.
    """
    mine = select(func.count()).select_from(PractitionerRow).where(PractitionerRow.source == source)
    last = select(DirectoryExtract.rows).where(DirectoryExtract.source == source)
    there = (await connection.execute(mine)).scalar_one()
    return max(int(there), int((await connection.execute(last)).scalar() or 0))


async def gone(connection: AsyncConnection, source: str) -> list[int]:
    """Return the ids of those who left: rows of the source that the extract does not have."""
    rows = await connection.execute(
        text(
            "SELECT id FROM practitioners WHERE source = :source AND NOT EXISTS "
            "(SELECT 1 FROM import_practitioners AS s WHERE s.source_key = practitioners.source_key) ORDER BY id"
        ),
        {"source": source},
    )
    return list(rows.scalars())


async def remove(connection: AsyncConnection, ids: list[int]) -> None:
    """Remove some rows."""
    await connection.execute(delete(PractitionerRow).where(PractitionerRow.id.in_(ids)))


async def remove_demo(connection: AsyncConnection) -> int:
    """Remove the invented professionals of the demo: real ones are there now."""
    async with transaction(connection):
        await connection.execute(delete(DirectoryExtract).where(DirectoryExtract.source == DEMO))
        return (await connection.execute(delete(PractitionerRow).where(PractitionerRow.source == DEMO))).rowcount


async def note_extract(connection: AsyncConnection, source: str, rows: int, at: datetime) -> None:
    """Remember that a whole extract was imported."""
    async with transaction(connection):
        await connection.execute(delete(DirectoryExtract).where(DirectoryExtract.source == source))
        await connection.execute(insert(DirectoryExtract).values(source=source, rows=rows, imported_at=at))


def _columns(source: str) -> tuple[str, ...]:
    """Return what a changed row takes over: not what another source said of it."""
    return tuple(name for name in SAID if name != "source_key" and not (source == RPPS and name in ENRICHED))


def _same(one: str, other: str) -> str:
    """Return the condition that rows of two tables are of the same person."""
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in _PERSON)


def _of_rpps(table: str) -> str:
    """Return the statement for RPPS's rows of the person of a row."""
    return f"SELECT 1 FROM practitioners AS mine WHERE mine.source = 'rpps' AND {_same('mine', table)}"  # noqa: S608
