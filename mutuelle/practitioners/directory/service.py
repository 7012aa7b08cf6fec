"""An import of a public directory: read into a temporary table, then compared with ours, a batch a transaction."""

import asyncio
import csv
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import Clock
from mutuelle.importing import BREATH_S, SHOWN, NoProgress, Progress, alone, transaction
from mutuelle.practitioners.directory import recording, staging
from mutuelle.practitioners.directory.entries import Entry, FileRefused, Reader, Refusal, report_to, words
from mutuelle.practitioners.directory.formats import reader_of
from mutuelle.practitioners.directory.positions import Communes
from mutuelle.store import Store

CHUNK = 10_000  # rows read at once
BATCH = {"sqlite": 10_000, "postgresql": 50_000}  # rows a transaction; SQLite's keeps everybody else from writing
LOCK = 7_203_115  # of PostgreSQL: one import at a time
LEAST_SHARE = 0.8  # an extract with fewer of those known is taken for a part of one

Chunk = list[Entry | Refusal | None]


@dataclass(frozen=True)
class Outcome:
    """What an import did.

    `found`: professionals in the file; `kept`: why nobody was removed, a key of `screen`, or "".
    """

    source: str
    rows: int
    found: int
    added: int
    changed: int
    removed: int
    aside: int
    refused: int
    enriched: int
    approximate: int
    demo_removed: int
    known: int
    kept: str
    first: tuple[str, ...]

    @property
    def same(self) -> int:
        """Return how many professionals were there already, as they are."""
        return max(self.found - self.added - self.changed, 0)


@dataclass
class _Counts:
    """What is counted on the way."""

    rows: int = 0
    aside: int = 0
    refused: int = 0
    approximate: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    enriched: int = 0
    first: list[str] = field(default_factory=list)


class DirectoryImport:
    """Imports extracts of the public directories into a store; the same file again changes nothing."""

    def __init__(self, store: Store, clock: Clock, communes: Communes, *, progress: Progress | None = None) -> None:
        self._store = store
        self._clock = clock
        self._communes = communes
        self._progress = progress or NoProgress()
        self._batch = BATCH[store.engine.dialect.name]

    async def run(self, path: Path, report: Path, *, allow_fewer: bool = False) -> Outcome:
        """Import a file and write the report of what was refused. Raises FileRefused, Busy.

        Those who left are removed, unless the file broke off, or has so few of those known that it must be a part of an
        extract (`allow_fewer`: it is whole all the same). Where it stops, the same command goes on.
        """
        reader = reader_of(path, self._communes)
        counts = _Counts()
        with report_to(report) as refusals:
            async with self._store.hold() as connection, alone(connection, LOCK), _staged(connection):
                await self._read(connection, reader, path, refusals, counts)
                found = await self._settle(connection)
                known = await recording.known_rows(connection, reader.source)
                kept = _why_kept(reader, found, known, allow_fewer=allow_fewer)
                await self._record(connection, reader.source, counts)
                if not kept:
                    await self._remove(connection, reader.source, counts)
                counts.enriched = await self._reconcile(connection, reader.source, forget=not kept)
                demo = await recording.remove_demo(connection)
                if not kept:
                    await recording.note_extract(connection, reader.source, found, self._clock.now())
        return _outcome(reader.source, counts, found=found, known=known, kept=kept, demo=demo)

    async def _read(
        self, connection: AsyncConnection, reader: Reader, path: Path, refusals: TextIO, counts: _Counts
    ) -> None:
        """Read the file; while the database takes a chunk of it, the next one is read."""
        chunks = _chunks(reader.entries())
        self._progress.step("reading", await asyncio.to_thread(_size, path))
        chunk = await asyncio.to_thread(next, chunks, None)
        while chunk is not None:
            entries = _count(chunk, counts, refusals)
            adding = asyncio.create_task(staging.add(connection, entries))
            try:
                chunk = await asyncio.to_thread(next, chunks, None)
            finally:
                await adding
            self._progress.at(reader.progress())

    async def _settle(self, connection: AsyncConnection) -> int:
        self._progress.step("comparing", 1)
        found = await staging.settle(connection)
        if not found:
            raise FileRefused("nothing")
        self._progress.at(1)
        return found

    async def _record(self, connection: AsyncConnection, source: str, counts: _Counts) -> None:
        self._progress.step("recording", counts.rows)
        row = 0
        while (end := await recording.end_of_batch(connection, row, self._batch)) is not None:
            async with transaction(connection):
                changes = await recording.record(connection, source, row, end)
            counts.added += changes.added
            counts.changed += changes.changed
            row = end
            self._progress.at(row)
            await self._breathe(connection)

    async def _remove(self, connection: AsyncConnection, source: str, counts: _Counts) -> None:
        ids = await recording.gone(connection, source)
        self._progress.step("removing", len(ids))
        for start in range(0, len(ids), CHUNK):
            async with transaction(connection):
                await recording.remove(connection, ids[start : start + CHUNK])
            self._progress.at(start + CHUNK)
            await self._breathe(connection)
        counts.removed = len(ids)

    async def _reconcile(self, connection: AsyncConnection, source: str, *, forget: bool) -> int:
        """Join what RPPS and ameli say of the same people; return how many of RPPS's got another sector or option."""
        if source not in {recording.RPPS, recording.AMELI}:
            return 0
        enriched, last = 0, await recording.last_id(connection)
        windows = [(start, start + self._batch) for start in range(0, last, self._batch)]
        self._progress.step("joining", 2 * len(windows))
        for done, window in enumerate(windows, start=1):
            async with transaction(connection):
                enriched += await recording.enrich(connection, source, *window)
                if source == recording.AMELI and forget:
                    await recording.forget_conventions(connection, *window)
            self._progress.at(done)
            await self._breathe(connection)
        for done, window in enumerate(windows, start=len(windows) + 1):  # now that all they said is taken over
            async with transaction(connection):
                await recording.drop_twins(connection, *window)
            self._progress.at(done)
            await self._breathe(connection)
        return enriched

    async def _breathe(self, connection: AsyncConnection) -> None:
        if connection.dialect.name == "sqlite":
            await asyncio.sleep(BREATH_S)


