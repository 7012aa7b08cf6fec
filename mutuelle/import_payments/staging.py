"""Where a file waits in the database until all of it was looked at: tables that go with the import.

A payment whose acts are far apart in the file is whole there before anything is recorded, and memory does not grow with
the file. On SQLite they are temporary. On PostgreSQL they are not logged but are seen by several connections, which
record side by side; what an import that was killed left there goes when the next one begins.
"""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.import_payments.cells import NOTHING
from mutuelle.import_payments.rows import TAB, Refusal
from mutuelle.reimbursements.tables import ReimbursementLine

_METADATA = MetaData()
_TEXT = String().with_variant(String(collation="C"), "postgresql")  # compared byte by byte

ROWS = Table(
    "import_rows",
    _METADATA,
    Column("number", Integer, nullable=False),
    Column("reference", _TEXT, nullable=False),
    # what every row of a payment must say alike
    Column("contract", _TEXT, nullable=False),
    Column("rank", SmallInteger),
    Column("first_name", _TEXT, nullable=False),
    Column("birth_date", Date),
    Column("paid_on", Date, nullable=False),
    Column("payee", _TEXT, nullable=False),
    Column("care", _TEXT, nullable=False),
    Column("paid_cents", Integer),
    # the act
    Column("label", _TEXT, nullable=False),
    Column("care_on", Date, nullable=False),
    Column("expense_cents", Integer, nullable=False),
    Column("amo_cents", Integer, nullable=False),
    Column("amc_cents", Integer, nullable=False),
    Column("remaining_cents", Integer, nullable=False),
    Column("act", _TEXT, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("base_cents", Integer),
    Column("rate", Integer),
    Column("withheld_cents", Integer),
    Column("deferred_cents", Integer),
    Column("withholding", _TEXT, nullable=False),
    Column("coordinated", Boolean),
    # equal for equal contents
    Column("payment_hash", BigInteger, nullable=False),
    Column("row_hash", BigInteger, nullable=False),
)
ACT = tuple(column.name for column in ROWS.columns if column.name in ReimbursementLine.__table__.columns)

REFUSED = Table(
    "import_refused",
    _METADATA,
    Column("number", Integer, nullable=False),
    Column("reason", _TEXT, nullable=False),
    Column("about", Integer),  # the number of another row
    Column("reference", _TEXT),
)
# People of the file named by first name and birth date; several for the same name when they cannot be told apart.
NAMED = Table(
    "import_named",
    _METADATA,
    Column("contract", _TEXT, nullable=False),
    Column("first_name", _TEXT, nullable=False),
    Column("birth_date", Date, nullable=False),
    Column("beneficiary_id", Integer, nullable=False),
)
# The payments of the file, those of a contract in a row. `problem`: why it is refused, a key of words.yml.
PAYMENTS = Table(
    "import_payments",
    _METADATA,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("reference", _TEXT, nullable=False),
    Column("contract_id", Integer),
    Column("beneficiary_id", Integer),
    Column("paid_on", Date, nullable=False),
    Column("payee", _TEXT, nullable=False),
    Column("care", _TEXT, nullable=False),
    Column("paid_cents", BigInteger, nullable=False),
    Column("acts", Integer, nullable=False),
    Column("problem", _TEXT),
)
# Payments of the file that are recorded already; `whole`: with all rows; `changed`: otherwise than in the file.
KNOWN = Table(
    "import_known",
    _METADATA,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("reimbursement_id", BigInteger, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("changed", Boolean, nullable=False),
)
_BY_PAYMENT = Index("ix_import_rows", ROWS.c.reference, ROWS.c.row_hash)
ROWS.indexes.discard(_BY_PAYMENT)  # made once the rows are there

_COLUMNS = tuple(column.name for column in ROWS.columns)
_CELLS = ", ".join(f"NULLIF(?, '{NOTHING}')" if column.nullable else "?" for column in ROWS.columns)
_INSERT = f"INSERT INTO import_rows ({', '.join(_COLUMNS)}) VALUES ({_CELLS})"  # noqa: S608
_SETTINGS = {  # what is held in memory of the tables, of sorts and indexes; the rest is on disk
    "sqlite": ("PRAGMA temp.cache_size = -65536",),
    "postgresql": (
        "SET work_mem = '64MB'",
        "SET maintenance_work_mem = '256MB'",
        "SET jit = off",
    ),
}
_REFUSE = ("number", "reason", "reference")
_INSERT_REFUSED = f"INSERT INTO import_refused ({', '.join(_REFUSE)}) VALUES (?, ?, ?)"  # noqa: S608


async def create(connection: AsyncConnection) -> None:
    """Make the tables, empty."""
    await drop(connection)
    await prepare(connection)
    if connection.dialect.name == "sqlite":
        temporary = await connection.execution_options(schema_translate_map={None: "temp"})
        await temporary.run_sync(_METADATA.create_all, checkfirst=False)
        await connection.execution_options(schema_translate_map=None)
    else:
        await connection.run_sync(_METADATA.create_all, checkfirst=False)
        for table in _METADATA.sorted_tables:
            await connection.execute(text(f"ALTER TABLE {table.name} SET UNLOGGED"))
    await connection.commit()


async def prepare(connection: AsyncConnection) -> None:
    """Give a connection the memory that an import needs."""
    for setting in _SETTINGS[connection.dialect.name]:
        await connection.exec_driver_sql(setting)
    await connection.commit()


async def drop(connection: AsyncConnection) -> None:
    """Take the tables away."""
    for table in _METADATA.sorted_tables:
        await connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))
    await connection.commit()


async def add(connection: AsyncConnection, rows: Sequence[str], refusals: Sequence[Refusal]) -> None:
    """Add what was parsed of the file."""
    refused = [(one.number, one.reason, one.reference) for one in refusals]
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("BEGIN")
        if rows:
            await connection.exec_driver_sql(_INSERT, [tuple(row.split(TAB)) for row in rows])
        if refused:
            await connection.exec_driver_sql(_INSERT_REFUSED, refused)
        await connection.commit()
        return
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    if rows:
        await driver.copy_to_table(ROWS.name, source=_copied(rows), columns=_COLUMNS, format="text", null=NOTHING)
    if refused:
        await driver.copy_records_to_table(REFUSED.name, records=refused, columns=_REFUSE)


async def settle(connection: AsyncConnection) -> None:
    """Make ready for what is asked of the rows, now that all are there."""
    await connection.run_sync(_BY_PAYMENT.create)
    await analyse(connection, ROWS, "reference", "contract", "first_name")


async def analyse(connection: AsyncConnection, table: Table, *columns: str) -> None:
    """Have PostgreSQL count a table's rows, which it does not do by itself for temporary ones."""
    if connection.dialect.name == "postgresql":
        of_them = f" ({', '.join(columns)})" if columns else ""
        await connection.execute(text(f"ANALYZE {table.name}{of_them}"))
    await connection.commit()


async def _copied(rows: Sequence[str]) -> AsyncIterator[bytes]:
    """Give rows as COPY reads them."""
    yield "\n".join(rows).replace("\\", r"\\").encode()
