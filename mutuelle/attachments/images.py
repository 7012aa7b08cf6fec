"""Pictures: decoded whole, then written anew without anything but their pixels (no place, no device, no comment)."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from mutuelle.attachments.errors import DamagedFile, SeveralInOne, TooManyPixels
from mutuelle.attachments.rules import LIMIT
from mutuelle.attachments.sniffing import ends_as_archive

MOST_PIXELS = 40_000_000  # an A4 page at 600 dpi is 35 million
LONGEST_SIDE = 20_000
JPEG_QUALITIES = (88, 75, 55, 35)
_FORMATS = {"jpg": "JPEG", "png": "PNG"}
_END = 0xD9
_ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
_BLANK = b"\0\r\n "
_PHONE_TRAILERS = (b"SEFT",)  # what some phones add at the very end of a photo


def clean_image(content: bytes, kind: str) -> bytes:
    """Return the picture written anew, upright. Raises DamagedFile, SeveralInOne, TooManyPixels.

    What phones add after a JPEG (another size of it, a short film) is dropped; anything else after the end is refused.
    """
    own = _own_part(content, kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(own), formats=(_FORMATS[kind],)) as image:
                width, height = image.size
                if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
                    raise TooManyPixels(width, height)
                image.load()
                return _written(ImageOps.exif_transpose(image), kind)
        except (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError, UnidentifiedImageError):
            raise DamagedFile from None
        except (Image.DecompressionBombError, OverflowError, MemoryError):
            raise TooManyPixels(0, 0) from None


def _written(image: Image.Image, kind: str) -> bytes:
    image.info = {key: value for key, value in image.info.items() if key == "transparency"}
    if kind == "png":
        return _saved(image, "PNG", compress_level=6)
    if image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    for quality in JPEG_QUALITIES:
        written = _saved(image, "JPEG", quality=quality)
        if len(written) <= LIMIT:
            break
    return written


def _saved(image: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, exif=b"", **options)
    return out.getvalue()


def _own_part(content: bytes, kind: str) -> bytes:
    end = _end_of_png(content) if kind == "png" else _end_of_jpeg(content)
    rest = content[end:]
    if rest.strip(_BLANK) and not (kind == "jpg" and _is_of_a_phone(rest)):
        raise SeveralInOne
    return content[:end]


def _is_of_a_phone(rest: bytes) -> bool:
    if ends_as_archive(rest):
        return False
    return rest.lstrip(_BLANK).startswith(b"\xff\xd8\xff") or rest[4:8] == b"ftyp" or rest.endswith(_PHONE_TRAILERS)


def _end_of_png(content: bytes) -> int:
    at = 8
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND" and at <= len(content):
            return at
    raise DamagedFile


@dataclass
class _Jpeg:
    content: bytes
    at: int = 2

    def marker(self) -> int:
        """Return the next marker and step over it, past the coded pixels if they come first."""
        while True:
            self.at = self.content.find(b"\xff", self.at)
            if self.at < 0 or self.at + 1 >= len(self.content):
                raise DamagedFile
            code = self.content[self.at + 1]
            self.at += 1 if code == 0xFF else 2  # noqa: PLR2004 - a fill byte
            if code not in {0x00, 0xFF}:
                return code


def _end_of_jpeg(content: bytes) -> int:
    reading = _Jpeg(content)
    while True:
        code = reading.marker()
        if code == _END:
            return reading.at
        if code not in _ALONE:
            reading.at += int.from_bytes(content[reading.at : reading.at + 2])
