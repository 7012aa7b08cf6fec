"""Deletes from Rasa's tracker store, which Rasa 3.6 itself never does: neither its API nor a restart removes a row.

Rasa writes one table, `events`, in a database of its own: a file with `make run`, PostgreSQL in production.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import URL, bindparam, column, delete, inspect, table
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.store import Store

_EVENTS = table("events", column("sender_id"))
_OF_SENDERS = delete(_EVENTS).where(_EVENTS.c.sender_id.in_(bindparam("senders", expanding=True)))


def tracker_url(env: Mapping[str, str]) -> str | None:
    """Return the URL of Rasa's tracker database from the variables that Rasa reads; None when there is none."""
    if env.get("RASA_TRACKER_HOST"):
        url = URL.create(
            "postgresql+asyncpg",
            username=env.get("RASA_TRACKER_USER"),
            password=env.get("RASA_TRACKER_PASSWORD"),
            host=env["RASA_TRACKER_HOST"],
            port=int(env.get("RASA_TRACKER_PORT") or 5432),
            database=env.get("RASA_TRACKER_DB"),
        )
        return url.render_as_string(hide_password=False)
    return f"sqlite+aiosqlite:///{env['RASA_TRACKER_DB']}" if env.get("RASA_TRACKER_DB") else None


class Tracker:
    """Rasa's own record of dialogues, in the database at `url`."""

    def __init__(self, url: str) -> None:
        self._store = Store(url)

    async def forget(self, senders: Sequence[str]) -> None:
        """Delete all that Rasa keeps of these dialogues."""
        async with self._store.write() as connection:
            if await connection.run_sync(lambda sync: inspect(sync).has_table("events")):  # else Rasa never ran
                await self._delete(connection, senders)

    async def _delete(self, connection: AsyncConnection, senders: Sequence[str]) -> None:
        await connection.execute(_OF_SENDERS, {"senders": list(senders)})

    async def scrub(self) -> None:
        """Leave nothing on disk of what was deleted: see `Store.scrub`."""
        await self._store.scrub()

    async def close(self) -> None:
        """Close every connection."""
        await self._store.close()
