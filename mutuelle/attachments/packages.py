"""What .docx, .odt, .odp and .odg hold: of the right kind, without macros, and nothing fetched from elsewhere.

Formats: ECMA-376 part 2 (relationships, content types), OASIS OpenDocument 1.3 parts 2 and 3.
"""

import re
from collections.abc import Iterable

from mutuelle.attachments.archives import Archive, opened
from mutuelle.attachments.errors import (
    ActiveContent,
    DamagedFile,
    FetchesFromOutside,
    HasMacros,
    HoldsFiles,
    ProtectedFile,
    TooComplex,
)
from mutuelle.attachments.ole import check_embedded
from mutuelle.attachments.sniffing import OLE, ZIP
from mutuelle.attachments.xml import Said, Seen, read_xml

CONTENT_TYPES = "[Content_Types].xml"
LONGEST_INSTRUCTIONS = 1_000_000
_OOXML_MAIN = (
    ("wordprocessingml.document.main+xml", "docx"),
    ("spreadsheetml.sheet.main+xml", "xlsx"),
    ("presentationml.presentation.main+xml", "pptx"),
    ("macroEnabled", "macros"),
)
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.graphics": "odg",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_LONGEST_MIMETYPE = 100
_ODF_EMPTY_LIBRARIES = re.compile(r"^(?:Basic|Dialogs)/(?:[^/]+/)?(?:script|dialog)-l[bc]\.xml$")
_OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]+:|//|\\\\)", re.IGNORECASE)
_TEMPLATE_ON_DISK = re.compile(r"^\s*file:///", re.IGNORECASE)
_RUNS = re.compile(r"^\s*(?:vnd\.sun\.star\.\w+|macro|script|javascript|vbscript)(?::|$)", re.IGNORECASE)
_DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_INCLUDES = re.compile(r"\bINCLUDE(?:PICTURE|TEXT)\s+\\?\"?\s*(?:\w+:|\\\\)", re.IGNORECASE)
_HYPERLINKS = {"a", "event-listener"}  # what leads elsewhere when it is clicked, and only then
_PRESENTATION = "urn:oasis:names:tc:opendocument:xmlns:presentation:"


def kind_of_package(archive: Archive) -> str:
    """Return docx, odt, odg, odp, another office kind, `macros`, or `archive` for any other ZIP."""
    names = set(archive.names)
    if "mimetype" in names:
        return _ODF.get(archive.read("mimetype", _LONGEST_MIMETYPE).strip(), "archive")
    if CONTENT_TYPES in names:
        types: list[str] = []
        read_xml(archive.chunks(CONTENT_TYPES), lambda _, told: types.append(told.get("ContentType", "")))
        for part, kind in sorted(_OOXML_MAIN, key=lambda pair: pair[1] != "macros"):
            if any(part.lower() in one.lower() for one in types):
                return kind
    return "archive"


def check_package(archive: Archive, kind: str) -> None:
    """Check a document.

    Raises HasMacros, ActiveContent, HoldsFiles, FetchesFromOutside, ProtectedFile, DamagedFile, DefinesEntities,
    InflatesTooMuch.
    """
    if kind == "docx":
        _check_docx(archive)
    else:
        _check_odf(archive)
    for name in archive.names:
        start = next(iter(archive.chunks(name)), b"")
        if start.startswith(OLE):
            check_embedded(archive.read(name))
        elif start.startswith(ZIP) and any(_is_macro(inner) for inner in opened(archive.read(name)).names):
            raise HasMacros


def _check_docx(archive: Archive) -> None:
    names = [name.lower() for name in archive.names]
    if any(_is_macro(name) for name in names):
        raise HasMacros
    if any("/activex/" in f"/{name}" for name in names):
        raise ActiveContent
    if "word/document.xml" not in names and not any(name.endswith(".rels") for name in names):
        raise DamagedFile
    for name in _xml_parts(archive, (".xml", ".rels")):
        instructions: list[str] = []
        read_xml(archive.chunks(name), _docx_element(instructions), _docx_text(instructions))
        told = "".join(instructions)
        if _DDE.search(told):
            raise ActiveContent
        if _INCLUDES.search(told):
            raise FetchesFromOutside


def _is_macro(name: str) -> bool:
    return name.lower().endswith(("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin"))


def _docx_element(instructions: list[str]) -> Seen:
    def seen(name: str, told: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "Relationship":
            kind = told.get("Type", "").rpartition("/")[2]
            if told.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
                raise FetchesFromOutside
            if kind == "hyperlink" and _RUNS.match(told.get("Target", "")):
                raise ActiveContent
            if kind.lower() == "afchunk":
                raise HoldsFiles
        for key, value in told.items():
            if local == "fldSimple" and key.rpartition(" ")[2] == "instr":
                instructions.append(f" {value} ")

    return seen


def _docx_text(instructions: list[str]) -> Said:
    length = 0

    def said(element: str, text: str) -> None:
        nonlocal length
        if element.endswith(" instrText"):
            length += len(text)
            if length > LONGEST_INSTRUCTIONS:
                raise TooComplex
            instructions.append(text)

    return said


def _check_odf(archive: Archive) -> None:
    names = archive.names
    for name in names:
        scripted = name.startswith(("Basic/", "Scripts/", "Dialogs/"))
        if scripted and archive.size(name) and not _ODF_EMPTY_LIBRARIES.match(name):
            raise HasMacros
    if "META-INF/manifest.xml" not in names or "content.xml" not in names:
        if "encrypted-package" in names:
            raise ProtectedFile
        raise DamagedFile
    read_xml(archive.chunks("META-INF/manifest.xml"), _manifest_element)
    for name in _xml_parts(archive, (".xml", ".rdf")):
        read_xml(archive.chunks(name), _odf_element)


def _manifest_element(name: str, _: dict[str, str]) -> None:
    if name.endswith(" encryption-data"):
        raise ProtectedFile


def _odf_element(name: str, told: dict[str, str]) -> None:
    local = name.rpartition(" ")[2]
    if local.startswith("dde-") or local == "script":
        raise ActiveContent
    if local == "event-listener":
        if not name.startswith(_PRESENTATION):
            raise HasMacros
        if any(key.endswith(" action") and value in {"execute", "verb"} for key, value in told.items()):
            raise ActiveContent
    for key, value in told.items():
        if key.rpartition(" ")[2] != "href":
            continue
        if _RUNS.match(value):
            raise ActiveContent
        if _OUTSIDE.match(value) and local not in _HYPERLINKS:
            if local == "template" and _TEMPLATE_ON_DISK.match(value):
                continue
            raise FetchesFromOutside


def _xml_parts(archive: Archive, endings: tuple[str, ...]) -> Iterable[str]:
    return (name for name in archive.names if name.lower().endswith(endings))
