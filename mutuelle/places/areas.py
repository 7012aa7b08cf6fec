"""Departments and regions by their names. A region is asked about by its departments."""

from functools import cache

from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.names import key_of
from mutuelle.places.words import words

CORSICA = "20"


@cache
def area_names() -> dict[str, tuple[str, ...]]:
    """Return the codes of departments by the key of every name of a department or region."""
    known = gazetteer().departments
    by_region: dict[str, tuple[str, ...]] = {}
    for one in known.values():
        by_region[one.region] = (*by_region.get(one.region, ()), one.code)
    names = {key_of(region): codes for region, codes in by_region.items() if region}
    for said, region in words().regions.items():
        names[key_of(said)] = by_region[region] if isinstance(region, str) else tuple(region)
    names |= {key_of(said): (code,) for said, code in words().departments.items()}
    return names | {key_of(one.name): (one.code,) for one in known.values()}


def area_codes(word: str) -> tuple[str, ...]:
    """Return the departments that a typed number is: « 29 », « 2a », « 974 », both of Corsica for « 20 »."""
    code = word.upper()
    if code == CORSICA:
        return ("2A", "2B")
    return (code,) if code in gazetteer().departments else ()
