"""Plain texts, tables as text, and RTF."""

import re

from mutuelle.attachments.errors import (
    ActiveContent,
    DamagedFile,
    FetchesFromOutside,
    HoldsFiles,
    MarkupInText,
    SeveralInOne,
    TypeMismatch,
)
from mutuelle.attachments.sniffing import has_markup, text_of

# A cell that a spreadsheet would run: a program (DDE), or a call that leaves the sheet; « -12,50 » is none.
_FORMULA = re.compile(
    r"(?:^|[;,\t|\"'])\s*[=+\-@][^;\t\n]*?(?:\|[^;\t\n]*!|\b(?:HYPERLINK|WEBSERVICE|IMPORT\w+|EXEC|CALL|REGISTER)\s*\()",
    re.IGNORECASE | re.MULTILINE,
)
_OBJECTS = re.compile(rb"\\(?:objdata|objupdate|objemb|objautlink|objlink|objocx|objclass)(?![a-z])")
_TEMPLATE = re.compile(rb"\\\*\s*\\template\s*[^{}\\]*(?:https?:|ftp:|file:|\\\\)", re.IGNORECASE)
_COMMAND = re.compile(rb"\b(DDE(?:AUTO)?|INCLUDE(?:PICTURE|TEXT))\b", re.IGNORECASE)
_FIELD, _FIELD_REACH = b"\\fldinst", 200
_BRACES = re.compile(rb"\\bin(\d{1,9}) ?|\\[\\{}]|\{+|\}+")


def check_text(content: bytes, extension: str) -> None:
    """Check a .txt or a .csv. Raises TypeMismatch, MarkupInText, ActiveContent."""
    text = text_of(content)
    if text is None:
        raise TypeMismatch(extension, "unknown")
    if has_markup(text):
        raise MarkupInText
    if extension == "csv" and _FORMULA.search(text):
        raise ActiveContent


def check_rtf(content: bytes) -> None:
    """Check an RTF. Raises HoldsFiles, FetchesFromOutside, ActiveContent, DamagedFile, SeveralInOne."""
    if _OBJECTS.search(content):
        raise HoldsFiles
    if _TEMPLATE.search(content):
        raise FetchesFromOutside
    for command in _COMMAND.finditer(content):
        if _FIELD in content[max(0, command.start() - _FIELD_REACH) : command.start()]:
            raise ActiveContent if command[1].upper().startswith(b"DDE") else FetchesFromOutside
    if content[_end_of_group(content) :].strip(b" \t\r\n\0"):
        raise SeveralInOne


def _end_of_group(content: bytes) -> int:
    """Return where the first group closes; binary data inside is stepped over. Raises DamagedFile."""
    depth, at = 0, 0
    while found := _BRACES.search(content, at):
        at = found.end()
        if found[1]:
            at += int(found[1])
        elif found[0].startswith(b"{"):
            depth += len(found[0])
        elif found[0].startswith(b"}"):
            depth -= len(found[0])
            if depth <= 0:
                return at + depth
    raise DamagedFile
