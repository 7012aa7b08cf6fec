"""A ZIP that is written while it is read: never whole in memory, never on a disk."""

import zipfile
from datetime import datetime
from typing import IO, cast


class Archive:
    """A ZIP under construction. After each piece that was added, `take` gives the bytes that may go."""

    def __init__(self, made_at: datetime) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(cast("IO[bytes]", self._sink), "w", zipfile.ZIP_DEFLATED)
        self._stamp = (made_at.year, made_at.month, made_at.day, made_at.hour, made_at.minute, made_at.second)

    def add(self, name: str, content: bytes) -> bytes:
        """Add a whole file."""
        self._zip.writestr(self._entry(name), content)
        return self._sink.take()

    def begin(self, name: str) -> "Growing":
        """Begin a file that is added piece by piece; `end` it before anything else."""
        return Growing(self._zip.open(self._entry(name), "w", force_zip64=True), self._sink)

    def end(self) -> bytes:
        """Finish the archive."""
        self._zip.close()
        return self._sink.take()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._stamp)
        entry.compress_type = zipfile.ZIP_DEFLATED
        return entry


class Growing:
    """A file of an archive that grows."""

    def __init__(self, file: IO[bytes], sink: "_Sink") -> None:
        self._file = file
        self._sink = sink

    def add(self, text: str) -> bytes:
        """Add a piece of text."""
        self._file.write(text.encode())
        return self._sink.take()

    def end(self) -> bytes:
        """Finish the file."""
        self._file.close()
        return self._sink.take()


class _Sink:
    """Where the ZIP is written: forwards only."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        return None

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
