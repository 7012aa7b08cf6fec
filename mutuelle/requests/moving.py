"""A request that moves on: its state, the trail of it, and the news to its member, in a caller's transaction."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.reach import reach_of
from mutuelle.conversations import log
from mutuelle.conversations.messages import Button, Text, to_body
from mutuelle.errors import RequestStateRefused, RequestUnknown
from mutuelle.mail.service import post
from mutuelle.requests.opening import SEALING
from mutuelle.requests.rules import NEXT, State, label_of, notice, state_label
from mutuelle.requests.tables import Request, RequestEvent
from mutuelle.sealing import seal, unseal
from mutuelle.settings import Settings


@dataclass(frozen=True)
class Closed:
    """A request that staff has done: whose it is, and its content in clear. `secret`, the application's, seals."""

    member_id: int
    content: Mapping[str, Any]
    secret: str
    now: datetime


Closing = Callable[[AsyncConnection, Closed], Awaitable[None]]


@dataclass(frozen=True)
class Move:
    """Where a request goes. `note`: what the member is told with it; `here`: the conversation that he moves it in."""

    number: str
    state: State
    note: str = ""
    here: str | None = None


async def move_on(
    connection: AsyncConnection,
    move: Move,
    *,
    settings: Settings,
    now: datetime,
    closings: Mapping[str, Closing] | None = None,
) -> None:
    """Move a request on, and tell its member by e-mail and in Telegram: number and state only.

    `closings`: what « done » changes, by kind of request, in the same transaction.

    Raises RequestUnknown, RequestStateRefused.
    """
    row = (
        await connection.execute(
            select(Request.id, Request.member_id, Request.state, Request.kind, Request.content)
            .where(Request.number == move.number)
            .with_for_update()
        )
    ).one_or_none()
    if row is None:
        raise RequestUnknown(move.number)
    if move.state not in NEXT[State(row.state)]:
        raise RequestStateRefused(row.state, move.state)
    await connection.execute(update(Request).where(Request.id == row.id).values(state=move.state, updated_at=now))
    sealed = seal(settings.secret, SEALING, move.note) if move.note else ""
    await connection.execute(insert(RequestEvent).values(request_id=row.id, state=move.state, note=sealed, at=now))
    closing = (closings or {}).get(row.kind)
    if move.state is State.DONE and closing is not None:
        content = json.loads(unseal(settings.secret, SEALING, row.content))
        await closing(connection, Closed(row.member_id, content, settings.secret, now))
    await _tell(connection, row.member_id, row.kind, move, settings=settings, now=now)


async def _tell(
    connection: AsyncConnection, member_id: int, kind: str, move: Move, *, settings: Settings, now: datetime
) -> None:
    reach = await reach_of(connection, member_id)
    if reach.email:
        await post(
            connection,
            to=reach.email,
            template="request_moved",
            now=now,
            first_name=reach.first_name,
            number=move.number,
            label=label_of(kind),
            state=state_label(move.state),
            missing=move.state is State.MISSING_DOCUMENT,
            url=settings.public_url,
        )
    if reach.telegram and reach.telegram != move.here:
        text, label = notice(number=move.number, state=move.state)
        payload = json.dumps({"request_id": move.number})
        body = to_body(Text(text, (Button(label, f"/track_request{payload}"),)))
        await log.append_out(connection, reach.telegram, bodies=[(body, member_id)], now=now)
