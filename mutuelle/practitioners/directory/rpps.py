"""RPPS, « PS_LibreAcces_Personne_activite »: everybody, one row an activity and a speciality; no coordinates.

Kept: those in private practice, and the shops of opticians and audiologists, one row a shop. Pharmacies are FINESS's.
"""

import re
from collections.abc import Callable
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from mutuelle.practitioners.directory.entries import (
    Entry,
    RowRefused,
    capitalised,
    categories_by,
    category_of_label,
    cut,
    person_name,
    phone_of,
    street_type,
    words,
)
from mutuelle.practitioners.directory.lines import Cells, RowReader
from mutuelle.practitioners.names import family_key, sign_key

MEDICINE, DENTISTRY = "10", "40"
SHOPS = frozenset({"26", "28"})
FREELANCE, STUDENT = "L", "E"
FRANCE = frozenset({"", "99000", "FR"})
_IDENTIFIER = re.compile(r"[0-9]{9,12}", re.ASCII)
_FINESS = re.compile(r"[0-9AB]{9}", re.ASCII)


class _Row(NamedTuple):
    """The cells that are read of a row, by the names that `words.yml` gives the columns."""

    number: str
    title: str
    civility: str
    last_name: str
    first_name: str
    profession: str
    standing: str
    speciality: str
    profession_label: str
    mode: str
    finess: str
    site: str
    company: str
    sign: str
    house: str
    house_suffix: str
    street_type: str
    street: str
    postcode: str
    insee: str
    city: str
    country: str
    phone: str


class RppsReader(RowReader):
    """Reads the file; `complete` once all rows were given."""

    source, separator = "rpps", "|"

    @cached_property
    def _read(self) -> Callable[[Cells], tuple[str, ...]]:
        return itemgetter(*(self.places[name] for name in _Row._fields))

    def entry(self, number: int, cells: Cells) -> Entry | None:
        """Return a row as ours, None for one of no use to members. Raises RowRefused."""
        row = _Row._make(self._read(cells))
        category = self._category(row.profession, row.speciality)
        shop = row.profession in SHOPS
        if category is None or row.standing == STUDENT or not (row.mode == FREELANCE or shop):
            return None
        postcode, insee = row.postcode.strip(), row.insee.strip()
        if row.country not in FRANCE or not (postcode or insee):
            return None
        if not _IDENTIFIER.fullmatch(row.number):
            raise RowRefused("number")
        commune = self.communes.find(insee, postcode, row.city)
        if commune is None:
            raise RowRefused("commune")
        spot = self.communes.spot(commune)
        name, name_key, first_key = self._shop(row) if shop else self._person(row)
        label, code = self._number(row, shop=shop)
        site = row.site or f"{postcode}{row.house}{row.street}"
        who = "" if shop else row.number
        return Entry(
            row=number,
            source_key=cut(f"{who}/{site}/{category}", "source_key"),
            number_label=label,
            number=code,
            name=name,
            name_key=name_key,
            first_key=first_key,
            category=category,
            speciality=cut(row.speciality or row.profession_label, "speciality"),
            street=self._street(row),
            postcode=postcode[:5],
            city=cut(spot.city, "city"),
            insee=spot.insee,
            phone=phone_of(row.phone),
            sector="",
            optam=False,
            latitude=spot.point.latitude,
            longitude=spot.point.longitude,
            approximate=spot.approximate,
        )

    def _category(self, profession: str, speciality: str) -> str | None:
        if profession == MEDICINE:
            return category_of_label(speciality) if speciality else "gp"
        if profession == DENTISTRY and speciality:
            return category_of_label(speciality) or categories_by("professions")[profession]
        return categories_by("professions").get(profession)

    def _person(self, row: _Row) -> tuple[str, str, str]:
        """Return a name as it is shown, and as it is looked up: family name, first names."""
        last, first = row.last_name, row.first_name
        if not last.strip():
            raise RowRefused("name")
        titles = words()["titles"]
        title = titles.get(row.title.lower()) or titles.get(row.civility.lower(), "")
        shown = f"{title} {person_name(first)} {person_name(last)}"
        return cut(" ".join(shown.split()), "name"), family_key(last), cut(family_key(first), "first_key")

    def _shop(self, row: _Row) -> tuple[str, str, str]:
        sign = row.sign.strip() or row.company.strip()
        return (cut(capitalised(sign), "name"), sign_key(sign), "") if sign else self._person(row)

    def _number(self, row: _Row, *, shop: bool) -> tuple[str, str]:
        finess = row.finess.strip()
        return ("FINESS", finess) if shop and _FINESS.fullmatch(finess) else ("RPPS", row.number)

    def _street(self, row: _Row) -> str:
        house, suffix = row.house, row.house_suffix.lower()
        kind, street = street_type(row.street_type), capitalised(row.street, begins=False)
        return cut(" ".join(f"{house} {suffix} {kind} {street}".split()), "street")
