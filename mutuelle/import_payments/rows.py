"""Reads a file of payments, one row (an act) a line, without ever holding more than a line of it."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from mutuelle.import_payments import cells
from mutuelle.import_payments.cells import RowRefused
from mutuelle.import_payments.wording import plain, words

SEPARATOR, BOM = ";", b"\xef\xbb\xbf"
LONGEST_LINE = 8_192  # bytes
AHEAD = timedelta(days=3)  # a transfer may be dated from the day it will arrive
NEEDED = ("reference", "contract", "care", "label", "expense", "amo", "amc", "remaining", "care_on", "paid_on")
PERSON = (("rank",), ("first_name", "birth_date"))
_SPACES = str.maketrans("\u00a0\u202f\u2007\u2009", "    ")

# As the columns of `staging.ROWS`, from `number` on.
Values: TypeAlias = tuple[Any, ...]


class FileRefused(Exception):
    """The file is none that can be imported; its sentence is `files.<key>` of words.yml."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be imported: its line in the file, why, and of which payment it is, when that can be read."""

    number: int
    reason: str
    reference: str | None = None


class PaymentFile:
    """The rows of a file, read as of a day. `bytes_read` and `bytes` tell how far it is."""

    def __init__(self, path: Path, today: date) -> None:
        self._path = path
        self._latest = today + AHEAD
        self._places: dict[str, int] = {}
        self._width = 0
        self.bytes_read = 0
        self.bytes = 0

    def rows(self) -> Iterator[Values | Refusal]:
        """Give every row in order, or why it is refused; empty lines are passed over. Raises FileRefused."""
        try:
            file = self._path.open("rb")
        except OSError:
            raise FileRefused("missing", path=str(self._path)) from None
        with file:
            self.bytes = self._path.stat().st_size
            self._read_header(self._line(file))
            number = 1
            while line := self._line(file):
                number += 1
                if line.isspace():
                    continue
                yield self._row(number, line)

    def _line(self, file: BinaryIO) -> bytes:
        """Return the next line; of one that is too long, no more than its beginning."""
        line = file.readline(LONGEST_LINE + 1)
        self.bytes_read += len(line)
        if len(line) > LONGEST_LINE:
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(LONGEST_LINE)
                self.bytes_read += len(rest)
        return line

    def _read_header(self, line: bytes) -> None:
        try:
            header = line.removeprefix(BOM).decode().strip()
        except UnicodeDecodeError:
            raise FileRefused("encoding") from None
        if not header:
            raise FileRefused("empty")
        if SEPARATOR not in header or "\0" in header:
            raise FileRefused("separator")
        names = [plain(name.strip(' "')) for name in header.split(SEPARATOR)]
        known = {plain(name): column for column, aliases in words()["columns"].items() for name in aliases}
        unknown = [str(place) for place, name in enumerate(names, start=1) if name not in known]
        if unknown:
            raise FileRefused("unknown", places=", ".join(unknown))
        columns = [known[name] for name in names]
        twice = {column for column in columns if columns.count(column) > 1}
        if twice:
            raise FileRefused("twice", columns=_named(twice))
        absent = [column for column in NEEDED if column not in columns]
        if not any(set(person) <= set(columns) for person in PERSON):
            absent += [column for column in PERSON[0] if column not in columns]
        if absent:
            raise FileRefused("absent", columns=_named(absent))
        self._width = len(columns)
        # A column that the file does not have is read from the empty cell behind the last one.
        self._places = {column: columns.index(column) if column in columns else -1 for column in words()["columns"]}

    def _row(self, number: int, line: bytes) -> Values | Refusal:
        try:
            found = _cells(line)
            if len(found) != self._width:
                raise RowRefused("cells")
            found.append("")
            reference = cells.needed_text(found[self._places["reference"]], "reference")
            return (number, reference, *self._values(found, reference))
        except RowRefused as refused:
            return Refusal(number, refused.reason, self._reference(line))

    def _reference(self, line: bytes) -> str | None:
        """Return the payment that a refused row is most likely of, so that nothing is recorded of it in part."""
        found = line.decode(errors="replace").replace("\0", "").split(SEPARATOR)
        place = self._places["reference"]
        return found[place].strip(' "\r\n')[: cells.LENGTHS["reference"]] or None if place < len(found) else None

    def _values(self, found: list[str], reference: str) -> Values:
        at = self._places
        person = (
            cells.rank(found[at["rank"]]),
            cells.first_name(found[at["first_name"]]),
            cells.day(found[at["birth_date"]]),
        )
        if person[0] is None and not (person[1] and person[2]):
            raise RowRefused("person_missing")
        paid_on, care_on = cells.needed_day(found[at["paid_on"]]), cells.needed_day(found[at["care_on"]])
        if care_on > paid_on:
            raise RowRefused("care_after_payment")
        if paid_on > self._latest:
            raise RowRefused("in_the_future")
        payment = (
            cells.needed_text(found[at["contract"]], "contract"),
            *person,
            paid_on,
            cells.text(found[at["payee"]], "payee"),
            cells.care(found[at["care"]]),
            cells.amount(found[at["paid"]]),
        )
        line = (
            cells.needed_text(found[at["label"]], "label"),
            care_on,
            *self._amounts(found),
            cells.act(found[at["act"]]),
            cells.quantity(found[at["quantity"]]),
            *self._reckoning(found),
            cells.coordinated(found[at["coordinated"]]),
        )
        return (*payment, *line, hash(payment), hash((reference, payment, line)))

    def _amounts(self, found: list[str]) -> tuple[int, int, int, int]:
        at = self._places
        expense, amo = cells.needed_amount(found[at["expense"]]), cells.needed_amount(found[at["amo"]])
        amc, remaining = cells.needed_amount(found[at["amc"]]), cells.needed_amount(found[at["remaining"]])
        if amo + amc + remaining != expense:
            raise RowRefused("parts_differ")
        return expense, amo, amc, remaining

    def _reckoning(self, found: list[str]) -> tuple[int | None, int | None, int | None, int | None, str]:
        """Return base, rate, withheld, deferred, and the kind of the latter two."""
        at = self._places
        withheld, deferred = cells.amount(found[at["withheld"]]), cells.amount(found[at["deferred"]])
        withholding = cells.withholding(found[at["withholding"]])
        if (withheld or deferred) and not withholding:
            raise RowRefused("withholding_missing")
        return cells.amount(found[at["base"]]), cells.rate(found[at["rate"]]), withheld, deferred, withholding


def _cells(line: bytes) -> list[str]:
    """Return the cells of a line. A quote that stays open harms no other line than its own."""
    if len(line) > LONGEST_LINE:
        raise RowRefused("too_long")
    try:
        text = line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise RowRefused("encoding") from None
    if not text.isprintable():
        text = text.translate(_SPACES)
        if not text.isprintable():
            raise RowRefused("control")
    if '"' not in text:
        return text.split(SEPARATOR)
    try:
        return next(csv.reader([text], delimiter=SEPARATOR, strict=True))
    except csv.Error:
        raise RowRefused("quotes") from None


def _named(columns: Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(words()["columns"][column][0].replace(" ", "_") for column in columns))
