"""The verdict on a file: `inspect(name, content)` returns what to keep, or raises why not.

Pure: bytes in, verdict out; nothing is written, nothing is run, nothing is inflated beyond its limits. On bytes from
outside call it through `mutuelle/attachments/isolated.py`, which bounds its time and memory as well.

    file = inspect("RIB.pdf", content)      # CleanFile(name, media_type, content), or an AttachmentRefused
"""

from mutuelle.attachments import archives
from mutuelle.attachments.errors import (
    AttachmentRefused,
    HasMacros,
    MarkupInText,
    ProtectedFile,
    SeveralInOne,
    TooComplex,
    TypeMismatch,
)
from mutuelle.attachments.ole import check_ole, kind_of_ole
from mutuelle.attachments.packages import check_package, kind_of_package
from mutuelle.attachments.rules import MEDIA_TYPES, CleanFile, check_size, display_name, extension_of
from mutuelle.attachments.sniffing import ends_as_archive, kind_of
from mutuelle.attachments.texts import check_rtf, check_text

_SAME = {"jpeg": "jpg", "csv": "text", "txt": "text"}


def inspect(sent_name: str, content: bytes) -> CleanFile:
    """Judge a file by its content. Raises one of `mutuelle.attachments.errors`, and nothing else."""
    name = display_name(sent_name)
    extension = extension_of(name)
    check_size(len(content))
    try:
        kept = _judged(content, extension)
    except AttachmentRefused:
        raise
    except Exception:  # noqa: BLE001 - whatever a hostile file makes a parser raise, the file is refused
        raise TooComplex from None
    return CleanFile(name, MEDIA_TYPES[extension], kept)


def _judged(content: bytes, extension: str) -> bytes:
    kind = kind_of(content)
    if kind == "html" and extension in {"txt", "csv"}:
        raise MarkupInText
    if kind == "zip":
        return _judged_package(content, extension)
    if kind == "ole":
        return _judged_ole(content, extension)
    _check_type(extension, kind)
    if kind != "jpg" and ends_as_archive(content):
        raise SeveralInOne
    if kind in {"jpg", "png"}:
        from mutuelle.attachments.images import clean_image  # as below: half a second that other kinds need not wait

        return clean_image(content, kind)
    if kind == "pdf":
        from mutuelle.attachments.pdf import check_pdf

        check_pdf(content)
    elif kind == "rtf":
        check_rtf(content)
    else:
        check_text(content, extension)
    return content


def _judged_package(content: bytes, extension: str) -> bytes:
    archive = archives.opened(content)
    kind = kind_of_package(archive)
    if kind == "macros":
        raise HasMacros
    _check_type(extension, kind)
    check_package(archive, kind)
    return content


def _judged_ole(content: bytes, extension: str) -> bytes:
    kind = kind_of_ole(content)
    if kind == "protected":
        raise ProtectedFile
    _check_type(extension, kind)
    if ends_as_archive(content):
        raise SeveralInOne
    check_ole(content, kind)
    return content


def _check_type(extension: str, kind: str) -> None:
    if _SAME.get(extension, extension) != kind:
        raise TypeMismatch(extension, kind)
