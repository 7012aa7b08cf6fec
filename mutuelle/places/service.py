"""Finds places by what people call them; the only door of this topic."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from mutuelle.places import contours
from mutuelle.places.finding import Located, city_of, locate, reads_as_place
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.geocoder import Answer, Geocoder, GeocoderFailed
from mutuelle.places.model import Found, Place, Point
from mutuelle.places.reading import WITH_ARRONDISSEMENTS
from mutuelle.places.sentences import mentioned
from mutuelle.places.towns import is_town, postcodes_of_town, town_meant, towns_of
from mutuelle.settings import Settings
from mutuelle.wording import words_of

__all__ = ["PlacesService", "is_town", "postcodes_of_town", "town_meant", "towns_of", "warm_up"]
UNKNOWN = "Xyzkk"  # looked for in every way
LONGEST = 200  # letters; an address has fewer
BESIDE_KM = 3.0  # a house may be a little outside of its commune's circle
MOST_STREETS = 5


def warm_up() -> None:
    """Read the gazetteer now (a second), so that the first member does not wait for it."""
    locate(UNKNOWN)


class PlacesService:
    """Looks places up in the gazetteer, then at the geocoder of the settings. One for a process: it holds a cache."""

    def __init__(self, settings: Settings, geocoder: Geocoder | None = None) -> None:
        url = settings.geocoder_url
        self._geocoder = geocoder or (Geocoder(url) if url else None)

    async def find(self, text: str, *, near: Point | None = None) -> Found:
        """Return the places that a text names: a commune, postcode, department, arrondissement or address.

        `near`: where the member is, if known; of homonyms the near ones come first.
        """
        located = locate(text[:LONGEST], near=near)
        if not located.street or self._geocoder is None:
            return located.found
        try:
            asked = " ".join(text[:LONGEST].split())
            answers = await self._geocoder.addresses(asked, postcode=located.asked.postcode, near=near)
        except GeocoderFailed:
            return replace(located.found, degraded=True)
        streets = [_address(one) for one in answers if _fits(one, located)]
        return Found(_distinct(streets)) if streets else located.found

    def mentioned(self, sentence: str, *, besides: Collection[str] = ()) -> str | None:
        """Return the words of a sentence that name a place, to give to `find`; None if none does.

        `besides`: words of the sentence that are known to be something else (the profession's).
        """
        return mentioned(sentence, besides=besides)

    def reads_as_place(self, text: str) -> bool:
        """Say whether a whole message may be what a place is called: a sentence of everyday words is not."""
        return reads_as_place(text)

    def position(self, latitude: float, longitude: float) -> Place:
        """Return a shared position as a place, named after the commune it is in (the nearest, at sea or abroad).

        Raises ValueError for no point of the earth.
        """
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - degrees
            raise ValueError("no point of the earth")
        point = Point(latitude, longitude)
        beside = self.commune(contours.containing(point) or "") or self.nearest_commune(point)
        return Place(beside.name, point, "position", precise=True, department=beside.department)

    def commune(self, insee: str) -> Place | None:
        """Return a commune, arrondissement or former commune by its INSEE code."""
        known = gazetteer()
        return known.place(known.by_code[insee]) if insee in known.by_code else None

    def commune_at(self, postcode: str, city: str) -> Place | None:
        """Return the commune of a postal address as directories write it (« 29107 », « QUIMPER CEDEX 9 »), or None."""
        return _commune_at(postcode.strip(), city.strip())

    def postcodes_of(self, insee: str) -> tuple[str, ...]:
        """Return the postcodes of a commune, none for an unknown code."""
        known = gazetteer()
        return tuple(known.postcodes[known.by_code[insee]].split()) if insee in known.by_code else ()

    def communes(self) -> Iterator[Place]:
        """Yield all communes; Paris, Lyon and Marseille as their arrondissements. Populations sum up to France's."""
        known = gazetteer()
        return (known.place(n) for n in known.current())

    def neighbours(self, insee: str) -> tuple[Place, ...]:
        """Return the communes that touch this one, the nearest first; none for an unknown code."""
        known = gazetteer()
        if insee not in known.by_code:
            return ()
        return tuple(known.place(n) for n in known.neighbours(known.by_code[insee]))

    def nearest_commune(self, point: Point) -> Place:
        """Return the commune whose point is nearest."""
        known = gazetteer()
        return known.place(known.nearest(point))


def _fits(answer: Answer, located: Located) -> bool:
    """Say whether an answer is in the postcode and the commune that were asked for."""
    if located.asked.postcode and answer.postcode != located.asked.postcode:
        return False
    towns = located.found.places
    return not towns or any(_is_in(answer, town) for town in towns)


def _is_in(answer: Answer, town: Place) -> bool:
    far = answer.point.distance_km(town.point) > town.radius_km + BESIDE_KM
    return not far and (answer.insee in town.insee or (bool(town.postcode) and answer.postcode == town.postcode))


def _address(answer: Answer) -> Place:
    known = gazetteer()
    inside = known.by_code.get(answer.insee)
    return Place(
        name=f"{answer.name}, {answer.city}",
        point=answer.point,
        kind="address",
        insee=(answer.insee,) if answer.insee else (),
        postcode=answer.postcode,
        precise=True,
        department="" if inside is None else known.department_of(inside),
    )


def _distinct(streets: Iterable[Place]) -> tuple[Place, ...]:
    """Return the first of each commune: the others are the same street once more, or less likely ones."""
    by_town: dict[Sequence[str], Place] = {}
    for one in streets:
        by_town.setdefault(one.insee, one)
    return tuple(by_town.values())[:MOST_STREETS]


@lru_cache(maxsize=65_536)
def _commune_at(postcode: str, city: str) -> Place | None:
    known = gazetteer()
    inside = [known.place(n) for n in known.by_postcode.get(postcode, ())]
    said = [word for word in words_of(city) if word != "cedex"]
    if len(inside) == 1 or (inside and not said):
        return inside[0]
    if inside:
        return city_of(said, inside) or inside[0]
    if said and said[0] in WITH_ARRONDISSEMENTS:
        return locate(" ".join(said)).found.sure  # « PARIS CEDEX 12 »
    return locate(f"{postcode} {city}").found.sure if said else None
