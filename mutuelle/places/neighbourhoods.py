"""Neighbourhoods of large towns that are no communes: Montmartre, La Part-Dieu, Le Mirail. See `data/README.md`."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from mutuelle.places.gazetteer import DATA, gazetteer
from mutuelle.places.model import Place, Point
from mutuelle.places.names import key_of, key_of_words
from mutuelle.places.words import words

ABOUT_KM = 1.0  # how far one goes from its point, about
BETWEEN = frozenset({"a", "de", "d", "du", "en", "dans", "sur", "quartier"})  # « Beaulieu à Rennes »


@cache
def neighbourhoods() -> Mapping[str, tuple[Place, ...]]:
    """Return the neighbourhoods by the key of every name; several towns may have one of a name."""
    found = defaultdict(list)
    for line in (DATA / "neighbourhoods.csv").read_text(encoding="utf-8").splitlines():
        code, name, latitude, longitude, other = line.split(";")
        place = _neighbourhood(code, name, Point(float(latitude), float(longitude)))
        for key in dict.fromkeys(key_of(one) for one in (name, other) if one):
            found[key].append(place)
    return {key: tuple(places) for key, places in found.items()}


def called(said: Sequence[str], within: Collection[str] = ()) -> tuple[Place, ...]:
    """Return those of exactly this name, of which the folded words are given.

    `within`: the codes of the only departments to look in, if any.
    """
    return tuple(one for one in neighbourhoods().get(key_of_words(said), ()) if not within or one.department in within)


def in_town(said: Sequence[str]) -> tuple[Place, ...]:
    """Return those of a name that stands beside its town's: « Montmartre à Paris », « Lyon Part-Dieu »."""
    if said[0] in BETWEEN or said[-1] in BETWEEN or not any(word in _towns_words() for word in said):
        return ()
    for start in range(1, len(said)):
        for name, town in ((said[:start], said[start:]), (said[start:], said[:start])):
            places = called(_bare(name))
            if places and (found := tuple(one for one in places if _town_key(one) == key_of_words(_bare(town)))):
                return found
    return ()


def station_of(said: Sequence[str]) -> tuple[str, ...]:
    """Return the name of the town whose station is called like a neighbourhood: « Lyon » for « gare de Lyon »."""
    return next((tuple(said[len(one) :]) for one in words().landmarks if tuple(said[: len(one)]) == one), ())


def _bare(said: Sequence[str]) -> Sequence[str]:
    """Return words without what stands between a neighbourhood and its town."""
    while len(said) > 1 and said[0] in BETWEEN:
        said = said[1:]
    while len(said) > 1 and said[-1] in BETWEEN:
        said = said[:-1]
    return said


def _neighbourhood(code: str, name: str, point: Point) -> Place:
    known = gazetteer()
    n = known.by_code[code]
    town = known.place(n)
    return Place(
        name=f"{name} ({town.name if town.kind == 'arrondissement' else known.names[n]})",
        point=point,
        kind="neighbourhood",
        insee=(code,),
        postcode=town.postcode,
        department=town.department,
        radius_km=ABOUT_KM,
    )


def _town_key(one: Place) -> str:
    """Return the key of the town a neighbourhood is in: Paris, not Paris 18e."""
    known = gazetteer()
    n = known.by_code[one.insee[0]]
    return key_of(known.names[known.by_code[known.parents[n]] if known.place(n).kind == "arrondissement" else n])


@cache
def _towns_words() -> frozenset[str]:
    """Return the words of the names of all those towns."""
    return frozenset(word for places in neighbourhoods().values() for one in places for word in _town_key(one).split())
