"""The French words for files: what is refused and why, and what the field's script says. All of it is `uploads.yml`."""

import json
import math
from pathlib import Path
from typing import Any

import yaml
from babel.numbers import format_decimal

from mutuelle.attachments.errors import AttachmentRefused, FileTooBig, FormatRefused, TooManyPixels, TypeMismatch
from mutuelle.attachments.rules import FAMILIES, LIMIT, MEDIA_TYPES
from mutuelle.french import LOCALE

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("uploads.yml").read_text("utf-8"))
_KILO = 1024
_UNKNOWN = {"what": WORDS["found"]["unknown"]["what"], "advice": "other"}


def tell(refused: AttachmentRefused) -> str:
    """Return why a file is refused, and what to do instead."""
    sentences = WORDS["refusals"]
    if isinstance(refused, FormatRefused):
        return str(sentences["FormatRefused"]).format(
            extension=refused.extension, advice=WORDS["advice"][refused.family]
        )
    if isinstance(refused, FileTooBig):
        key = "FileTooBigUnknown" if refused.size is None else "FileTooBig"
        return str(sentences[key]).format(
            size=size_words(refused.size or 0), limit=_bytes(LIMIT), lighter=WORDS["lighter"]
        )
    if isinstance(refused, TypeMismatch):
        return _told_mismatch(refused)
    if isinstance(refused, TooManyPixels):
        key = "TooManyPixels" if refused.width else "TooManyPixelsUnknown"
        return str(sentences[key]).format(dimensions=f"{refused.width} × {refused.height}")
    return str(sentences[type(refused).__name__]).format(**refused.facts)


def size_words(size: int) -> str:
    """Return a size in bytes as a reader expects it; near the limit to the byte, since « 5 Mo » would not say it."""
    if size < _KILO:
        return _bytes(size)
    if size < _KILO * _KILO:
        return str(WORDS["units"]["kilobytes"]).format(count=math.ceil(size / _KILO))
    count = math.ceil(size * 10 / _KILO / _KILO) / 10
    words = str(WORDS["units"]["megabytes"]).format(count=format_decimal(count, locale=LOCALE))
    if LIMIT < size < LIMIT + LIMIT // 20:
        return f"{words} ({_bytes(size)})"
    return words


def for_the_field() -> dict[str, Any]:
    """Return what the template `_file_field.html` and `web/upload.js` need."""
    formats = [f".{extension}" for extension in MEDIA_TYPES]
    script = {
        **WORDS["field"],
        "units": WORDS["units"],
        "lighter": WORDS["lighter"],
        "tooBig": WORDS["refusals"]["FileTooBig"],
        "format": WORDS["refusals"]["FormatRefused"],
        "noExtension": WORDS["refusals"]["NoExtension"],
        "empty": WORDS["refusals"]["EmptyFile"],
        "limit": _bytes(LIMIT),
        "advice": WORDS["advice"],
        "families": FAMILIES,
    }
    return {
        "accept": ",".join(formats),
        "limit": LIMIT,
        "help": str(WORDS["field"]["help"]).format(formats=", ".join(formats)),
        "cancel": WORDS["field"]["cancel"],
        "sending": WORDS["field"]["sending"],
        "received": WORDS["field"]["received"],
        "replaces": WORDS["field"]["replaces"],
        "words": json.dumps(script, ensure_ascii=False),
    }


def _told_mismatch(refused: TypeMismatch) -> str:
    found = WORDS["found"].get(refused.found, _UNKNOWN)
    remedy = (
        str(WORDS["rename"]).format(extension=found["extension"])
        if "extension" in found
        else WORDS["advice"][found["advice"]]
    )
    return str(WORDS["refusals"]["TypeMismatch"]).format(
        extension=refused.extension, found=found["what"], remedy=remedy
    )


def _bytes(count: int) -> str:
    return str(WORDS["units"]["bytes"]).format(count=format_decimal(count, locale=LOCALE))
