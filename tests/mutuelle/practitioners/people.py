"""Invented professionals around Quimper, Tours, Lyon and Saint-Denis of La Réunion."""

from typing import Any

from sqlalchemy import insert

from mutuelle.places.model import Point
from mutuelle.practitioners.names import family_key, sign_key
from mutuelle.practitioners.tables import PractitionerRow
from mutuelle.store import Store

QUIMPER = Point(47.996, -4.097)
TOURS = Point(47.394, 0.684)
LYON = Point(45.757, 4.835)
SAINT_DENIS = Point(-20.879, 55.448)
KM_NORTH = 1 / 111.17  # degrees of latitude


def person(key: int, **values: Any) -> dict[str, Any]:
    """A general practitioner at Quimper's point, but for what is said otherwise."""
    first, last = values.pop("first", "Anne"), values.pop("last", f"Personne{key}")
    point = values.pop("point", QUIMPER)
    return {
        "id": key,
        "source": "demo",
        "source_key": str(key),
        "content": key,
        "number_label": "RPPS",
        "number": f"19990{key:06}",
        "name": f"Dr {first} {last}" if first else last,
        "name_key": family_key(last) if first else sign_key(last),
        "first_key": family_key(first),
        "category": "gp",
        "speciality": "Médecin généraliste",
        "street": "1 rue du Moulin",
        "postcode": "29000",
        "city": "Quimper",
        "insee": "29232",
        "phone": "02 61 91 00 01",
        "sector": "1",
        "optam": False,
        "in_network": False,
        "latitude": point.latitude,
        "longitude": point.longitude,
        "approximate": False,
        **values,
    }


def north(point: Point, km: float) -> Point:
    """Return the point so many kilometres north of another."""
    return Point(point.latitude + km * KM_NORTH, point.longitude)


async def settle(store: Store, *people: dict[str, Any]) -> None:
    """Write them into the directory."""
    async with store.write() as connection:
        await connection.execute(insert(PractitionerRow), list(people))
