"""PDF: readable, without a password, and nothing in it that runs or is packed in."""

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from mutuelle.attachments.errors import (
    ActiveContent,
    AttachmentRefused,
    DamagedFile,
    HoldsFiles,
    ProtectedFile,
    SeveralInOne,
    TooComplex,
)

MOST_OBJECTS = 100_000
DEEPEST = 60
_RUNS = {"/JavaScript", "/JS", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/Movie", "/XFA"}
_PACKS = {"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/GoToE", "/Collection"}
_PACKED = re.compile(rb"/EmbeddedFiles?\b")  # long enough never to stand in compressed data by chance
_RUNNING = re.compile(rb"/(?:JavaScript|RichMedia|ImportData|Launch)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_END = b"%%EOF"


def check_pdf(content: bytes) -> None:
    """Check a PDF. Raises ActiveContent, HoldsFiles, ProtectedFile, DamagedFile, SeveralInOne, TooComplex."""
    end = content.rfind(_END)
    if end < 0:
        raise DamagedFile
    if content[end + len(_END) :].strip(b" \t\r\n\0"):
        raise SeveralInOne
    _check_names(content)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ProtectedFile
        if len(reader.pages) == 0:
            raise DamagedFile
        _check_objects(reader)
    except AttachmentRefused:
        raise
    except (MemoryError, RecursionError):
        raise TooComplex from None
    except Exception:  # noqa: BLE001 - a parser of hostile bytes fails in ways that nobody lists
        raise DamagedFile from None


def _check_names(content: bytes) -> None:
    """Look at the names as they stand in the file, also in what its index does not list."""
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if _RUNNING.search(plain):
        raise ActiveContent
    if _PACKED.search(plain):
        raise HoldsFiles


def _check_objects(reader: PdfReader) -> None:
    left = MOST_OBJECTS
    roots: list[Any] = [reader.trailer]
    roots.extend(IndirectObject(number, generation, reader) for number, generation in _listed(reader))
    for root in roots:
        value = root.get_object() if isinstance(root, IndirectObject) else root
        for name in _names(value, DEEPEST):
            left -= 1
            if left < 0:
                raise TooComplex
            if name in _RUNS:
                raise ActiveContent
            if name in _PACKS:
                raise HoldsFiles


def _listed(reader: PdfReader) -> Iterator[tuple[int, int]]:
    for generation, objects in reader.xref.items():
        for number in objects:
            yield number, generation
    for number in reader.xref_objStm:
        yield number, 0


def _names(value: Any, deepest: int) -> Iterator[str]:
    """Yield the keys and the names in an object, without following its references: those objects come by themselves."""
    if deepest == 0:
        raise TooComplex
    if isinstance(value, DictionaryObject):
        for key, part in dict.items(value):  # the dictionary's own would follow references
            yield str(key)
            yield from _names(part, deepest - 1)
    elif isinstance(value, ArrayObject):
        for part in list.__iter__(value):
            yield from _names(part, deepest - 1)
    elif isinstance(value, NameObject):
        yield str(value)
