"""Recording a request, in the transaction of what it asks for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.attachments.service import attach_to
from mutuelle.clock import PARIS
from mutuelle.requests.rules import OPEN, State, expected_on, number_of
from mutuelle.requests.tables import Request, RequestEvent, RequestSerial
from mutuelle.sealing import seal, unseal
from mutuelle.store import insert_missing

SEALING = "requests"


@dataclass(frozen=True)
class Recorded:
    """A request that was recorded: id, number, and the day by which staff means to answer (None: no goal)."""

    id: int
    number: str
    expected_on: date | None


@dataclass(frozen=True)
class Requested:
    """What to record: `content` is for staff, `subject` what the member sees it was about; both are sealed.

    `attachments`: the ids of files that wait to be attached, separated by spaces. `done`: it took effect at once, and
    nobody has to do anything more.
    """

    member_id: int
    kind: str
    content: Mapping[str, Any]
    subject: str = ""
    urgent: bool = False
    key: str | None = None
    attachments: str = ""
    done: bool = False


async def open_request(connection: AsyncConnection, asked: Requested, *, secret: str, now: datetime) -> Recorded:
    """Record a request and return its number. Raises AttachmentUnknown."""
    day = now.astimezone(PARIS).date()
    number = number_of(day.year, await _next_serial(connection, day.year))
    due = None if asked.done else expected_on(asked.kind, day)
    states = (State.RECEIVED, State.DONE) if asked.done else (State.RECEIVED,)
    request_id: int = (
        await connection.execute(
            insert(Request)
            .values(
                number=number,
                member_id=asked.member_id,
                kind=asked.kind,
                state=states[-1],
                urgent=asked.urgent,
                subject=seal(secret, SEALING, asked.subject) if asked.subject else "",
                content=seal(secret, SEALING, json.dumps(dict(asked.content), ensure_ascii=False)),
                expected_on=due,
                effect_key=asked.key,
                created_at=now,
                updated_at=now,
            )
            .returning(Request.id)
        )
    ).scalar_one()
    steps = [{"request_id": request_id, "state": state, "note": "", "at": now} for state in states]
    await connection.execute(insert(RequestEvent), steps)
    await attach_to(connection, asked.attachments.split(), member_id=asked.member_id, request_number=number)
    return Recorded(request_id, number, due)


async def open_of_kind(connection: AsyncConnection, member_id: int, kind: str) -> tuple[str, datetime] | None:
    """Return number and time of the member's newest request of the kind that is still open, if there is one."""
    row = (
        await connection.execute(
            select(Request.number, Request.created_at)
            .where(Request.member_id == member_id, Request.kind == kind, Request.state.in_(OPEN))
            .order_by(Request.id.desc())
            .limit(1)
        )
    ).one_or_none()
    return (row.number, row.created_at) if row else None


async def contents_of_open(
    connection: AsyncConnection, member_id: int, kind: str, *, secret: str
) -> list[tuple[str, dict[str, Any]]]:
    """Return number and content of the member's requests of the kind that are still open."""
    rows = await connection.execute(
        select(Request.number, Request.content).where(
            Request.member_id == member_id, Request.kind == kind, Request.state.in_(OPEN)
        )
    )
    return [(row.number, json.loads(unseal(secret, SEALING, row.content))) for row in rows]


async def _next_serial(connection: AsyncConnection, year: int) -> int:
    await insert_missing(connection, RequestSerial, [{"year": year, "last": 0}])
    serial: int = (
        await connection.execute(
            update(RequestSerial)
            .where(RequestSerial.year == year)
            .values(last=RequestSerial.last + 1)
            .returning(RequestSerial.last)
        )
    ).scalar_one()
    return serial
