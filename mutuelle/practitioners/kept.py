"""Home and work, kept for a member's searches once he agreed, inside a caller's transaction."""

import json
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.places.model import Place
from mutuelle.practitioners.kept_tables import KeptPlace
from mutuelle.practitioners.quest import place_from_json
from mutuelle.sealing import BrokenSeal, seal, unseal

KINDS = ("home", "work")


async def keep_place(
    connection: AsyncConnection, member_id: int, kind: str, place: Place, *, secret: str, now: datetime
) -> None:
    """Keep a place as the member's home or work, in place of the one before: he agreed now."""
    await connection.execute(delete(KeptPlace).where(KeptPlace.member_id == member_id, KeptPlace.kind == kind))
    sealed = seal(secret, _purpose(member_id, kind), json.dumps(asdict(place)))
    await connection.execute(insert(KeptPlace).values(member_id=member_id, kind=kind, sealed=sealed, agreed_at=now))


async def kept_place(connection: AsyncConnection, member_id: int, kind: str, *, secret: str) -> Place | None:
    """Return the member's home or work, if he agreed to have it kept."""
    sealed = (
        await connection.execute(
            select(KeptPlace.sealed).where(KeptPlace.member_id == member_id, KeptPlace.kind == kind)
        )
    ).scalar_one_or_none()
    return None if sealed is None else place_kept(secret, member_id, kind, sealed)


def place_kept(secret: str, member_id: int, kind: str, sealed: str) -> Place | None:
    """Return a kept place in clear; None when the application's secret was changed meanwhile."""
    try:
        return place_from_json(json.loads(unseal(secret, _purpose(member_id, kind), sealed)))
    except BrokenSeal:
        return None


async def kept_kinds(connection: AsyncConnection, member_id: int) -> tuple[str, ...]:
    """Return which of home and work are kept."""
    rows = await connection.execute(select(KeptPlace.kind).where(KeptPlace.member_id == member_id))
    kept = set(rows.scalars())
    return tuple(kind for kind in KINDS if kind in kept)


async def forget_places(connection: AsyncConnection, member_id: int) -> int:
    """Forget the member's home and work; return how many were kept."""
    return (await connection.execute(delete(KeptPlace).where(KeptPlace.member_id == member_id))).rowcount


def _purpose(member_id: int, kind: str) -> str:
    return f"kept_place:{member_id}:{kind}"
