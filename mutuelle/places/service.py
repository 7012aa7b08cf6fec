"""Finds places by what people call them; the only door of this topic."""

from collections.abc import Iterable

from mutuelle.places.model import Found, Place, Point
from mutuelle.settings import Settings


class PlacesService:
    """Looks places up in the gazetteer, then at the geocoder that the settings name. One for a process: it holds a cache."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def find(self, text: str, *, near: Point | None = None) -> Found:
        """Return the places that a text names: a commune, postcode, department, arrondissement or address.

        `near`: where the member is, if known; of homonyms the near ones come first.
        """
        raise NotImplementedError

    def mentioned(self, sentence: str) -> str | None:
        """Return the words of a sentence that name a place, to give to `find`; None if none does."""
        raise NotImplementedError

    def position(self, latitude: float, longitude: float) -> Place:
        """Return a shared position as a place, named after its commune. Raises ValueError for no point of the earth."""
        raise NotImplementedError

    def commune(self, insee: str) -> Place | None:
        """Return a commune or arrondissement by its INSEE code."""
        raise NotImplementedError

    def communes(self) -> Iterable[Place]:
        """Return all communes; Paris, Lyon and Marseille as their arrondissements. Populations sum up to France's."""
        raise NotImplementedError

    def neighbours(self, insee: str) -> tuple[Place, ...]:
        """Return the communes that touch this one, the nearest first; none for an unknown code."""
        raise NotImplementedError

    def nearest_commune(self, point: Point) -> Place:
        """Return the commune whose point is nearest."""
        raise NotImplementedError
