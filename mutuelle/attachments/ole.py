"""The office files of before 2007 (.doc, .xls, .ppt): a small file system of streams, in one file.

Formats: [MS-CFB], [MS-DOC] 2.5.1 (FibBase), [MS-XLS] 2.4 (records), [MS-PPT] 2.3.2 and 2.4.10.
"""

import io
import struct
from collections.abc import Iterator

import olefile

from mutuelle.attachments.errors import AttachmentRefused, DamagedFile, HasMacros, HoldsFiles, ProtectedFile

_MAIN = {"worddocument": "doc", "workbook": "xls", "book": "xls", "powerpoint document": "ppt"}
_MACROS = {"macros", "vba", "_vba_project", "_vba_project_cur", "_vba_project_cur_mbd"}
_PACKED = {"\x01ole10native", "package"}
_ENCRYPTED = {"encryptedpackage", "encryptedsummary", "encryptioninfo", "cryptsession10container"}
_WORD_MAGICS = {0xA5EC, 0xA5DC}
_WORD_ENCRYPTED = 0x0100
_BOUNDSHEET, _FILEPASS, _EOF = 0x0085, 0x002F, 0x000A
_MACRO_SHEETS = {0x01, 0x06}
_VBA_IN_SLIDES = bytes.fromhex("1f00ff0314000000020000040c000000")
_ENCRYPTED_SLIDES = 0xF3D1C4DF


def kind_of_ole(content: bytes) -> str:
    """Return doc, xls, ppt, `protected` (a newer office file with a password), or unknown. Raises DamagedFile."""
    with _opened(content) as ole:
        names = _names(ole)
        if "encryptedpackage" in names:
            return "protected"
        return next((kind for name, kind in _MAIN.items() if ole.exists(name)), "unknown")


def check_ole(content: bytes, kind: str) -> None:
    """Check a .doc, .xls or .ppt. Raises HasMacros, HoldsFiles, ProtectedFile, DamagedFile."""
    with _opened(content) as ole:
        check_streams(ole)
        try:
            main = next(name for name, of in _MAIN.items() if of == kind and ole.exists(name))
            _CHECKS[kind](ole, ole.openstream(main).read())
        except AttachmentRefused:
            raise
        except Exception:  # noqa: BLE001 - a parser of hostile bytes fails in ways that nobody lists
            raise DamagedFile from None


def check_embedded(content: bytes) -> None:
    """Check a file of this kind that is an object in another document. Raises HasMacros, HoldsFiles, DamagedFile."""
    with _opened(content) as ole:
        check_streams(ole)


def check_streams(ole: olefile.OleFileIO) -> None:
    """Check the names of the streams. Raises HasMacros, HoldsFiles, ProtectedFile."""
    names = _names(ole)
    if names & _MACROS:
        raise HasMacros
    if names & _PACKED:
        raise HoldsFiles
    if names & _ENCRYPTED:
        raise ProtectedFile


def _check_word(_: olefile.OleFileIO, main: bytes) -> None:
    magic, flags = struct.unpack_from("<H8xH", main)
    if magic not in _WORD_MAGICS:
        raise DamagedFile
    if flags & _WORD_ENCRYPTED:
        raise ProtectedFile


def _check_sheets(_: olefile.OleFileIO, main: bytes) -> None:
    for record, data in _records(main):
        if record == _FILEPASS:
            raise ProtectedFile
        if record == _BOUNDSHEET and data[5] in _MACRO_SHEETS:
            raise HasMacros
        if record == _EOF:  # of what concerns the whole book
            return
    raise DamagedFile


def _check_slides(ole: olefile.OleFileIO, main: bytes) -> None:
    at = main.find(_VBA_IN_SLIDES)
    while at >= 0:
        if struct.unpack_from("<I", main, at + len(_VBA_IN_SLIDES) + 4)[0]:
            raise HasMacros
        at = main.find(_VBA_IN_SLIDES, at + 1)
    if ole.exists("Current User"):
        _, token = struct.unpack_from("<8xII", ole.openstream("Current User").read())
        if token == _ENCRYPTED_SLIDES:
            raise ProtectedFile


_CHECKS = {"doc": _check_word, "xls": _check_sheets, "ppt": _check_slides}


def _records(main: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(main):
        record, length = struct.unpack_from("<HH", main, at)
        yield record, main[at + 4 : at + 4 + length]
        at += 4 + length


def _names(ole: olefile.OleFileIO) -> set[str]:
    try:
        paths = ole.listdir(streams=True, storages=True)
    except RecursionError:  # a folder that is in itself
        raise DamagedFile from None
    return {name.lower() for path in paths for name in path}


def _opened(content: bytes) -> olefile.OleFileIO:
    try:
        return olefile.OleFileIO(io.BytesIO(content))
    except Exception:  # noqa: BLE001 - a parser of hostile bytes fails in ways that nobody lists
        raise DamagedFile from None
