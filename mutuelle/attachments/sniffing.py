"""What bytes are, whatever their name says: the few signatures that matter here, in the order that leaves no doubt."""

import re

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
ZIP_TAIL = 22 + 65_535  # the end record and its longest comment

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (OLE, "ole"),
    (ZIP, "zip"),
    (ZIP_END, "zip"),
    (rb"{\rtf", "rtf"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\0", "archive"),
)
_AMBIGUOUS = {"bmp", "program", "archive"}  # short signatures that a text may begin with: « MZ. Dupont »
_PHOTO_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
_MARKUP = re.compile(
    r"<[/!?]?(?:doctype|html|head|body|script|svg|iframe|object|embed|img|meta|link|style|form|php|xml)\b",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")


def kind_of(content: bytes) -> str:
    """Return what the bytes are: pdf, jpg, png, ole, zip, rtf, gif, heic, …, html, text or unknown."""
    if content[4:8] == b"ftyp":
        return "heic" if content[8:12] in _PHOTO_BRANDS else "recording"
    if content[:4] == b"RIFF":
        return "webp" if content[8:12] == b"WEBP" else "recording"
    for signature, kind in _SIGNATURES:
        if content.startswith(signature) and (kind not in _AMBIGUOUS or text_of(content) is None):
            return kind
    text = text_of(content)
    if text is None:
        return "unknown"
    return "html" if has_markup(text) else "text"


def text_of(content: bytes) -> str | None:
    """Return the bytes as a text without control characters (UTF-8, UTF-16 with its mark, Windows-1252), else None."""
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def has_markup(text: str) -> bool:
    """Tell whether a browser could take the text for a page, or run something in it."""
    return _MARKUP.search(text) is not None


def ends_as_archive(content: bytes) -> bool:
    """Tell whether archive programs would open the bytes: they look for a ZIP's directory from the end."""
    start = max(0, len(content) - ZIP_TAIL)
    at = content.rfind(ZIP_END, start)
    while at >= 0:
        comment = int.from_bytes(content[at + 20 : at + 22], "little")
        if len(content) - at >= 22 and at + 22 + comment <= len(content):  # noqa: PLR2004 - the end record's length
            return True
        at = content.rfind(ZIP_END, start, at)
    return False
