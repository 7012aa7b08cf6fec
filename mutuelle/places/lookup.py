"""Which places a name may mean: as it is spelled, with typos, by its sound."""

import math
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from heapq import nlargest

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from mutuelle.places.areas import area_codes, area_names
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.homonyms import (
    A_TENFOLD,
    ARTICLES,
    AS_IT_BEGINS,
    HAMLET,
    LARGE,
    MOST,
    MOST_NEAR,
    NEIGHBOURHOOD,
    WELL_KNOWN,
    Candidate,
    beginning,
    of_same_name,
    people_of,
)
from mutuelle.places.index import as_long_as, sounding_like
from mutuelle.places.model import Found, Place, Point
from mutuelle.places.names import key_of, key_of_words
from mutuelle.places.neighbourhoods import called, in_town, neighbourhoods, station_of
from mutuelle.places.words import words

KEPT = 2_048  # names that were typed: what a sentence mentions is looked up right after
ALIKE, SHORT_LIST = 68, 12
NEARLY = 0.8
HEARD = 0.5  # what sounds alike looks alike too, somewhat
LIKELY, MARGIN, PROPOSED = 0.72, 0.07, 0.5
SHORT_NAME, ONE_LETTER_OFF = 5, 0.75  # letters; one of four
AS_IT_SOUNDS = 0.93
AREA_SIZE = 5.7  # a department has half a million inhabitants
INSIDE = frozenset({"en", "dans", "de", "d", "le", "la", "les", "l", "du", "a"})


def find_name(said: Sequence[str], *, within: Collection[str] = (), near: Point | None = None) -> Found:
    """Return what a name means, of which the folded words are given.

    `within`: the codes of the only departments to look in, if any.
    """
    key = _key(said)
    exact = [Candidate(place, 1.0, near) for place in _with_its_article(said, _spelled(key, within))]
    inside = called(said, within) or (() if exact or within else in_town(said))
    if not exact and not inside and not within and (qualified := _qualified(said, near)):
        return qualified
    if exact or inside:
        found = of_same_name(said, key, exact, within=within, near=near, nearly=_cities_like) if exact else Found()
        return _with_neighbourhoods(found, said, [Candidate(place, 1.0, near) for place in inside])
    return _of_likeness(_alike(key, tuple(within), near))


def _with_neighbourhoods(found: Found, said: Sequence[str], inside: list[Candidate]) -> Found:
    """Return communes and, after them, neighbourhoods of the same name; a large commune is meant all the same."""
    if not inside:
        return found
    quarters = tuple(one.place for one in sorted(inside, key=lambda one: -one.score))
    if found.sure and found.sure.population >= WELL_KNOWN:
        return Found(found.places, (*quarters, *found.suggestions)[:MOST_NEAR])
    towns = _spelled(_key(town), ()) if (town := station_of(said)) else []
    of_station = [one for one in towns if one.kind == "commune"]
    return Found((*found.places[: MOST - len(quarters)], *quarters, *of_station))


def _with_its_article(said: Sequence[str], places: list[Place]) -> list[Place]:
    """Return only departments for « la Vienne »: the city is called without an article."""
    departments = [place for place in places if place.kind == "department"]
    return departments if departments and said[0] in ARTICLES else places


def is_name(said: Sequence[str]) -> bool:
    """Say whether words are exactly the name of a place."""
    key = _key(said)
    return key in gazetteer().by_key or key in area_names() or key in neighbourhoods() or bool(in_town(said))


def is_qualified(said: Sequence[str]) -> bool:
    """Say whether words are exactly the name of a commune and the department or region it is in."""
    return any(_spelled(_key(said[:start]), codes) for start, codes in _qualifiers(said))


def population_like(said: Sequence[str]) -> int:
    """Return the population of the place that words most likely mean."""
    found = find_name(said)
    return people_of(found.places[0]) if found.places else 0


def likeness_of(said: Sequence[str]) -> float:
    """Return how like the name of a place words are: of the one they most likely mean, from 0 to 1."""
    ranked = _alike(_key(said), (), None)
    return ranked[0].likeness if ranked else 0.0


def population_named(said: Sequence[str]) -> int:
    """Return the largest population of the communes of exactly this name; 0 if there is none.

    A neighbourhood counts as a small town.
    """
    places = gazetteer().by_key.get(_key(said), ())
    largest = gazetteer().populations[places[0]] if places else 0
    return max(largest, NEIGHBOURHOOD) if called(said) or in_town(said) else largest


