"""The ZIP that .docx, .odt, .odp and .odg are: judged by its directory before anything is inflated."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from mutuelle.attachments.errors import (
    DamagedFile,
    InflatesTooMuch,
    ProtectedFile,
    SeveralInOne,
    UnsafeArchive,
)

MOST_ENTRIES = 2_000
MOST_INFLATED = 100 * 1024 * 1024
HIGHEST_RATIO = 1_000
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LOCAL_HEADER = 30
_UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|\\|\x00|(?:^|/)\.\.(?:/|$)")


@dataclass(frozen=True)
class Archive:
    """An archive whose directory is safe; entries are inflated up to the limits, whatever they declare."""

    zip: zipfile.ZipFile

    @property
    def names(self) -> list[str]:
        """Return the names of the entries that are files, as they are written."""
        return [entry.filename for entry in self.zip.infolist() if not entry.is_dir()]

    def size(self, name: str) -> int:
        """Return how large an entry says it is."""
        return self.zip.getinfo(name).file_size

    def read(self, name: str, most: int = MOST_INFLATED) -> bytes:
        """Return an entry. Raises DamagedFile, InflatesTooMuch."""
        return b"".join(self.chunks(name, most))

    def chunks(self, name: str, most: int = MOST_INFLATED) -> Iterator[bytes]:
        """Yield an entry piece by piece. Raises DamagedFile, InflatesTooMuch."""
        read = 0
        try:
            with self.zip.open(name) as entry:
                while chunk := entry.read(_CHUNK):
                    read += len(chunk)
                    if read > most:
                        raise InflatesTooMuch
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError, NotImplementedError):
            raise DamagedFile from None


def opened(content: bytes) -> Archive:
    """Return the archive, once its directory was checked.

    Raises DamagedFile, UnsafeArchive, InflatesTooMuch, ProtectedFile, SeveralInOne.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except Exception:  # noqa: BLE001 - a parser of hostile bytes fails in ways that nobody lists
        raise DamagedFile from None
    _check_names(entries)
    _check_sizes(entries)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise ProtectedFile
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise UnsafeArchive
    _check_places(entries, archive.start_dir)
    if archive.comment:
        raise SeveralInOne
    return Archive(archive)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise InflatesTooMuch
    names = [entry.orig_filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise UnsafeArchive  # two programs would not read the same one
    if any(_UNSAFE_NAME.search(name) for name in names):
        raise UnsafeArchive


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise InflatesTooMuch
    if any(entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1) for entry in entries):
        raise InflatesTooMuch


def _check_places(entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Check that the entries follow each other from the first byte, without overlapping and without more between."""
    if not entries:
        raise DamagedFile
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    if ordered[0].header_offset != 0:
        raise SeveralInOne
    ends = [*(entry.header_offset for entry in ordered[1:]), directory]
    for entry, end in zip(ordered, ends, strict=True):
        if entry.header_offset + _LOCAL_HEADER + entry.compress_size > end:
            raise UnsafeArchive
