"""An import: a file is read into tables of its own, checked there as a whole, and recorded batch by batch."""

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import Clock, today
from mutuelle.import_payments import checking, staging
from mutuelle.import_payments.notices import Notices
from mutuelle.import_payments.parsing import parse
from mutuelle.import_payments.recording import Recorded, end_of_batch, record
from mutuelle.import_payments.report import write_report
from mutuelle.import_payments.rows import FileRefused, PaymentFile
from mutuelle.importing import BREATH_S, NoProgress, Progress, alone, together, transaction
from mutuelle.settings import Settings
from mutuelle.store import Store

BATCH = {"sqlite": 2_000, "postgresql": 20_000}  # payments a transaction; SQLite's keeps everybody else from writing
LOCK = 7_203_114  # of PostgreSQL: one import at a time


@dataclass(frozen=True)
class Outcome:
    """What an import did. Rows: read = recorded + known already + refused; `first` are the first refusals in words."""

    rows: int
    recorded: int
    payments: int
    refused: int
    told: int
    first: tuple[str, ...]

    @property
    def known(self) -> int:
        """Return how many rows were recorded before."""
        return self.rows - self.recorded - self.refused


class PaymentImport:
    """Imports files of payments into a store; the same file again changes nothing and tells nobody."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        *,
        progress: Progress | None = None,
        batch: int | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._notices = Notices(settings, clock.now())
        self._progress = progress or NoProgress()
        self._batch = batch or BATCH[store.engine.dialect.name]

    async def run(self, path: Path, report: Path) -> Outcome:
        """Import a file and write the report of what was refused. Raises FileRefused, Busy.

        Where it stops, whatever the reason, the batches before are recorded, and running it again goes on from there.
        """
        try:
            report.open("w").close()  # to be known before anything is recorded
        except OSError:
            raise FileRefused("report", path=str(report)) from None
        async with self._store.hold() as connection, alone(connection, LOCK):
            await staging.create(connection)
            try:
                rows = await self._read(connection, PaymentFile(path, today(self._clock)))
                await self._check(connection)
                done = await self._record(connection)
                refused, first = await write_report(connection, report)
            finally:
                with suppress(SQLAlchemyError):
                    await connection.rollback()
                    await staging.drop(connection)
        return Outcome(
            rows,
            sum(batch.lines for batch in done),
            sum(batch.payments for batch in done),
            refused,
            sum(batch.told for batch in done),
            tuple(first),
        )

    async def _read(self, connection: AsyncConnection, file: PaymentFile) -> int:
        """Read the file; while the database takes a chunk of it, the next one is read."""
        self._progress.step("reading", file.bytes)
        count = 0
        async with aclosing(parse(file)) as blocks:
            async for block in blocks:
                await staging.add(connection, block.rows, block.refusals)
                count += len(block.rows) + len(block.refusals)
                self._progress.at(file.bytes_read)
        return count

    async def _check(self, connection: AsyncConnection) -> None:
        steps = (
            staging.settle,
            checking.refuse_doubles,
            checking.name_people,
            checking.gather_payments,
            checking.find_known,
        )
        self._progress.step("checking", len(steps))
        for done, step in enumerate(steps, start=1):
            await step(connection)
            self._progress.at(done)

    async def _record(self, connection: AsyncConnection) -> list[Recorded]:
        total = (await connection.execute(select(func.max(staging.PAYMENTS.c.place)))).scalar() or 0
        self._progress.step("recording", total)
        batches = _Batches(self._batch)
        if connection.dialect.name == "sqlite":  # takes one writer at a time
            return await self._record_batches(connection, batches)
        async with self._store.hold() as other:
            await staging.prepare(other)
            both = await together(*(self._record_batches(one, batches) for one in (connection, other)))
            return [batch for done in both for batch in done]

    async def _record_batches(self, connection: AsyncConnection, batches: "_Batches") -> list[Recorded]:
        """Record one batch after the other, as long as there are any that nobody took."""
        done: list[Recorded] = []
        while (batch := await batches.take(connection)) is not None:
            async with transaction(connection):
                done.append(await record(connection, *batch, self._notices.tell))
            batches.recorded += batch[1] - batch[0]
            self._progress.at(batches.recorded)
            if connection.dialect.name == "sqlite":
                await asyncio.sleep(BREATH_S)
        return done


class _Batches:
    """The places of a file's payments, of which each batch is taken once."""

    def __init__(self, size: int) -> None:
        self.recorded = 0  # places of those that are done
        self._size = size
        self._taken = 0
        self._lock = asyncio.Lock()

    async def take(self, connection: AsyncConnection) -> tuple[int, int] | None:
        """Return after which place a batch begins and up to which it goes, None when nothing is left."""
        async with self._lock:
            start, end = self._taken, await end_of_batch(connection, self._taken, self._size)
            if end is None:
                return None
            self._taken = end
            return start, end
