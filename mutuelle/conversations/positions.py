"""A position that somebody shares: kept sealed for half an hour, for the search that goes on, and nowhere else.

It is not in the log, which says only that one was shared, and the dialogue engine never gets it.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.conversations.recollections import Visitor, remember
from mutuelle.conversations.tables import Recollection
from mutuelle.sealing import BrokenSeal, seal, unseal

TOPIC = "position"
LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class SharedPosition:
    """A point of the earth, in degrees (WGS 84), as a device told it."""

    latitude: float
    longitude: float


async def keep_position(
    connection: AsyncConnection, conversation_id: str, position: SharedPosition, *, secret: str, now: datetime
) -> None:
    """Keep the position of a conversation, sealed, in place of the one before."""
    told = json.dumps([position.latitude, position.longitude])
    sealed = {"sealed": seal(secret, f"{TOPIC}:{conversation_id}", told)}
    await remember(connection, Visitor(conversation_id), TOPIC, sealed, now=now)


async def shared_position(
    connection: AsyncConnection, conversation_id: str, *, secret: str, now: datetime
) -> SharedPosition | None:
    """Return the position shared in a conversation in the last half hour, if any."""
    kept = (
        await connection.execute(
            select(Recollection.value).where(
                Recollection.conversation_id == conversation_id,
                Recollection.topic == TOPIC,
                Recollection.updated_at > now - LASTS,
            )
        )
    ).scalar_one_or_none()
    if kept is None:
        return None
    try:
        latitude, longitude = json.loads(unseal(secret, f"{TOPIC}:{conversation_id}", kept["sealed"]))
    except BrokenSeal:  # the application's secret was changed meanwhile
        return None
    return SharedPosition(latitude, longitude)


async def forget_old_positions(connection: AsyncConnection, *, now: datetime) -> int:
    """Forget every position that was shared more than half an hour ago; return how many."""
    done = await connection.execute(
        delete(Recollection).where(Recollection.topic == TOPIC, Recollection.updated_at <= now - LASTS)
    )
    return done.rowcount
