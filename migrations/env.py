"""Alembic's entry point: runs the migrations on the connection it is given, or on DATABASE_URL."""

import asyncio
import os
from typing import Any

from alembic import context
from sqlalchemy import Connection

from mutuelle import tables
from mutuelle.settings import async_url, default_database_url
from mutuelle.store import Store, UtcDateTime


def render_item(kind: str, item: Any, _: Any) -> str | bool:
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    store = Store(async_url(os.environ.get("DATABASE_URL") or default_database_url()))
    async with store.write() as connection:
        await connection.run_sync(run)
    await store.close()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(run_alone())
else:
    run(given)
