"""Reads a file of payments, one row (an act) a line, block by block: never more than some blocks are in memory."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from mutuelle.import_payments import cells
from mutuelle.import_payments.cells import NOTHING, RowRefused
from mutuelle.import_payments.wording import plain, words

SEPARATOR, BOM = ";", b"\xef\xbb\xbf"
LONGEST_LINE = 8_192  # bytes
BLOCK = 1 << 20  # bytes, up to the end of a line
TAB = "\t"  # between the cells of a row that was parsed
AHEAD = timedelta(days=3)  # a transfer may be dated from the day it will arrive
NEEDED = ("reference", "contract", "care", "label", "expense", "amo", "amc", "remaining", "care_on", "paid_on")
PERSON = (("rank",), ("first_name", "birth_date"))
_NONE_WITHHELD = {"0", NOTHING}
_SPACES = str.maketrans("\u00a0\u202f\u2007\u2009", "    ")


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


@dataclass(frozen=True)
class Block:
    """Whole lines of a file, the first of which is the file's line `number`."""

    number: int
    lines: bytes


@dataclass(frozen=True)
class Parsed:
    """The good rows of a block, a line each: the columns of `staging.ROWS` as text, TAB between them; the bad ones."""

    rows: tuple[str, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class Layout:
    """Reads the rows of a file: how many cells one has, where each is, and up to which day it may be dated.

    It can go to another process.
    """

    width: int
    places: dict[str, int]  # of a column that the file does not have, the empty cell behind the last one
    latest: str  # in ISO 8601

    def parse(self, block: Block) -> Parsed:
        """Read every row of a block, or why it is refused; empty lines are passed over."""
        rows, refusals = [], []
        for number, line in enumerate(block.lines.split(b"\n"), start=block.number):
            if not line or line.isspace():
                continue
            try:
                rows.append(self._row(number, line))
            except RowRefused as refused:
                refusals.append(Refusal(number, refused.reason, self._reference(line)))
        return Parsed(tuple(rows), tuple(refusals))

    def _row(self, number: int, line: bytes) -> str:
        found = _cells(line)
        if len(found) != self.width:
            raise RowRefused("cells")
        found.append("")
        payment = self._payment(found)
        row = payment + TAB + self._act(found)
        return f"{number}\t{row}\t{_digest(payment)}\t{_digest(row)}"

    def _reference(self, line: bytes) -> str | None:
        """Return the payment that a refused row is most likely of, so that nothing is recorded of it in part."""
        found = line[:LONGEST_LINE].decode(errors="replace").replace("\0", "").split(SEPARATOR)
        place = self.places["reference"]
        return found[place].strip(' "\r\n')[: cells.LENGTHS["reference"]] or None if place < len(found) else None

    def _payment(self, found: list[str]) -> str:
        """Return what every row of a payment must say alike."""
        at = self.places
        reference = cells.needed_text(found[at["reference"]], "reference")
        rank, name, birth_date = found[at["rank"]], found[at["first_name"]], found[at["birth_date"]]
        rank, name, birth_date = cells.rank(rank), cells.first_name(name), cells.day(birth_date)
        if rank == NOTHING and (not name or birth_date == NOTHING):
            raise RowRefused("person_missing")
        paid_on = cells.needed_day(found[at["paid_on"]])
        if cells.needed_day(found[at["care_on"]]) > paid_on:
            raise RowRefused("care_after_payment")
        if paid_on > self.latest:
            raise RowRefused("in_the_future")
        contract = cells.needed_text(found[at["contract"]], "contract")
        payee, care = cells.text(found[at["payee"]], "payee"), cells.care(found[at["care"]])
        paid = cells.amount(found[at["paid"]])
        return f"{reference}\t{contract}\t{rank}\t{name}\t{birth_date}\t{paid_on}\t{payee}\t{care}\t{paid}"

    def _act(self, found: list[str]) -> str:
        at = self.places
        label, care_on = cells.needed_text(found[at["label"]], "label"), cells.needed_day(found[at["care_on"]])
        act, quantity = cells.act(found[at["act"]]), cells.quantity(found[at["quantity"]])
        amounts, reckoning = self._amounts(found), self._reckoning(found)
        coordinated = cells.coordinated(found[at["coordinated"]])
        return f"{label}\t{care_on}\t{amounts}\t{act}\t{quantity}\t{reckoning}\t{coordinated}"

    def _amounts(self, found: list[str]) -> str:
        at = self.places
        expense, amo = cells.needed_amount(found[at["expense"]]), cells.needed_amount(found[at["amo"]])
        amc, remaining = cells.needed_amount(found[at["amc"]]), cells.needed_amount(found[at["remaining"]])
        if amo + amc + remaining != expense:
            raise RowRefused("parts_differ")
        return f"{expense}\t{amo}\t{amc}\t{remaining}"

    def _reckoning(self, found: list[str]) -> str:
        """Return base, rate, withheld, deferred, and the kind of the latter two."""
        at = self.places
        base, rate = cells.amount(found[at["base"]]), cells.rate(found[at["rate"]])
        withheld, deferred = cells.amount(found[at["withheld"]]), cells.amount(found[at["deferred"]])
        withholding = cells.withholding(found[at["withholding"]])
        if not withholding and not {withheld, deferred} <= _NONE_WITHHELD:
            raise RowRefused("withholding_missing")
        return f"{base}\t{rate}\t{withheld}\t{deferred}\t{withholding}"


class PaymentFile:
    """A file of payments, as of a day. Raises FileRefused.

    `layout` tells how to read its rows, `bytes_read` of `bytes` how far it is.
    """

    def __init__(self, path: Path, today: date) -> None:
        try:
            self._file = path.open("rb")
        except OSError:
            raise FileRefused("missing", path=str(path)) from None
        self.bytes = path.stat().st_size
        try:
            columns = _header(self._file.readline(LONGEST_LINE + 1))
        except FileRefused:
            self._file.close()
            raise
        places = {column: columns.index(column) if column in columns else len(columns) for column in words()["columns"]}
        self.layout = Layout(len(columns), places, (today + AHEAD).isoformat())
        self.bytes_read = self._file.tell()

    def blocks(self) -> Iterator[Block]:
        """Give all lines behind the header, and close the file."""
        number = 2
        with self._file as file:
            while lines := file.read(BLOCK):
                lines += _rest_of_line(file)
                yield Block(number, lines)
                number += lines.count(b"\n")
                self.bytes_read = file.tell()


def _rest_of_line(file: BinaryIO) -> bytes:
    """Read up to the end of a line; of one that is too long, return enough to see that it is."""
    rest = piece = file.readline(LONGEST_LINE + 1)
    while piece and not piece.endswith(b"\n"):
        piece = file.readline(LONGEST_LINE)
    return rest if rest.endswith(b"\n") or not rest else rest + b"\n"


def _header(line: bytes) -> list[str]:
    """Return the columns of a file in their order."""
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
    return columns


def _digest(text: str) -> str:
    """Return a number of 64 bits, equal for equal contents in any process."""
    return str(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True))


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
