"""A row of a public directory, made ready for ours; what the readers of the three formats share."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TextIO

import yaml

from mutuelle.practitioners.categories import WORDS as CATEGORY_WORDS
from mutuelle.wording import fold

REMEMBERED = 1 << 16
LENGTHS = {"name": 160, "first_key": 80, "speciality": 120, "street": 160, "city": 80, "source_key": 160}
PHONE_DIGITS = 10
_DIGITS = re.compile(r"\D+")
_PIECE = re.compile(r"[^\W_]+|[\W_]+")


@cache
def words() -> dict[str, Any]:
    """Return how the directories write things, and what the operator reads."""
    kept: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return kept


class FileRefused(Exception):
    """The file is none that can be imported; its sentence is `files.<key>` of words.yml."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class RowRefused(Exception):
    """A row cannot be imported; `reason` is a key of words.yml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be imported: which (its line, in JSON its rank among the establishments), and why."""

    number: int
    reason: str


class Entry(NamedTuple):
    """Somebody at a place of work, as `practitioners` has it; `number` of the row it was read from comes first."""

    row: int
    source_key: str
    number_label: str
    number: str
    name: str
    name_key: str
    first_key: str
    category: str
    speciality: str
    street: str
    postcode: str
    city: str
    insee: str
    phone: str
    sector: str
    optam: bool
    latitude: float
    longitude: float
    approximate: bool

    def content(self) -> int:
        """Return a hash of everything but the row, the same in every process."""
        digest = blake2b(repr(self[1:]).encode(errors="surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)


class Reader(Protocol):
    """Reads one of the formats. None in place of an entry: a row of no use to members (counted, not refused)."""

    source: str

    @property
    def complete(self) -> bool:
        """Say whether the file was read to its end; known once `entries` has given all."""
        ...

    def entries(self) -> Iterator[Entry | Refusal | None]:
        """Give each row in order."""
        ...

    def progress(self) -> int:
        """Return how many bytes of the file were read."""
        ...


@lru_cache(REMEMBERED)
def category_of_label(label: str) -> str | None:
    """Return the category of a speciality as the directories write it, None for one that is not searched."""
    folded = fold(label)
    fitting = [(len(start), code) for start, code in _labels() if folded.startswith(start)]
    return max(fitting)[1] if fitting else None


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    return tuple(
        (fold(start), code) for code, kept in CATEGORY_WORDS["categories"].items() for start in kept.get("labels", ())
    )


@cache
def categories_by(kind: str) -> dict[str, str]:
    """Return the categories by the codes that a directory has for them: `professions` of RPPS, `finess`."""
    return {
        str(code): category for category, kept in CATEGORY_WORDS["categories"].items() for code in kept.get(kind, ())
    }


@lru_cache(REMEMBERED)
def person_name(text: str) -> str:
    """Return a person's name as it is written: « LE GALL » is « Le Gall »."""
    return "".join(piece[:1].upper() + piece[1:].lower() for piece in _PIECE.findall(" ".join(text.split())))


@lru_cache(REMEMBERED)
def capitalised(text: str, *, begins: bool = True) -> str:
    """Return a street or an establishment's name as it is written: « RUE DE L'EGLISE » is « Rue de l'Eglise ».

    `begins`: the first word has a capital, even a small one.
    """
    small, upper = _kept_small()
    pieces = []
    for at, piece in enumerate(_PIECE.findall(" ".join(text.split()))):
        lower = piece.lower()
        if lower in upper:
            pieces.append(piece.upper())
        else:
            pieces.append(lower if lower in small and (at or not begins) else lower[:1].upper() + lower[1:])
    return "".join(pieces)


@cache
def _kept_small() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(words()["small_words"]), frozenset(words()["upper_words"])


@lru_cache(REMEMBERED)
def street_type(text: str) -> str:
    """Return the kind of street in full: « R » is « rue »."""
    return str(words()["street_types"].get(fold(text).rstrip("."), text.lower()))


def phone_of(text: str) -> str:
    """Return a French number as it is read, « 01 99 00 12 34 », "" for what is none."""
    digits = text if text.isdigit() else _DIGITS.sub("", text)
    if digits.startswith("33") and len(digits) == PHONE_DIGITS + 1:
        digits = f"0{digits[2:]}"
    if len(digits) != PHONE_DIGITS or digits[0] != "0" or digits[1] == "0":
        return ""
    return " ".join(digits[at : at + 2] for at in range(0, PHONE_DIGITS, 2))


def cut(text: str, column: str) -> str:
    """Return a text no longer than its column."""
    return text[: LENGTHS[column]]


def report_to(path: Path) -> TextIO:
    """Open the report anew, before anything is recorded. Raises FileRefused."""
    try:
        file = path.open("w", encoding="utf-8-sig", newline="")
    except OSError:
        raise FileRefused("report", path=str(path)) from None
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerow(words()["report"]["columns"])
    return file
