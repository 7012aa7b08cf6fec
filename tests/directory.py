"""A small directory of invented professionals around Quimper, for tests of what is done with it."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import insert

from mutuelle.practitioners.tables import DirectoryExtract, PractitionerRow
from mutuelle.store import Store
from tests.small_places import PLUGUFFAN, QUIMPER, TOURS

_numbers = count(1)
KM = 1 / 111.195  # degrees of latitude


def row(name: str, category: str = "dentist", *, km: float = 0.0, at=QUIMPER, **more: Any) -> dict[str, Any]:
    """Return a row of the directory, `km` north of a town's point."""
    number = next(_numbers)
    family, _, first = name.upper().replace("DR ", "").partition(" ")
    known = {
        "source": "rpps",
        "source_key": f"test-{number}",
        "content": number,
        "number_label": "RPPS",
        "number": f"1010{number:07d}",
        "name": name,
        "name_key": family.lower(),
        "first_key": first.lower(),
        "category": category,
        "speciality": "",
        "street": f"{number} rue de Brest",
        "postcode": at.postcode,
        "city": at.name.partition(" (")[0],
        "insee": at.insee[0],
        "phone": f"029800{number:04d}",
        "sector": "",
        "optam": False,
        "in_network": False,
        "latitude": at.point.latitude + km * KM,
        "longitude": at.point.longitude,
        "approximate": False,
    }
    return known | more


async def fill(store: Store, *rows: dict[str, Any]) -> None:
    """Put rows into the directory, imported on 3 November 2026."""
    async with store.write() as connection:
        await connection.execute(insert(PractitionerRow), list(rows))
        at = datetime(2026, 11, 3, tzinfo=UTC)
        await connection.execute(insert(DirectoryExtract).values(source="rpps", imported_at=at, rows=len(rows)))


def quimper() -> list[dict[str, Any]]:
    """Return seven dentists, two of them far away, a doctor of each sector, an optician of the network and one not."""
    dentists = [row(f"Le Goff {letter}", km=0.343 * rank) for rank, letter in enumerate("ABCDE", start=1)]
    return [
        *dentists,
        row("Kerbrat Anne", km=9.0),
        row("Kerbrat Yves", km=30.0, approximate=True),
        row("Morel Jean", "gp", km=0.5, sector="1"),
        row("Petit Luc", "gp", km=0.2, sector="2"),
        row("Optique Odet", "optician", km=0.4, in_network=False, number_label="FINESS"),
        row("Optique du Steir", "optician", at=PLUGUFFAN, in_network=True, number_label="FINESS", phone=""),
        row("Morel Paul", "gp", at=TOURS, sector="1"),
    ]
