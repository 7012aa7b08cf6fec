"""What files are accepted, and how they are named. Source: guide of the member space, « Mes remboursements / RIB »."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from mutuelle.attachments.errors import EmptyFile, FileTooBig, FormatRefused, NoExtension

LIMIT = 5 * 1024 * 1024
LONGEST_NAME = 100
LONGEST_EXTENSION = 12

MEDIA_TYPES = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "odg": "application/vnd.oasis.opendocument.graphics",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
}

_FAMILIES = {  # how a refused format is told to be converted
    "phone_photo": "heic heif avif",
    "picture": "gif webp bmp tif tiff svg psd ico jfif raw dng",
    "slides": "pptx pptm ppsx pps odc key",
    "sheet": "xlsx xlsm xlsb ods numbers",
    "text": "docm dotx dot ott pages wps md html htm xml epub eml msg xps",
    "archive": "zip rar 7z gz tgz tar bz2 xz",
    "recording": "mp4 mov avi mkv mp3 m4a wav ogg amr 3gp",
    "program": "exe msi bat cmd com scr js vbs ps1 sh jar apk dll lnk iso hta py php",
}
FAMILIES = {extension: family for family, extensions in _FAMILIES.items() for extension in extensions.split()}
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class CleanFile:
    """A file that was judged and may be kept. `name` is for display; `content` is what to keep, not what was sent."""

    name: str
    media_type: str
    content: bytes


def extension_of(name: str) -> str:
    """Return the extension of a display name, in lower case. Raises NoExtension, FormatRefused."""
    extension = PurePosixPath(name).suffix.removeprefix(".").lower()
    if not extension:
        raise NoExtension
    if extension not in MEDIA_TYPES:
        raise FormatRefused(extension[:LONGEST_EXTENSION], FAMILIES.get(extension, "other"))
    return extension


def check_size(size: int) -> None:
    """Check a size in bytes. Raises EmptyFile, FileTooBig."""
    if size == 0:
        raise EmptyFile
    if size > LIMIT:
        raise FileTooBig(size)


def display_name(sent: str) -> str:
    """Return a name that can be shown and offered for saving, its extension kept, at most 100 characters.

    No folder, no control or bidirectional character, nothing that a file system refuses. « document » when nothing
    of it can be shown.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    shown = "".join(" " if char.isspace() else char for char in last)
    shown = "".join(char for char in shown if unicodedata.category(char) not in _UNWANTED)
    shown = re.sub(r"""[<>:"|?*%]""", "_", shown)
    shown = re.sub(r"\s+", " ", shown).strip(" .")
    stem, dot, extension = shown.rpartition(".")
    if not dot:
        return shown[:LONGEST_NAME].strip(" .") or "document"
    extension = extension.strip()[:LONGEST_EXTENSION]
    stem = stem[: LONGEST_NAME - len(extension) - 1].strip(" .")
    return f"{stem or 'document'}.{extension}"
