"""Where an extract waits in the database until it was read: a temporary table, seen by no one else."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, MetaData, String, Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.practitioners.directory.entries import Entry

_METADATA = MetaData()
_TEXT = String().with_variant(String(collation="C"), "postgresql")
_TYPES = {"row": Integer, "optam": Boolean, "latitude": Double, "longitude": Double, "approximate": Boolean}
FIELDS = Entry._fields
STAGED = Table(
    "import_practitioners",
    _METADATA,
    *(Column(name, _TYPES.get(name, _TEXT), nullable=False) for name in FIELDS),
    Column("content", BigInteger, nullable=False),
    prefixes=["TEMPORARY"],
)
_COLUMNS = (*FIELDS, "content")
_INSERT = f"INSERT INTO import_practitioners VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_SETTINGS = {
    "sqlite": ("PRAGMA temp.cache_size = -65536", "PRAGMA main.cache_size = -65536"),
    "postgresql": ("SET temp_buffers = '256MB'", "SET work_mem = '64MB'", "SET maintenance_work_mem = '256MB'"),
}


async def create(connection: AsyncConnection) -> None:
    """Make the table, empty."""
    await drop(connection)
    for setting in _SETTINGS[connection.dialect.name]:
        await connection.exec_driver_sql(setting)
    await connection.run_sync(_METADATA.create_all, checkfirst=False)
    await connection.commit()


async def drop(connection: AsyncConnection) -> None:
    """Take the table away."""
    await connection.execute(text("DROP TABLE IF EXISTS import_practitioners"))
    await connection.commit()


async def add(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Add what was read of the file."""
    if not entries:
        return
    rows = [(*one, one.content()) for one in entries]
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("BEGIN")
        await connection.exec_driver_sql(_INSERT, rows)
        await connection.commit()
        return
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    await driver.copy_records_to_table(STAGED.name, records=rows, columns=_COLUMNS)


async def settle(connection: AsyncConnection) -> int:
    """Keep one row of each professional at a place, the first; make ready to compare. Return how many there are."""
    await connection.execute(text("CREATE INDEX ix_import_key ON import_practitioners (source_key, row)"))
    await connection.execute(
        text(
            "DELETE FROM import_practitioners WHERE EXISTS (SELECT 1 FROM import_practitioners AS first "
            "WHERE first.source_key = import_practitioners.source_key AND first.row < import_practitioners.row)"
        )
    )
    await connection.execute(text("CREATE INDEX ix_import_row ON import_practitioners (row)"))
    await connection.execute(text("CREATE INDEX ix_import_name ON import_practitioners (name_key, first_key)"))
    if connection.dialect.name == "postgresql":
        await connection.execute(text("ANALYZE import_practitioners"))
    count = (await connection.execute(select(func.count()).select_from(STAGED))).scalar_one()
    await connection.commit()
    return int(count)
