"""The « annuaire-sante-ameli »: who is under agreement, with sector and tariff option; no number, no coordinates."""

from hashlib import blake2b

from mutuelle.practitioners.categories import category_by_code
from mutuelle.practitioners.directory.entries import (
    Entry,
    RowRefused,
    capitalised,
    category_of_label,
    cut,
    person_name,
    phone_of,
    words,
)
from mutuelle.practitioners.directory.lines import Cells, RowReader
from mutuelle.practitioners.names import family_key
from mutuelle.wording import fold

PEOPLE = frozenset({"1", "2", "5"})  # the others are laboratories, pharmacies, transport, which FINESS has
TITLED = frozenset({"1", "5"})
OUTSIDE = "3"  # of the agreement: said of every profession, the other sectors of physicians


class AmeliReader(RowReader):
    """Reads the file; `complete` once all rows were given."""

    source, separator = "ameli", ";"

    def entry(self, number: int, cells: Cells) -> Entry | None:
        """Return a row as ours, None for one of no use to members. Raises RowRefused."""
        at = self.places
        kind, speciality = cells[at["kind"]], cells[at["speciality"]]
        category = category_of_label(speciality)
        if kind not in PEOPLE or category is None:
            return None
        last, first = cells[at["last_name"]], cells[at["first_name"]]
        if not last.strip():
            raise RowRefused("name")
        postcode, city = cells[at["postcode"]].strip()[:5], cells[at["city"]]
        commune = self.communes.find("", postcode, city)
        if commune is None:
            raise RowRefused("commune")
        spot = self.communes.spot(commune)
        sector = sector_of(cells[at["convention"]])
        title = words()["title"] if kind in TITLED else words()["titles"].get(cells[at["civility"]].lower(), "")
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