def _key(said: Sequence[str]) -> str:
    key = key_of_words(said)
    nickname = words().nicknames.get(" ".join(said)) or words().nicknames.get(key)
    return key_of(nickname) if nickname else key


def _spelled(key: str, within: Collection[str]) -> list[Place]:
    """Return the places of exactly this name."""
    known = gazetteer()
    communes = [known.place(n) for n in known.by_key.get(key, ())]
    if within:
        return [place for place in communes if place.department in within]
    codes = area_names().get(key, ())
    departments = [place for code in codes if (place := known.department(code))]
    if {place.population for place in communes} >= {place.population for place in departments}:
        return communes  # Paris, Saint-Barthélemy: the department is the commune
    if departments:
        communes = [place for place in communes if place.population >= HAMLET]
    return sorted([*communes, *departments], key=lambda place: -place.population)


def _cities_like(key: str) -> list[Place]:
    return [one.place for one in _alike(key, (), None) if one.likeness >= NEARLY and one.place.population >= LARGE]


def _qualified(said: Sequence[str], near: Point | None) -> Found | None:
    """Return the commune of a name with its department or region: « Saint-Denis 93 », « Valence dans la Drôme »."""
    for start, codes in _qualifiers(said):
        found = find_name(said[:start], within=codes, near=near)
        if found.places:
            return found
    return None


def _qualifiers(said: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield where the name of a department or region may begin that ends words, and its codes."""
    for start in range(1, len(said)):
        rest = list(said[start:])
        while len(rest) > 1 and rest[0] in INSIDE:
            rest = rest[1:]
        codes = area_codes(rest[0]) if len(rest) == 1 else ()
        if codes := codes or area_names().get(key_of_words(rest), ()):
            yield start, codes


@lru_cache(maxsize=KEPT)
def _alike(key: str, within: tuple[str, ...], near: Point | None) -> tuple[Candidate, ...]:
    """Return the places whose names look or sound like what was typed, the likeliest first."""
    glued = key.replace(" ", "")
    names, spelled = as_long_as(len(glued))
    likeness = {
        names[n]: OSA.normalized_similarity(glued, one)
        for one, _, n in process.extract(glued, spelled, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
    }
    for name in sounding_like(key):
        if OSA.normalized_similarity(glued, name.replace(" ", "")) >= HEARD:
            likeness[name] = max(AS_IT_SOUNDS, likeness.get(name, 0))
    if len(glued) <= SHORT_NAME:
        likeness = {name: like for name, like in likeness.items() if like >= ONE_LETTER_OFF}
    short_list = nlargest(SHORT_LIST, likeness, key=lambda name: likeness[name] + _size(name, within))
    found = [
        Candidate(place, likeness[name], near)
        for name in short_list
        for place in (*_spelled(name, within), *called(name.split(), within))
    ]
    found += [Candidate(place, AS_IT_BEGINS, near) for place in beginning(key, within)]
    best: dict[str, Candidate] = {}
    for one in found:
        if one.place.name not in best or best[one.place.name].score < one.score:
            best[one.place.name] = one
    return tuple(sorted(best.values(), key=lambda one: -one.score))


def _size(name: str, within: Collection[str]) -> float:
    """Return what the population of a name's largest place is worth; nothing is worse than to be outside."""
    if name in area_names() and not within:
        return A_TENFOLD * AREA_SIZE
    known = gazetteer()
    inside = [n for n in known.by_key.get(name, ()) if not within or known.department_of(n) in within]
    as_quarter = [NEIGHBOURHOOD] * bool(called(name.split(), within))
    people = max([*(known.populations[n] for n in inside[:1]), *as_quarter], default=-1)
    return A_TENFOLD * math.log10(people + 1) if people >= 0 else -math.inf


def _of_likeness(ranked: Sequence[Candidate]) -> Found:
    """Return one place when nothing else comes near, several when some are as likely, else suggestions."""
    proposed = tuple(one.place for one in ranked if one.likeness >= PROPOSED)[: MOST_NEAR + 1]
    if not ranked or ranked[0].likeness < LIKELY:
        return Found((), proposed[:MOST_NEAR])
    likely = [one.place for one in ranked if ranked[0].score - one.score < MARGIN and one.likeness >= LIKELY]
    if len(likely) == 1:
        return Found((likely[0],), proposed[1:])
    return Found(tuple(likely[:MOST_NEAR]))
