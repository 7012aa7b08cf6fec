"""What a search for health professionals asks, and what it finds."""

from dataclasses import dataclass
from typing import Literal

from mutuelle.places.model import Point

PAGE_SIZE, LARGEST_PAGE = 5, 50
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

NumberLabel = Literal["RPPS", "Adeli", "FINESS"]


@dataclass(frozen=True)
class Practitioner:
    """A professional or an establishment, at one place of work.

    `id` lasts as long as the directory has this person at this place. `approximate`: the directory has no
    coordinates, the point is the commune's, and `distance_km` is from there. `number` may be "" (ameli gives none).
    `sector` is "1", "2", "3" (not conventionné), or "" when it means nothing for the profession or is not known.
    """

    id: int
    number_label: NumberLabel
    number: str
    name: str
    category: str
    category_label: str
    speciality: str
    street: str
    postcode: str
    city: str
    insee: str
    phone: str
    sector: str
    optam: bool
    in_network: bool
    point: Point
    approximate: bool
    distance_km: float


@dataclass(frozen=True)
class Search:
    """Whom to look for around a point: in a category or, where it is None, in all of them.

    `within_km`: no farther than this; None: as far as needed. `sector`: "1", "2", "3" or None; `insee`: only in these
    communes. `optam_only`: who keeps to the rates or is bound to moderate them (sector 1, or OPTAM).
    """

    point: Point
    category: str | None = None
    within_km: float | None = None
    sector: str | None = None
    optam_only: bool = False
    network_only: bool = False
    insee: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A part of what was found, the nearest first; `first` is the rank of its first, from 1 on (0: nothing found).

    `total` counts everybody the search fits within `within_km` of the point; 0.0 km: in the communes asked for,
    however far.
    """

    total: int
    first: int
    practitioners: tuple[Practitioner, ...]
    within_km: float

    @property
    def last(self) -> int:
        """Return the rank of the last one on the page."""
        return self.first + len(self.practitioners) - 1 if self.practitioners else 0

    @property
    def letters(self) -> tuple[str, ...]:
        """Return the letters of those on the page: A, B, C… go on over the pages."""
        return tuple(letter_of(rank) for rank in range(self.first, self.last + 1) if rank)

    @property
    def has_next(self) -> bool:
        """Say whether there are more behind this page."""
        return self.last < self.total


def letter_of(rank: int) -> str:
    """Return the letter of a rank: 1 is A, 26 is Z, 27 is AA, as columns of a spreadsheet."""
    letters = ""
    while rank > 0:
        rank, rest = divmod(rank - 1, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters


def rank_of(letter: str) -> int:
    """Return the rank of a letter, 0 when it is none."""
    rank = 0
    for char in letter.upper():
        if char not in LETTERS:
            return 0
        rank = rank * len(LETTERS) + LETTERS.index(char) + 1
    return rank
