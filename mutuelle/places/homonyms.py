"""Which of several places of one name is meant, and of those whose names go on after it. Pure."""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from mutuelle.places.gazetteer import FORMER, gazetteer
from mutuelle.places.index import beginning_with
from mutuelle.places.model import Found, Place, Point
from mutuelle.places.names import key_of

MOST = 8  # homonyms to choose from, and
MOST_NEAR = 5  # spellings to propose
DOMINANT, WELL_KNOWN = 30, 10_000  # so much larger than its homonyms that it is meant
HAMLET = 3_000  # below, a commune with a department's name is not what is meant
LARGE, LARGER = 10_000, 10  # « Clermont » may be Clermont-Ferrand
OF_FAMILY, KNOWN_ONE = 5, 5_000  # « Saint-Martin » begins the names of so many, of which the known ones are offered
OVERSEAS, AN_OCEAN_AWAY = "97", 2  # a wrong guess is worse there: twice as many must live in it
BEGINNING = 3  # letters
AS_IT_BEGINS, AS_A_CITY_BEGINS = 0.9, 0.98
A_TENFOLD = 0.035  # what ten times the population is worth, in similarity
NEIGHBOURHOOD = 20_000  # inhabitants that one counts for, among names that are like it
CLOSE_KM, CLOSE = 60, 0.15
ARTICLES = frozenset({"le", "la", "les", "l"})


@dataclass(frozen=True)
class Candidate:
    """A place, and how much its name is like what was typed (0 to 1)."""

    place: Place
    likeness: float
    near: Point | None = None

    @property
    def score(self) -> float:
        """Return what ranks candidates: likeness, population, and to be near the member."""
        close = self.near is not None and self.place.point.distance_km(self.near) < CLOSE_KM
        return self.likeness + A_TENFOLD * math.log10(people_of(self.place) + 1) + (CLOSE if close else 0)


def people_of(place: Place) -> int:
    """Return what a place weighs beside others: its population; a neighbourhood weighs as a small town."""
    return NEIGHBOURHOOD if place.kind == "neighbourhood" else place.population


def beginning(key: str, within: Collection[str]) -> list[Place]:
    """Return the communes whose names begin with a whole name, the most populous first."""
    known = gazetteer()
    return [known.place(n) for n in _numbers_beginning(key, within)[:MOST]]


def of_same_name(
    said: Sequence[str],
    key: str,
    exact: list[Candidate],
    *,
    within: Collection[str],
    near: Point | None,
    nearly: Callable[[str], Sequence[Place]],
) -> Found:
    """Return what a name means that is `exact`ly some places'; `nearly`: the cities whose names are nearly a key."""
    longer = _longer(said, key, exact, within, near)
    whole = [one.place for one in exact]
    ranked = sorted(exact, key=lambda one: -one.score)
    if _is_outweighed(key, whole, longer, within):
        longer = longer[:OF_FAMILY]
        instead = _meant_instead(ranked[0].place, nearly)
        offered = _places([*ranked[: MOST - len(longer)], *longer])[: MOST - len(instead)]
        return Found(tuple(dict.fromkeys((*offered, *instead))))
    cities = [one for one in longer if one.likeness > AS_IT_BEGINS]
    return _asked_or_meant(_places([*ranked, *cities]), whole, nearly)


def _places(candidates: list[Candidate]) -> tuple[Place, ...]:
    return tuple(one.place for one in sorted(candidates, key=lambda one: -one.score))


def _longer(
    said: Sequence[str], key: str, exact: list[Candidate], within: Collection[str], near: Point | None
) -> list[Candidate]:
    """Return the known communes whose names go on after one: « Saint-Martin-d'Hères » for « Saint Martin ».

    « Le Port » does not begin « Port-de-Bouc », and Vire is in Vire Normandie.
    """
    if any(one.place.kind == "department" for one in exact):
        return []
    article = said[0] if said[0] in ARTICLES else ""
    largest = max(one.place.population for one in exact)
    inside = _codes(one.place for one in exact)
    return [
        Candidate(one, AS_A_CITY_BEGINS if one.population >= max(LARGE, LARGER * largest) else AS_IT_BEGINS, near)
        for one in beginning(key, within)
        if one.population >= KNOWN_ONE and inside.isdisjoint(one.insee) and _has_article(one, article)
    ]


def _codes(places: Iterable[Place]) -> frozenset[str]:
    return frozenset(code for one in places for code in one.insee)


def _has_article(one: Place, article: str) -> bool:
    return not article or one.name.lower().startswith((f"{article} ", f"{article}'"))


def _is_outweighed(key: str, whole: list[Place], longer: list[Candidate], within: Collection[str]) -> bool:
    """Say whether more people live in all other places that a name may mean than in the largest of that name."""
    if not longer:
        return False
    known, largest = gazetteer(), max(whole, key=lambda one: one.population)
    counted, inside = _numbers_beginning(key, within), _codes(whole)
    others = sum(known.populations[n] for n in counted if known.kinds[n] != FORMER and known.codes[n] not in inside)
    others += sum(one.population for one in whole) - largest.population
    return largest.population < others * (AN_OCEAN_AWAY if largest.department.startswith(OVERSEAS) else 1)


def _numbers_beginning(key: str, within: Collection[str]) -> list[int]:
    if len(key) < BEGINNING:
        return []
    known = gazetteer()
    numbers = [n for name in beginning_with(key) for n in known.by_key.get(name, ())]
    numbers = [n for n in numbers if not within or known.department_of(n) in within]
    return sorted(numbers, key=lambda n: -known.populations[n])


def _asked_or_meant(ranked: Sequence[Place], whole: list[Place], nearly: Callable[[str], Sequence[Place]]) -> Found:
    """Return the first when it is alone or much larger than the others, which are then suggestions; else all.

    `whole`: those of exactly this name; one of a longer name is never meant without asking.
    """
    first, others = ranked[0], ranked[1:]
    second = max((one.population for one in others), default=0)
    instead = _meant_instead(first, nearly) if first in whole else ()
    if not others and _is_hamlet(first):
        return Found((first,), instead)
    is_city = first.kind != "department" and first.population >= max(WELL_KNOWN, DOMINANT * second)
    if not others or (is_city and first in whole and all(one.kind != "department" for one in others)):
        return Found((first,), tuple(others[:MOST_NEAR]))
    return Found((*ranked[: MOST - len(instead)], *instead))


def _is_hamlet(one: Place) -> bool:
    return one.kind == "commune" and one.population < HAMLET


def _meant_instead(hamlet: Place, nearly: Callable[[str], Sequence[Place]]) -> tuple[Place, ...]:
    """Return the cities whose names are nearly that of a small commune: « Bourdeaux »."""
    if not _is_hamlet(hamlet):
        return ()
    return tuple(nearly(key_of(hamlet.name.partition(" (")[0])))[:MOST_NEAR]
