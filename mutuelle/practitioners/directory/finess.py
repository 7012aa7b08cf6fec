"""FINESS+ « structures »: establishments, as JSON, three quarters with coordinates.

WGS 84 and Lambert 93 stand in fields that swapped between releases, so what they hold is known by its range.
"""

import json
import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from mutuelle.practitioners.directory.entries import (
    Entry,
    FileRefused,
    Refusal,
    RowRefused,
    capitalised,
    categories_by,
    cut,
    phone_of,
    street_type,
)
from mutuelle.practitioners.directory.lines import Source
from mutuelle.practitioners.directory.positions import Communes
from mutuelle.practitioners.names import sign_key

ACTIVE = "A"
CHUNK, LONGEST_OWNER = 1 << 18, 1 << 25  # characters
START = re.compile(r'"pmej"\s*:\s*\[')
COORDINATES = (("coordonneeX", "coordonneeY"), ("directionLatitude", "directionLongitude"))
_FINESS = re.compile(r"[0-9AB]{9}", re.ASCII)
_SPACES = re.compile(r"[\s,]*")
_CEDEX = re.compile(r"\s+CEDEX\b.*", re.IGNORECASE)

Json = dict[str, Any]


class FinessReader:
    """Reads the file an owner (`pmej`) at a time, with its establishments (`ege`); `complete` at the last bracket."""

    source = "finess"

    def __init__(self, path: Path, communes: Communes) -> None:
        self._file = Source(path)
        self._communes = communes
        self.progress = self._file.progress
        self.complete = False

    def entries(self) -> Iterator[Entry | Refusal | None]:
        """Give each establishment in order; None for one that is closed or of no use to members."""
        number = 0
        for owner in self._owners():
            if owner is None:
                yield Refusal(number + 1, "cut")
                return
            for establishment in owner.get("ege") or ():
                number += 1
                try:
                    yield self._entry(number, establishment)
                except RowRefused as refused:
                    yield Refusal(number, refused.reason)
                except (AttributeError, TypeError, IndexError):
                    yield Refusal(number, "json")

    def _owners(self) -> Iterator[Json | None]:
        """Give the elements of the list, None where the file breaks off."""
        decoder = json.JSONDecoder()
        with self._file.open() as binary:
            text = TextIOWrapper(binary, "utf-8-sig", errors="replace")
            held = _up_to_list(text)
            at = 0
            while True:
                at = _after(_SPACES, held, at)
                if held.startswith("]", at):
                    self.complete = True
                    return
                try:
                    owner, at = decoder.raw_decode(held, at)
                except ValueError:
                    held, at = held[at:], 0
                    more = text.read(max(CHUNK, len(held))) if len(held) < LONGEST_OWNER else ""
                    if not more:
                        yield None
                        return
                    held += more
                else:
                    yield owner

    def _entry(self, number: int, one: Json) -> Entry | None:
        category = categories_by("finess").get(str(one.get("categorieentiteGeographiqueExercice")))
        if category is None or _first(one.get("etatObjet")) != ACTIVE:
            return None
        about = one.get("informationsGeneralesEGE") or {}
        finess = str(about.get("numFinessEge") or "")
        name = str(about.get("nomEgeLong") or about.get("nomEgeCourt") or "").strip()
        if not _FINESS.fullmatch(finess):
            raise RowRefused("number")
        if not name:
            raise RowRefused("name")
        address = (one.get("adresse") or [{}])[0]
        postcode, city = str(address.get("codePostal") or "")[:5], str(address.get("ligneAcheminement") or "")
        commune = self._communes.find(str(address.get("cogCommune") or ""), postcode, _CEDEX.sub("", city))
        if commune is None:
            raise RowRefused("commune")
        spot = self._communes.spot(commune, _pairs(address.get("coordonneesGeographique") or {}))
        return Entry(
            row=number,
            source_key=finess,
            number_label="FINESS",
            number=finess,
            name=cut(capitalised(name), "name"),
            name_key=sign_key(name),
            first_key="",
            category=category,
            speciality="",
            street=_street(address),
            postcode=postcode,
            city=cut(spot.city, "city"),
            insee=spot.insee,
            phone=_phone(one),
            sector="",
            optam=False,
            latitude=spot.point.latitude,
            longitude=spot.point.longitude,
            approximate=spot.approximate,
        )


def _up_to_list(text: TextIOWrapper) -> str:
    """Read as far as the list of owners; return what was read behind its bracket. Raises FileRefused."""
    held = ""
    while not (start := START.search(held)):
        more = text.read(CHUNK)
        if not more:
            raise FileRefused("format")
        held += more
    return held[start.end() :]


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _first(value: Any) -> str:
    """Return a value that newer releases wrap into a list."""
    return str(value[0] if isinstance(value, list) and value else value)


def _pairs(coordinates: Json) -> Iterator[tuple[float, float]]:
    for one, other in COORDINATES:
        try:
            yield float(coordinates[one]), float(coordinates[other])
        except (KeyError, TypeError, ValueError):
            continue


def _street(address: Json) -> str:
    parts = [str(address.get(key) or "").strip() for key in ("numeroVoie", "typeVoie", "libelleVoie")]
    if not parts[2]:
        return cut(capitalised(str(address.get("ligneQuatre") or "")), "street")
    return cut(" ".join(filter(None, (parts[0], street_type(parts[1]), capitalised(parts[2], begins=False)))), "street")


def _phone(one: Json) -> str:
    numbers = (
        phone_of(str((contact.get("telecom") or {}).get("telephone") or "")) for contact in one.get("contact") or ()
    )
    return next(filter(None, numbers), "")
