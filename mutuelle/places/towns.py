"""The town of a postal address: what its postcode tells of it, and which town a member means. Pure."""

from collections.abc import Iterator

from mutuelle.places.finding import city_of
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.model import Place
from mutuelle.places.names import key_of_words
from mutuelle.wording import words_of

CEDEX = "cedex"


def towns_of(postcode: str) -> tuple[str, ...]:
    """Return the towns of a postcode as envelopes name them (« Paris » for 75012), the largest first.

    None for a postcode that the gazetteer does not know: some are a company's own.
    """
    return tuple(dict.fromkeys(_written(place) for place in _inside(postcode)))


def postcodes_of_town(said: str) -> tuple[str, ...]:
    """Return the postcodes of the town that a text is the name of, in order; none when no town or several have it."""
    known = gazetteer()
    named = [n for n in known.by_key.get(key_of_words(words_of(said)), ()) if known.postcodes[n]]
    return tuple(sorted(known.postcodes[named[0]].split())) if len(named) == 1 else ()


def is_town(said: str) -> bool:
    """Say whether a text is the name of a town, past or present."""
    return key_of_words(words_of(said)) in gazetteer().by_key


def town_meant(postcode: str, said: str) -> str | None:
    """Return the town at a postcode that words mean, a typo apart: as it is written, or as said where it is no more.

    A town that became part of another is known in its department. None when nothing fits.
    """
    known, inside = gazetteer(), list(_inside(postcode))
    words = [word for word in words_of(said) if word != CEDEX]
    if not words or not inside:
        return None
    if town := city_of(words, inside):
        return _written(town)
    alike = known.by_key.get(key_of_words(words), ())
    return said if any(known.department_of(n) == inside[0].department for n in alike) else None


def _inside(postcode: str) -> Iterator[Place]:
    known = gazetteer()
    return (known.place(n) for n in known.by_postcode.get(postcode, ()))


def _written(place: Place) -> str:
    name = place.name.partition(" (")[0]
    return name.split()[0] if place.kind == "arrondissement" else name
