"""A member's requests in one state, for what he can do with them. In a caller's transaction."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.requests.opening import SEALING
from mutuelle.requests.rules import State, label_of
from mutuelle.requests.tables import Request, RequestEvent
from mutuelle.sealing import seal, unseal


@dataclass(frozen=True)
class Waiting:
    """A request that something can be done with: number, what it is called, what we said last."""

    id: int
    number: str
    label: str
    note: str


async def in_state(connection: AsyncConnection, member_id: int, state: State, *, secret: str) -> tuple[Waiting, ...]:
    """Return the member's requests in a state, the newest first."""
    rows = (
        await connection.execute(
            select(Request.id, Request.number, Request.kind)
            .where(Request.member_id == member_id, Request.state == state)
            .order_by(Request.id.desc())
        )
    ).all()
    notes: dict[int, str] = {}
    for row in await connection.execute(
        select(RequestEvent.request_id, RequestEvent.note)
        .where(RequestEvent.request_id.in_([row.id for row in rows]))
        .order_by(RequestEvent.id)
    ):
        notes[row.request_id] = unseal(secret, SEALING, row.note) if row.note else ""
    return tuple(Waiting(row.id, row.number, label_of(row.kind), notes.get(row.id, "")) for row in rows)


async def add_to_content(connection: AsyncConnection, request_id: int, added: dict[str, Any], *, secret: str) -> None:
    """Add to what staff reads of a request; lists grow, anything else is replaced."""
    sealed = (
        await connection.execute(select(Request.content).where(Request.id == request_id).with_for_update())
    ).scalar_one()
    content: dict[str, Any] = json.loads(unseal(secret, SEALING, sealed))
    for key, value in added.items():
        content[key] = [*content.get(key, ()), *value] if isinstance(value, list) else value
    resealed = seal(secret, SEALING, json.dumps(content, ensure_ascii=False))
    await connection.execute(update(Request).where(Request.id == request_id).values(content=resealed))
