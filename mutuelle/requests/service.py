"""Following requests: shown to their member, moved on by staff, each move told to the member."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.clock import Clock, today
from mutuelle.errors import RequestUnknown
from mutuelle.procedures.tables import Effect
from mutuelle.requests.moving import Closing, Move, move_on
from mutuelle.requests.opening import SEALING
from mutuelle.requests.rules import OPEN, State, kinds_named, number_in
from mutuelle.requests.tables import Request, RequestEvent
from mutuelle.sealing import unseal
from mutuelle.settings import Settings
from mutuelle.store import Store

SHOWN = 10


@dataclass(frozen=True)
class Moved:
    """A step in the life of a request: `note` is what staff told the member with it."""

    state: State
    note: str
    at: datetime


@dataclass(frozen=True)
class Followed:
    """A request as its member sees it. `overdue`: staff has not answered by the day it meant to."""

    number: str
    kind: str
    state: State
    subject: str
    urgent: bool
    created_at: datetime
    updated_at: datetime
    expected_on: date | None
    moves: tuple[Moved, ...]
    overdue: bool = False

    @property
    def is_open(self) -> bool:
        """Whether staff is still at it."""
        return self.state in OPEN


@dataclass(frozen=True)
class Follow:
    """What a question about requests finds: those meant (`named`: the question said which), out of `total`.

    `missed`: it named a kind of which the member has none, so that these are all of them.
    """

    viewer: Viewer
    requests: tuple[Followed, ...]
    total: int
    named: bool
    missed: bool = False


@dataclass(frozen=True)
class StaffView:
    """A request as staff sees it, in clear: what was asked, and what became of it."""

    number: str
    kind: str
    state: State
    urgent: bool
    created_at: datetime
    expected_on: date | None
    subject: str
    content: dict[str, Any]
    moves: tuple[Moved, ...]


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
        """Return the requests that a sentence asks about: by number, by what they were about, else all, the open first.

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
            shown = sorted(meant or rows, key=lambda row: row.state not in OPEN)[:SHOWN]
            moves = await self._moves(connection, [row.id for row in shown])
        followed = tuple(self._followed(row, moves.get(row.id, ())) for row in shown)
        return Follow(viewer, followed, len(rows), bool(meant), missed=bool(kinds) and not meant)

    async def move(self, number: str, state: State, note: str = "") -> None:
        """Move a request on, for staff, and tell its member by e-mail and on Telegram: number and state only.

        Raises RequestUnknown, RequestStateRefused.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            move = Move(number, state, note)
            await move_on(connection, move, settings=self._settings, now=now, closings=self._closings)

    async def content(self, number: str) -> dict[str, Any]:
        """Return what staff needs to deal with a request. Raises RequestUnknown."""
        return (await self.staff_view(number)).content

    async def staff_view(self, number: str) -> StaffView:
        """Return a request in clear, for staff. Raises RequestUnknown."""
        async with self._store.read() as connection:
            row = (await connection.execute(select(Request).where(Request.number == number))).one_or_none()
            if row is None:
                raise RequestUnknown(number)
            moves = await self._moves(connection, [row.id])
        return StaffView(
            number=row.number,
            kind=row.kind,
            state=State(row.state),
            urgent=row.urgent,
            created_at=row.created_at,
            expected_on=row.expected_on,
            subject=self._open(row.subject),
            content=json.loads(self._open(row.content)),
            moves=moves.get(row.id, ()),
        )

    async def conversation_of(self, number: str) -> tuple[str, int]:
        """Return the conversation in which a request was made, and its member. Raises RequestUnknown."""
        async with self._store.read() as connection:
            row = (
                await connection.execute(
                    select(Effect.conversation_id, Effect.member_id)
                    .where(Effect.request_number == number)
                    .order_by(Effect.id)
                    .limit(1)
                )
            ).one_or_none()
        if row is None:
            raise RequestUnknown(number)
        return row.conversation_id, row.member_id

    async def waiting(self) -> list[tuple[str, str, State, bool, datetime]]:
        """Return what staff has to deal with, the urgent first, then the oldest: number, kind, state, urgent, since."""
        async with self._store.read() as connection:
            rows = await connection.execute(
                select(Request.number, Request.kind, Request.state, Request.urgent, Request.created_at)
                .where(Request.state.in_(OPEN))
                .order_by(Request.urgent.desc(), Request.id)
            )
            return [(r.number, r.kind, State(r.state), r.urgent, r.created_at) for r in rows]

    async def _moves(self, connection: AsyncConnection, ids: list[int]) -> dict[int, tuple[Moved, ...]]:
        rows = await connection.execute(
            select(RequestEvent.request_id, RequestEvent.state, RequestEvent.note, RequestEvent.at)
            .where(RequestEvent.request_id.in_(ids))
            .order_by(RequestEvent.id)
        )
        moves: dict[int, tuple[Moved, ...]] = {}
        for row in rows:
            move = Moved(State(row.state), self._open(row.note), row.at)
            moves[row.request_id] = (*moves.get(row.request_id, ()), move)
        return moves

    def _followed(self, row: Row[Any], moves: tuple[Moved, ...]) -> Followed:
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
            overdue=row.state in OPEN and row.expected_on is not None and row.expected_on < today(self._clock),
        )

    def _open(self, sealed: str) -> str:
        return unseal(self._settings.secret, SEALING, sealed) if sealed else ""
