"""Lists as spreadsheets: made from the database when they are fetched, never kept."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.contract.history import owed
from mutuelle.contract.rules import mode_label, state_label
from mutuelle.documents.issuing import Draft, Owner
from mutuelle.documents.rules import document_words
from mutuelle.french import short_date
from mutuelle.periods import Period

BOM = "\ufeff"
CSV = "text/csv"
CONTRIBUTIONS_CSV = "contributions_csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def contributions_csv(
    connection: AsyncConnection, owner: Owner, parameters: Mapping[str, Any], means: object
) -> Draft:
    """Return the contributions of a contract as CSV; `period` (ISO) limits them to those due in it."""
    del means
    period = Period.from_iso(parameters["period"]) if parameters.get("period") else None
    words = document_words()["spreadsheets"]["contributions"]
    rows = [
        (
            short_date(one.period_start),
            short_date(one.period_end),
            short_date(one.due_on),
            f"{one.amount_cents / 100:.2f}".replace(".", ",") if one.amount_cents is not None else words["unknown"],
            mode_label(one.mode),
            state_label(one.state),
            short_date(one.paid_on) if one.paid_on else "",
        )
        for one in await owed(connection, owner.contract_id)
        if period is None or period.start <= one.due_on <= period.end
    ]
    return Draft(words["file"], CSV, lambda: csv_bytes(words["columns"], rows))


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV that French spreadsheets open: UTF-8 with BOM, semicolons; no cell can be a formula."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs: what looks like a formula starts with an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
