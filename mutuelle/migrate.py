"""Brings the database's tables up to date."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from mutuelle.settings import ROOT
from mutuelle.store import Store


async def migrate(store: Store) -> None:
    """Run the migrations that this database has not seen yet."""
    async with store.write() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
