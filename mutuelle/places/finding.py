"""What a text means, by the gazetteer alone. Pure, but for reading the gazetteer once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from mutuelle.places.areas import area_codes
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.lookup import find_name, is_name, population_named
from mutuelle.places.model import Found, Place, Point
from mutuelle.places.names import key_of, key_of_words
from mutuelle.places.neighbourhoods import called
from mutuelle.places.reading import WITH_ARRONDISSEMENTS, Asked, read
from mutuelle.places.words import stripped, words
from mutuelle.wording import words_of

SAME_NAME = 75  # of 100
LONGEST_NAME = 7  # words
MOST = 5
TOWN = 2_000  # inhabitants
PARTICLES = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "en", "sur", "sous", "saint", "sainte", "st", "et"}
)


@dataclass(frozen=True)
class Located:
    """What the gazetteer found; `street`: the text is an address, for the geocoder."""

    found: Found
    asked: Asked
    street: bool = False


def locate(text: str, *, near: Point | None = None) -> Located:
    """Return what a text means; of an address, the commune it is in."""
    said = tuple(words_of(text))
    if said and is_name(said):
        return Located(find_name(said, near=near), Asked(said))
    asked = read(text)
    if asked.street is not None:
        return Located(replace(_town(asked, near), coarse=True), asked, street=True)
    if asked.arrondissement is not None and (found := _arrondissements(asked)):
        return Located(found, asked)
    if asked.city and not asked.city.startswith(str(asked.arrondissement)):  # « Lyon 69 » is no arrondissement
        return Located(Found((), (gazetteer().place(gazetteer().by_code[asked.city]),)), asked)
    if asked.postcode:
        return Located(_by_postcode(asked.postcode, _stripped(asked.words), near), asked)
    name = _stripped(asked.words)
    found = _by_name(name, near)
    return Located(replace(found, coarse=found.coarse or _is_of_landmark(asked.words, name)), asked)


def _is_of_landmark(said: Sequence[str], name: Sequence[str]) -> bool:
    """Say whether a town was named for its station or its hospital, which the gazetteer does not know."""
    before = tuple(said[: len(said) - len(name)])
    return any(before[-len(one) :] == one for one in words().landmarks)


def _stripped(said: Sequence[str]) -> tuple[str, ...]:
    return stripped(said, is_name)


def _by_name(said: Sequence[str], near: Point | None) -> Found:
    if not said:
        return Found()
    codes = area_codes(said[0]) if len(said) == 1 else ()
    known = gazetteer()
    if codes == ("75",):
        return Found((known.place(known.by_code["75056"]),))
    if codes:
        return Found(tuple(place for code in codes if (place := known.department(code))))
    found = find_name(said, near=near)
    return found if found.places else _named_inside(said, near) or found


def _named_inside(said: Sequence[str], near: Point | None) -> Found | None:
    """Return the town whose name ends or begins words that are no place as a whole: « quartier des Lices, Rennes »."""
    for size in range(len(said) - 1, 0, -1):
        for part in (said[-size:], said[:size]):
            if is_name(part) and not ordinary(part) and population_named(part) >= TOWN:
                return replace(find_name(part, near=near), coarse=True)
    return None


def _arrondissements(asked: Asked) -> Found | None:
    """Return the arrondissement of this number in the city, or in each that has as many; None if there is none."""
    known, number = gazetteer(), asked.arrondissement or 0
    found: list[Place] = []
    for city in [asked.city] if asked.city else WITH_ARRONDISSEMENTS.values():
        inside = known.arrondissements(city)
        if 1 <= number <= len(inside):
            found.append(known.place(inside[number - 1]))
    if not found:
        return None
    city_place = known.place(known.by_code[asked.city]) if asked.city else None
    is_department_too = city_place and city_place.department == str(number) and asked.words[-1].isdigit()
    return Found((*found, city_place) if city_place and is_department_too else tuple(found))


def _by_postcode(code: str, said: Sequence[str], near: Point | None) -> Found:
    """Return the commune of a postcode that is named, else the postcode; both when they contradict each other."""
    known = gazetteer()
    inside = [known.place(n) for n in known.by_postcode.get(code, ())]
    said = [word for word in said if word != "cedex"]
    if not inside:
        department = code[:3] if code.startswith("97") else code[:2]
        within = area_codes(department)
        named = find_name(said, within=within, near=near) if said and within else Found()
        return named if named.places else Found((), _like(code))
    whole = known.postcode(code)
    if said and (city := city_of(said, inside)):
        return Found((replace(city, postcode=code),))
    if said and (quarters := [one for one in called(said) if any(one.insee[0] in place.insee for place in inside)]):
        return Found(tuple(quarters))
    named = find_name(said, near=near) if said else Found()
    contradicting = [place for place in named.places if place.department != inside[0].department][:1]
    return Found((*([whole] if whole else ()), *contradicting))


def city_of(said: Sequence[str], inside: Sequence[Place]) -> Place | None:
    """Return the place among some of which words are the name, a typo apart; Paris is its only arrondissement here."""
    key = key_of_words(said)
    names = {place: key_of(place.name.partition(" (")[0]) for place in inside}
    for place, name in names.items():
        if name == key or (place.kind == "arrondissement" and name.startswith(f"{key} ")):
            return place
    scores = {place: fuzz.ratio(name, key) for place, name in names.items()}
    best = max(scores, key=lambda place: scores[place])
    return best if scores[best] >= SAME_NAME else None


def _like(code: str) -> tuple[Place, ...]:
    """Return the postcodes that begin as an unknown one, those of the most people first, then its department."""
    known = gazetteer()
    for size in (4, 3):
        codes = [one for one in known.by_postcode if one.startswith(code[:size])]
        if codes:
            places = [place for one in codes if (place := known.postcode(one))]
            return tuple(sorted(places, key=lambda place: -place.population)[:MOST])
    department = known.department(code[:3] if code.startswith("97") else code[:2])
    return (department,) if department else ()


def _town(asked: Asked, near: Point | None) -> Found:
    """Return the commune that an address is in."""
    tail = _stripped(asked.tail)
    if asked.postcode:
        found = _by_postcode(asked.postcode, tail, near)
        return found if found.places or not tail else find_name(tail, near=near)
    if tail:
        named = _arrondissements(read(" ".join(asked.tail))) if read(" ".join(asked.tail)).arrondissement else None
        return named or find_name(tail, near=near)
    return _named_at_the_end(asked, near)


def _named_at_the_end(asked: Asked, near: Point | None) -> Found:
    """Return the commune whose name ends an address, if the words before it are not of the same name."""
    said, first = asked.words, (asked.street or 0) + 2
    if (ending := read(" ".join(said[first:]))).arrondissement and ending.city:
        return _arrondissements(ending) or Found()
    for size in range(min(LONGEST_NAME, len(said) - first), 0, -1):
        start = len(said) - size
        whole = said[start - 1] not in PARTICLES and not said[start - 1].isdigit()
        if is_name(said[start:]) and (whole or start == first):
            return find_name(said[start:], near=near)
    for size in (3, 2, 1):
        start = len(said) - size
        if start > first and said[start - 1] not in PARTICLES and (found := find_name(said[start:], near=near)).sure:
            return found
    return Found()


def ordinary(said: Sequence[str]) -> bool:
    """Say whether every word is one of everyday talk."""
    return all(word in words().ordinary for word in said)


def reads_as_place(text: str) -> bool:
    """Say whether a whole message may be what a place is called: figures, an address, or mostly no everyday words."""
    asked = read(text)
    if asked.street is not None or asked.postcode or asked.arrondissement is not None or asked.city:
        return True
    said = _stripped(tuple(words_of(text)))
    if is_name(said) or (len(said) == 1 and area_codes(said[0])):
        return True
    telling = [word for word in said if word not in PARTICLES]
    names = [word for word in telling if not ordinary((word,)) and not word[0].isdigit()]
    return len(said) <= LONGEST_NAME and bool(names) and 2 * len(names) >= len(telling)