def _outcome(source: str, counts: _Counts, *, found: int, known: int, kept: str, demo: int) -> Outcome:
    return Outcome(
        source=source,
        rows=counts.rows,
        found=found,
        added=counts.added,
        changed=counts.changed,
        removed=counts.removed,
        aside=counts.aside,
        refused=counts.refused,
        enriched=counts.enriched,
        approximate=counts.approximate,
        demo_removed=demo,
        known=known,
        kept=kept,
        first=tuple(counts.first),
    )


def _why_kept(reader: Reader, found: int, known: int, *, allow_fewer: bool) -> str:
    if not reader.complete:
        return "kept_cut"
    return "kept_short" if found < LEAST_SHARE * known and not allow_fewer else ""


def _count(chunk: Chunk, counts: _Counts, refusals: TextIO) -> list[Entry]:
    """Count what was read, report the refusals, and return the entries."""
    entries = [one for one in chunk if isinstance(one, Entry)]
    refused = [one for one in chunk if isinstance(one, Refusal)]
    counts.rows += len(chunk)
    counts.refused += len(refused)
    counts.aside += len(chunk) - len(entries) - len(refused)
    counts.approximate += sum(one.approximate for one in entries)
    writer = csv.writer(refusals, delimiter=";", lineterminator="\r\n")
    for one in refused:
        reason = words()["reasons"][one.reason]
        writer.writerow([one.number, reason])
        if len(counts.first) < SHOWN:
            counts.first.append(words()["screen"]["refused_row"].format(row=one.number, reason=reason))
    return entries


def _chunks(entries: Iterator[Entry | Refusal | None]) -> Iterator[Chunk]:
    chunk: Chunk = []
    for one in entries:
        chunk.append(one)
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _size(path: Path) -> int:
    return path.stat().st_size


@asynccontextmanager
async def _staged(connection: AsyncConnection) -> AsyncIterator[None]:
    await staging.create(connection)
    try:
        yield
    finally:
        with suppress(SQLAlchemyError):
            await connection.rollback()
            await staging.drop(connection)
