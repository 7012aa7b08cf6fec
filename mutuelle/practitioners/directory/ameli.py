"""The « annuaire-sante-ameli »: who is under agreement, with sector and tariff option; no number, no coordinates."""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from mutuelle.practitioners.categories import category_by_code
from mutuelle.practitioners.directory.entries import (
    Entry,
    Refusal,
    RowRefused,
    capitalised,
    category_of_label,
    cut,
    person_name,
    phone_of,
    words,
)
from mutuelle.practitioners.directory.lines import Lines, Source
from mutuelle.practitioners.directory.positions import Communes
from mutuelle.practitioners.names import family_key
from mutuelle.wording import fold

PEOPLE = frozenset({"1", "2", "5"})  # the others are laboratories, pharmacies, transport, which FINESS has
TITLED = frozenset({"1", "5"})
OUTSIDE = "3"  # of the agreement: said of every profession, the other sectors of physicians

Cells = list[str]


class AmeliReader:
    """Reads the file; `complete` once all rows were given."""

    source = "ameli"

    def __init__(self, path: Path, communes: Communes) -> None:
        self._file = Source(path)
        self._lines = Lines(self._file, ";", words()["columns"]["ameli"])
        self._communes = communes
        self.progress = self._file.progress

    @property
    def complete(self) -> bool:
        """Say whether the file was read to its end."""
        return self._lines.complete

    def entries(self) -> Iterator[Entry | Refusal | None]:
        """Give each row in order; None for one that is of no use to members."""
        for number, found in self._lines.rows():
            try:
                if isinstance(found, RowRefused):
                    raise found
                yield self._entry(number, found)
            except RowRefused as refused:
                yield Refusal(number, refused.reason)

    def _entry(self, number: int, cells: Cells) -> Entry | None:
        at = self._lines.places
        kind, speciality = cells[at["kind"]], cells[at["speciality"]]
        category = category_of_label(speciality)
        if kind not in PEOPLE or category is None:
            return None
        last, first = cells[at["last_name"]], cells[at["first_name"]]
        if not last.strip():
            raise RowRefused("name")
        postcode, city = cells[at["postcode"]].strip()[:5], cells[at["city"]]
        commune = self._communes.find("", postcode, city)
        if commune is None:
            raise RowRefused("commune")
        spot = self._communes.spot(commune)
        sector = sector_of(cells[at["convention"]])
        title = words()["title"] if kind in TITLED else ""
        name_key, first_key, street = (
            family_key(last),
            cut(family_key(first), "first_key"),
            capitalised(cells[at["street"]]),
        )
        return Entry(
            row=number,
            source_key=_key(name_key, first_key, category, street, postcode),
            number_label="RPPS",
            number="",
            name=cut(" ".join(filter(None, (title, person_name(first), person_name(last)))), "name"),
            name_key=name_key,
            first_key=first_key,
            category=category,
            speciality=cut(speciality, "speciality"),
            street=cut(street, "street"),
            postcode=postcode,
            city=cut(spot.city, "city"),
            insee=spot.insee,
            phone=phone_of(cells[at["phone"]]),
            sector=sector if sector == OUTSIDE or category_by_code(category).sectors else "",
            optam=any(start in fold(cells[at["option"]]) for start in words()["moderated"]),
            latitude=spot.point.latitude,
            longitude=spot.point.longitude,
            approximate=spot.approximate,
        )


def sector_of(label: str) -> str:
    """Return the sector that a label means, "" for none; sector 1 with a right to exceed the rates counts as 2."""
    folded = fold(label)
    return next((str(sector) for start, sector in words()["conventions"].items() if folded.startswith(start)), "")


def _key(*said: str) -> str:
    return blake2b("\x1f".join(said).encode(), digest_size=12).hexdigest()
