"""Which of the public directories a file is."""

from pathlib import Path

from mutuelle.practitioners.directory.ameli import AmeliReader
from mutuelle.practitioners.directory.entries import FileRefused, Reader, RowRefused, words
from mutuelle.practitioners.directory.finess import FinessReader
from mutuelle.practitioners.directory.lines import BOM, Source, decoded
from mutuelle.practitioners.directory.positions import Communes
from mutuelle.practitioners.directory.rpps import RppsReader

BEGINNING = 16_384


def reader_of(path: Path, communes: Communes) -> Reader:
    """Return the reader of a file, by how it begins. Raises FileRefused."""
    with Source(path).open() as file:
        head = file.read(BEGINNING)
    if not head.strip():
        raise FileRefused("empty")
    try:
        line = decoded(head.partition(b"\n")[0]).removeprefix(BOM).lstrip()
    except RowRefused:
        raise FileRefused("format") from None
    if line.startswith("{"):
        return FinessReader(path, communes)
    columns = words()["columns"]
    if "|" in line and columns["rpps"]["number"] in line:
        return RppsReader(path, communes)
    if ";" in line and columns["ameli"]["last_name"] in line:
        return AmeliReader(path, communes)
    raise FileRefused("format")
