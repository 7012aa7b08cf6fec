"""Following requests: shown to their member, moved on by staff, each move told to the member."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.reach import reach_of
from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.conversations.messages import Button, Text, to_body
from mutuelle.errors import RequestStateRefused, RequestUnknown
from mutuelle.mail.service import post
from mutuelle.requests.opening import SEALING
from mutuelle.requests.rules import NEXT, OPEN, State, kinds_named, label_of, notice, number_in, state_label
from mutuelle.requests.tables import Request, RequestEvent
from mutuelle.sealing import seal, unseal
from mutuelle.settings import Settings
from mutuelle.store import Store

SHOWN = 10
Closing = Callable[[AsyncConnection, int, Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Move:
    """A step in the life of a request: `note` is what staff told the member with it."""

    state: State
    note: str
    at: datetime


@dataclass(frozen=True)
class Followed:
    """A request as its member sees it."""

    number: str
    kind: str
    state: State
    subject: str
    urgent: bool
    created_at: datetime
    updated_at: datetime
    expected_on: date | None
    moves: tuple[Move, ...]

    @property
    def is_open(self) -> bool:
        """Whether staff is still at it."""
        return self.state in OPEN


@dataclass(frozen=True)
class Follow:
    """What a question about requests finds: those meant (`named`: the question said which), out of `total`."""

    viewer: Viewer
    requests: tuple[Followed, ...]
    total: int
    named: bool


class RequestService:
    """Shows the requests of the member who is logged in; moves them on for staff."""

    def __init__(
        self, store: Store, clock: Clock, settings: Settings, *, closings: Mapping[str, Closing] | None = None
    ) -> None:
        """`closings`: what staff's « done » changes, by kind of request, in the same transaction."""
        self._closings = closings or {}
        self._store = store
        self._clock = clock
        self._settings = settings

    async def follow(self, rasa_id: str, text: str = "") -> Follow:
        """Return the requests that a sentence asks about: by number, by what they were about, else the latest.

        Raises NotLoggedIn, SessionLocked, RequestUnknown for a number that is not the member's.
        """
        now, number, kinds = self._clock.now(), number_in(text), kinds_named(text)
        async with self._store.read() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            rows = (
                await connection.execute(
                    select(Request).where(Request.member_id == viewer.member_id).order_by(Request.id.desc())
                )
            ).all()
            meant = [row for row in rows if (row.number == number if number else row.kind in kinds)]
            if number and not meant:
                raise RequestUnknown(number)
            shown = (meant or rows)[:SHOWN]
            moves = await self._moves(connection, [row.id for row in shown])
        followed = tuple(self._followed(row, moves.get(row.id, ())) for row in shown)
        return Follow(viewer, followed, len(rows), bool(meant))

    async def move(self, number: str, state: State, note: str = "") -> None:
        """Move a request on, for staff, and tell its member by e-mail and on Telegram: number and state only.

        Raises RequestUnknown, RequestStateRefused.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            row = (
                await connection.execute(
                    select(Request.id, Request.member_id, Request.state, Request.kind, Request.content)
                    .where(Request.number == number)
                    .with_for_update()
                )
            ).one_or_none()
            if row is None:
                raise RequestUnknown(number)
            if state not in NEXT[State(row.state)]:
                raise RequestStateRefused(row.state, state)
            await connection.execute(update(Request).where(Request.id == row.id).values(state=state, updated_at=now))
            sealed = seal(self._settings.secret, SEALING, note) if note else ""
            await connection.execute(insert(RequestEvent).values(request_id=row.id, state=state, note=sealed, at=now))
            if state is State.DONE and row.kind in self._closings:
                content = json.loads(unseal(self._settings.secret, SEALING, row.content))
                await self._closings[row.kind](connection, row.member_id, content)
            await self._tell(connection, row.member_id, number, row.kind, state, now)

    async def content(self, number: str) -> dict[str, Any]:
        """Return what staff needs to deal with a request. Raises RequestUnknown."""
        async with self._store.read() as connection:
            sealed = (
                await connection.execute(select(Request.content).where(Request.number == number))
            ).scalar_one_or_none()
        if sealed is None:
            raise RequestUnknown(number)
        content: dict[str, Any] = json.loads(unseal(self._settings.secret, SEALING, sealed))
        return content

    async def waiting(self) -> list[tuple[str, str, State, bool, datetime]]:
        """Return what staff has to deal with, the urgent first, then the oldest: number, kind, state, urgent, since."""
        async with self._store.read() as connection:
            rows = await connection.execute(
                select(Request.number, Request.kind, Request.state, Request.urgent, Request.created_at)
                .where(Request.state.in_(OPEN))
                .order_by(Request.urgent.desc(), Request.id)
            )
            return [(r.number, r.kind, State(r.state), r.urgent, r.created_at) for r in rows]

    async def _tell(
        self, connection: AsyncConnection, member_id: int, number: str, kind: str, state: State, now: datetime
    ) -> None:
        reach, url = await reach_of(connection, member_id), self._settings.public_url
        if reach.email:
            await post(
                connection,
                to=reach.email,
                template="request_moved",
                now=now,
                first_name=reach.first_name,
                number=number,
                label=label_of(kind),
                state=state_label(state),
                missing=state is State.MISSING_DOCUMENT,
                url=url,
            )
        if reach.telegram:
            text, label = notice(number=number, state=state)
            payload = json.dumps({"request_id": number})
            body = to_body(Text(text, (Button(label, f"/track_request{payload}"),)))
            await log.append_out(connection, reach.telegram, bodies=[(body, member_id)], now=now)

    async def _moves(self, connection: AsyncConnection, ids: list[int]) -> dict[int, tuple[Move, ...]]:
        rows = await connection.execute(
            select(RequestEvent.request_id, RequestEvent.state, RequestEvent.note, RequestEvent.at)
            .where(RequestEvent.request_id.in_(ids))
            .order_by(RequestEvent.id)
        )
        moves: dict[int, tuple[Move, ...]] = {}
        for row in rows:
            move = Move(State(row.state), self._open(row.note), row.at)
            moves[row.request_id] = (*moves.get(row.request_id, ()), move)
        return moves

    def _followed(self, row: Row[Any], moves: tuple[Move, ...]) -> Followed:
        return Followed(
            number=row.number,
            kind=row.kind,
            state=State(row.state),
            subject=self._open(row.subject),
            urgent=row.urgent,
            created_at=row.created_at,
            updated_at=row.updated_at,
            expected_on=row.expected_on,
            moves=moves,
        )

    def _open(self, sealed: str) -> str:
        return unseal(self._settings.secret, SEALING, sealed) if sealed else ""
