"""Importing a file of payments, and what it left in the database."""

import csv
from contextlib import contextmanager

import pytest
from sqlalchemy import select, text

from mutuelle.import_payments import service
from mutuelle.import_payments.__main__ import run
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.payments_file import Killed, content


@pytest.fixture
async def family(store, family):
    """The households; the payments that are imported are numbered after theirs."""
    if store.engine.dialect.name == "postgresql":
        async with store.write() as connection:
            await connection.execute(text("SELECT setval(pg_get_serial_sequence('reimbursements', 'id'), 1000)"))
    return family


@pytest.fixture
def load(store, family, clock, settings, tmp_path):
    """Import a file of these lines (text, or the bytes of the file): status, what is printed, the report's rows."""

    async def load_(*lines, raw=None, **options):
        path = tmp_path / "paiements.csv"
        path.write_bytes(content(*lines).encode() if raw is None else raw)
        status, printed = await run([str(path), *options.get("arguments", ())], store, clock, settings)
        report = tmp_path / "paiements.csv.refus.csv"
        rows = csv.reader(report.read_text("utf-8-sig").splitlines()[1:] if report.exists() else [], delimiter=";")
        return status, "\n".join(printed), dict(rows)

    return load_


@pytest.fixture
def imported(store):
    """The payments that were imported, by reference, and the lines of one."""

    async def imported_(reference=None):
        async with store.read() as connection:
            if reference is None:
                statement = select(Reimbursement).where(Reimbursement.reference.is_not(None))
                return {row.reference: row for row in await connection.execute(statement)}
            statement = (
                select(ReimbursementLine)
                .join(Reimbursement, Reimbursement.id == ReimbursementLine.reimbursement_id)
                .where(Reimbursement.reference == reference)
                .order_by(ReimbursementLine.id)
            )
            return list(await connection.execute(statement))

    return imported_


@pytest.fixture
def dying(monkeypatch):
    """Have an import killed, within a block, when a batch that is not the first was recorded and not yet committed."""

    @contextmanager
    def dying_():
        real = service.record

        async def dies(connection, after, *arguments):
            done = await real(connection, after, *arguments)
            if after > 0:
                raise Killed
            return done

        with monkeypatch.context() as patch:
            patch.setattr(service, "record", dies)
            yield

    return dying_
