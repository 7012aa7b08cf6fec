"""Keeps the files that members send, and gives them back to their owner only.

What a secure page does, for each file of its form (`bot/pages/uploads.py` reads it):

    file = await inspect_apart(sent.name, sent.content)                     # raises AttachmentRefused
    kept = await attachments.keep(file, member_id=…, conversation_id=…)     # an Attachment: id, name, size
    # the draft remembers kept.id; once the request is confirmed, in the transaction of its effect:
    await attach_to(case.connection, [kept.id], member_id=…, request_number=number)

What is never confirmed is erased by `purge_unclaimed` after a day.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.attachments.errors import AttachmentUnknown, TooManyAttachments
from mutuelle.attachments.rules import CleanFile
from mutuelle.attachments.tables import Attachment as _Table
from mutuelle.clock import Clock
from mutuelle.contract.tables import Member
from mutuelle.conversations.log import new_id
from mutuelle.sealing import seal, seal_bytes, unseal, unseal_bytes
from mutuelle.settings import Settings
from mutuelle.store import Store, delete_some

WAITS = timedelta(hours=24)
MOST_WAITING = 20


@dataclass(frozen=True)
class Attachment:
    """A file that was kept, without its content. `size` in bytes."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
    request_number: str | None = None


class AttachmentService:
    """Keeps, gives back, forgets."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._secret = settings.secret

    async def keep(self, file: CleanFile, *, member_id: int, conversation_id: str) -> Attachment:
        """Keep a file until its request is confirmed. Raises TooManyAttachments."""
        kept = Attachment(
            id=new_id(),
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            created_at=self._clock.now(),
        )
        sealed = seal_bytes(self._secret, _purpose(kept.id), file.content)
        async with self._store.write() as connection:
            await self._check_room(connection, member_id)
            await connection.execute(
                insert(_Table).values(
                    id=kept.id,
                    member_id=member_id,
                    conversation_id=conversation_id,
                    name=seal(self._secret, _purpose(kept.id), kept.name),
                    media_type=kept.media_type,
                    size=kept.size,
                    sha256=kept.sha256,
                    content=sealed,
                    created_at=kept.created_at,
                )
            )
        return kept

    async def waiting(self, ids: Sequence[str], *, member_id: int) -> tuple[Attachment, ...]:
        """Return files that wait for their request, as given. Raises AttachmentUnknown for one that does not."""
        async with self._store.read() as connection:
            rows = (await connection.execute(_LISTED.where(*_waits(ids, member_id)))).all()
        by_id = {row.id: self._read(row) for row in rows}
        if set(by_id) != set(ids):
            raise AttachmentUnknown
        return tuple(by_id[one] for one in ids)

    async def of_request(self, request_number: str, *, member_id: int) -> tuple[Attachment, ...]:
        """Return the files of a member's request, the oldest first."""
        async with self._store.read() as connection:
            rows = await connection.execute(
                _LISTED.where(_Table.request_number == request_number, _Table.member_id == member_id).order_by(
                    _Table.created_at, _Table.id
                )
            )
            return tuple(self._read(row) for row in rows)

    async def content(self, attachment_id: str, *, member_id: int) -> CleanFile:
        """Return a member's file. Raises AttachmentUnknown."""
        async with self._store.read() as connection:
            row = (
                await connection.execute(
                    select(_Table.name, _Table.media_type, _Table.content).where(
                        _Table.id == attachment_id, _Table.member_id == member_id
                    )
                )
            ).one_or_none()
        if row is None:
            raise AttachmentUnknown
        purpose = _purpose(attachment_id)
        name = unseal(self._secret, purpose, row.name)
        return CleanFile(name, row.media_type, unseal_bytes(self._secret, purpose, row.content))

    async def discard(self, attachment_id: str, *, member_id: int) -> None:
        """Forget a file that waits. Raises AttachmentUnknown when it does not wait, or is not the member's."""
        async with self._store.write() as connection:
            gone = await connection.execute(delete(_Table).where(*_waits([attachment_id], member_id)))
        if gone.rowcount != 1:
            raise AttachmentUnknown

    async def purge_unclaimed(self) -> int:
        """Erase what waited for longer than a day, and return how many files."""
        async with self._store.write() as connection:
            gone = await connection.execute(
                delete(_Table).where(_Table.request_number.is_(None), _Table.created_at <= self._clock.now() - WAITS)
            )
        return gone.rowcount

    async def _check_room(self, connection: AsyncConnection, member_id: int) -> None:
        await connection.execute(select(Member.id).where(Member.id == member_id).with_for_update())  # one at a time
        waiting = (
            await connection.execute(
                select(func.count()).where(_Table.member_id == member_id, _Table.request_number.is_(None))
            )
        ).scalar_one()
        if waiting >= MOST_WAITING:
            raise TooManyAttachments(MOST_WAITING)

    def _read(self, row: Any) -> Attachment:
        name = unseal(self._secret, _purpose(row.id), row.name)
        return Attachment(row.id, name, row.media_type, row.size, row.sha256, row.created_at, row.request_number)


async def attach_to(connection: AsyncConnection, ids: Sequence[str], *, member_id: int, request_number: str) -> None:
    """Put waiting files with the request they are for, in the transaction that makes it.

    Raises AttachmentUnknown when one is not the member's, was erased, or is with another request already.
    """
    if not ids:
        return
    attached = await connection.execute(
        update(_Table).where(*_waits(ids, member_id)).values(request_number=request_number)
    )
    if attached.rowcount != len(set(ids)):
        raise AttachmentUnknown


def opened_name(secret: str, row: Any) -> str:
    """Return the name of a kept file from its row."""
    return unseal(secret, _purpose(row.id), row.name)


def opened_content(secret: str, row: Any) -> bytes:
    """Return the content of a kept file from its row."""
    return unseal_bytes(secret, _purpose(row.id), row.content)


async def forget_those_of(connection: AsyncConnection, numbers: Select[str], *, at_most: int) -> int:
    """Delete files of the requests with these numbers, at most so many, and return how many."""
    return await delete_some(connection, _Table.id, _Table.request_number.in_(numbers), at_most=at_most)


_LISTED = select(
    _Table.id,
    _Table.name,
    _Table.media_type,
    _Table.size,
    _Table.sha256,
    _Table.created_at,
    _Table.request_number,
)


def _waits(ids: Sequence[str], member_id: int) -> tuple[ColumnElement[bool], ...]:
    return (_Table.id.in_(ids), _Table.member_id == member_id, _Table.request_number.is_(None))


def _purpose(attachment_id: str) -> str:
    return f"attachment:{attachment_id}"
