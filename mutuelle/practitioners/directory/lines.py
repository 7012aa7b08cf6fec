"""The lines of a directory that comes as text: decoded whatever their encoding, cut into cells, read by column name."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

from mutuelle.practitioners.directory.entries import Entry, FileRefused, Refusal, RowRefused, words
from mutuelle.practitioners.directory.positions import Communes

LONGEST_LINE = 16_384  # bytes
BOM = "\ufeff"
BUFFER = 1 << 18
GZIP = b"\x1f\x8b"

Cells = list[str]


class _Unpacked(RawIOBase):
    """What a compressed file holds, as far as it can be unpacked."""

    def __init__(self, raw: BinaryIO) -> None:
        self._packed = gzip.GzipFile(fileobj=raw)
        self.broken = False

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; none where the file is cut or damaged."""
        try:
            read = self._packed.read1(len(buffer))
        except (EOFError, OSError, zlib.error):
            self.broken, read = True, b""
        buffer[: len(read)] = read
        return len(read)


class Source:
    """A file that may be compressed; `progress` counts the bytes as they lie on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw: BinaryIO | None = None
        self._unpacked: _Unpacked | None = None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the file, unpacked. Raises FileRefused."""
        try:
            raw = self._path.open("rb")
        except OSError:
            raise FileRefused("missing", path=str(self._path)) from None
        with raw:
            self._raw = raw
            packed = raw.read(len(GZIP)) == GZIP
            raw.seek(0)
            if packed:
                self._unpacked = _Unpacked(raw)
                yield BufferedReader(self._unpacked, BUFFER)
            else:
                yield raw

    @property
    def broken(self) -> bool:
        """Say whether the rest of a compressed file could not be unpacked."""
        return self._unpacked is not None and self._unpacked.broken

    def progress(self) -> int:
        """Return how many bytes were read."""
        return self._raw.tell() if self._raw and not self._raw.closed else 0


class Lines:
    """The rows of a text whose first line names the columns. `complete`: the last line was a whole one."""

    def __init__(self, source: Source, separator: str, columns: Mapping[str, str]) -> None:
        self._source = source
        self._separator = separator
        self._columns = columns
        self.places: dict[str, int] = {}
        self.complete = False

    def rows(self) -> Iterator[tuple[int, Cells | RowRefused]]:
        """Give the number and the cells of each line, or why it cannot be read. Raises FileRefused."""
        with self._source.open() as file:
            header = decoded(file.readline(LONGEST_LINE)).removeprefix(BOM)
            width = self._read_header(cells_of(header, self._separator))
            number, line = 1, b"\n"
            while read := file.readline(LONGEST_LINE):
                number, line = number + 1, read
                if line.isspace():
                    continue
                try:
                    found = self._cells(line, file)
                    if len(found) != width:
                        raise RowRefused("cells")
                except RowRefused as refused:
                    yield number, refused
                else:
                    yield number, found
            self.complete = line.endswith(b"\n") and not self._source.broken

    def _cells(self, line: bytes, file: BinaryIO) -> Cells:
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            raise RowRefused("too_long")
        return cells_of(decoded(line), self._separator)

    def _read_header(self, names: Sequence[str]) -> int:
        places = {name.strip(): place for place, name in enumerate(names)}
        absent = [name for name in self._columns.values() if name not in places]
        if absent:
            raise FileRefused("absent", columns=", ".join(absent))
        self.places = {key: places[name] for key, name in self._columns.items()}
        return len(names)


class RowReader:
    """Reads a directory that comes as rows; a subclass names its `source` and separator, and reads a row."""

    source: str
    separator: str

    def __init__(self, path: Path, communes: Communes) -> None:
        file = Source(path)
        self._lines = Lines(file, self.separator, words()["columns"][self.source])
        self.communes = communes
        self.progress = file.progress

    @property
    def complete(self) -> bool:
        """Say whether the file was read to its end."""
        return self._lines.complete

    @property
    def places(self) -> Mapping[str, int]:
        """Return at which cell each column is."""
        return self._lines.places

    def entries(self) -> Iterator[Entry | Refusal | None]:
        """Give each row in order; None for one that is of no use to members."""
        for number, found in self._lines.rows():
            try:
                if isinstance(found, RowRefused):
                    raise found
                yield self.entry(number, found)
            except RowRefused as refused:
                yield Refusal(number, refused.reason)

    def entry(self, number: int, cells: Cells) -> Entry | None:
        """Return a row as ours, None for one of no use to members. Raises RowRefused."""
        raise NotImplementedError


def decoded(line: bytes) -> str:
    """Return a line in UTF-8 or, where it is none, Windows-1252. Raises RowRefused."""
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        try:
            return line.decode("cp1252").rstrip("\r\n")
        except UnicodeDecodeError:
            raise RowRefused("encoding") from None


def cells_of(line: str, separator: str) -> Cells:
    """Return the cells of a line. A quote that stays open harms no other line than its own. Raises RowRefused."""
    if '"' not in line or separator == "|":  # RPPS quotes nothing
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error:
        raise RowRefused("quotes") from None
