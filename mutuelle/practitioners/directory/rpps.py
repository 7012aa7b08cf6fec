"""RPPS, « PS_LibreAcces_Personne_activite »: everybody, one row an activity and a speciality; no coordinates.

Kept: those in private practice, and the shops of opticians and audiologists, one row a shop. Pharmacies are FINESS's.
"""

import re

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


class RppsReader(RowReader):
    """Reads the file; `complete` once all rows were given."""

    source, separator = "rpps", "|"

    def entry(self, number: int, cells: Cells) -> Entry | None:
        """Return a row as ours, None for one of no use to members. Raises RowRefused."""
        at = self.places
        profession, mode = cells[at["profession"]], cells[at["mode"]]
        category = self._category(profession, cells[at["speciality"]])
        shop = profession in SHOPS
        if category is None or cells[at["standing"]] == STUDENT or not (mode == FREELANCE or shop):
            return None
        postcode, insee = cells[at["postcode"]].strip(), cells[at["insee"]].strip()
        if cells[at["country"]] not in FRANCE or not (postcode or insee):
            return None
        if not _IDENTIFIER.fullmatch(cells[at["number"]]):
            raise RowRefused("number")
        city = cells[at["city"]]
        commune = self.communes.find(insee, postcode, city)
        if commune is None:
            raise RowRefused("commune")
        spot = self.communes.spot(commune)
        name, name_key, first_key = self._shop(cells) if shop else self._person(cells)
        label, code = self._number(cells, shop=shop)
        site = cells[at["site"]] or f"{postcode}{cells[at['house']]}{cells[at['street']]}"
        who = "" if shop else cells[at["number"]]
        return Entry(
            row=number,
            source_key=cut(f"{who}/{site}/{category}", "source_key"),
            number_label=label,
            number=code,
            name=name,
            name_key=name_key,
            first_key=first_key,
            category=category,
            speciality=cut(cells[at["speciality"]] or cells[at["profession_label"]], "speciality"),
            street=self._street(cells),
            postcode=postcode[:5],
            city=cut(spot.city, "city"),
            insee=spot.insee,
            phone=phone_of(cells[at["phone"]]),
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

    def _person(self, cells: Cells) -> tuple[str, str, str]:
        """Return a name as it is shown, and as it is looked up: family name, first names."""
        at = self.places
        last, first = cells[at["last_name"]], cells[at["first_name"]]
        if not last.strip():
            raise RowRefused("name")
        title = words()["titles"].get(cells[at["title"]].lower(), "")
        shown = f"{title} {person_name(first)} {person_name(last)}"
        return cut(" ".join(shown.split()), "name"), family_key(last), cut(family_key(first), "first_key")

    def _shop(self, cells: Cells) -> tuple[str, str, str]:
        at = self.places
        sign = cells[at["sign"]].strip() or cells[at["company"]].strip()
        return (cut(capitalised(sign), "name"), sign_key(sign), "") if sign else self._person(cells)

    def _number(self, cells: Cells, *, shop: bool) -> tuple[str, str]:
        at = self.places
        finess = cells[at["finess"]].strip()
        return ("FINESS", finess) if shop and _FINESS.fullmatch(finess) else ("RPPS", cells[at["number"]])

    def _street(self, cells: Cells) -> str:
        at = self.places
        house, suffix = cells[at["house"]], cells[at["house_suffix"]].lower()
        kind, street = street_type(cells[at["street_type"]]), capitalised(cells[at["street"]], begins=False)
        return cut(" ".join(f"{house} {suffix} {kind} {street}".split()), "street")
