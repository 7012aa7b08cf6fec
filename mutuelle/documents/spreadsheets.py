"""Lists as spreadsheets: made from the database when they are fetched, never kept."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.contract.history import owed
from mutuelle.contract.rules import mode_label, state_label
from mutuelle.documents.drafts import Draft, Owner
from mutuelle.documents.rules import document_words
from mutuelle.french import short_date
from mutuelle.periods import Period

BOM = "\ufeff"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTRIBUTIONS_CSV = "contributions_csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST, NARROWEST = 40, 11  # of columns, in letters
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no time zone: the same list makes the same file
_NUMBER = re.compile(r"-?\d+(?:,\d+)?")

Cell = str | date | Decimal | None
Sheet = tuple[Sequence[str], Iterable[Sequence[Cell]], Sequence[Cell]]


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


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV that French spreadsheets open: UTF-8 with BOM, semicolons; no cell can be a formula."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(_plain(cell)) for cell in row] for row in rows)
    return out.getvalue().encode()


def xlsx_bytes(sheets: Mapping[str, Sheet]) -> bytes:
    """Return a workbook: each sheet has columns that stay in sight, rows, and perhaps a last row of sums.

    Dates and amounts are real ones. Texts are written as texts and marked as such: none can become a formula or a link.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MADE})
        for name, (columns, rows, last) in sheets.items():
            _fill(book, book.add_worksheet(name), columns, [*rows, *([last] if last else [])], summed=bool(last))
    return out.getvalue()


def _fill(book: Any, sheet: Any, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, summed: bool) -> None:
    head = book.add_format({"bold": True, "bg_color": "#EEF5F4", "text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, columns, head)
    sheet.freeze_panes(1, 0)
    formats = {
        bold: {
            str: book.add_format({"quote_prefix": True, "bold": bold}),
            date: book.add_format({"num_format": "dd/mm/yyyy", "bold": bold, "align": "left"}),
            Decimal: book.add_format({"num_format": "#,##0.00 [$€-40C]", "bold": bold}),
        }
        for bold in (False, True)
    }
    for number, row in enumerate(rows, start=1):
        used = formats[summed and number == len(rows)]
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, used)
    for column, title in enumerate(columns):
        longest = max(len(_plain(row[column])) for row in rows if column < len(row)) if rows else 0
        sheet.set_column(column, column, min(WIDEST, max(NARROWEST, longest + 2, len(title) + 1)))
    sheet.autofilter(0, 0, len(rows) - summed, len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, row: int, column: int, cell: Cell, formats: Mapping[type, Any]) -> None:
    if isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), formats[Decimal])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats[date])  # noqa: DTZ001
    elif cell:
        sheet.write_string(row, column, cell, formats[str])


def _plain(cell: Cell) -> str:
    """Return a value as a French CSV holds it."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    return short_date(cell) if isinstance(cell, date) else cell


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs: what looks like a formula and is no number starts with an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA) and not _NUMBER.fullmatch(cell) else cell
