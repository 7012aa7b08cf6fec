"""A gazetteer of a few towns, which answers as the real one does, at once and always the same."""

from collections.abc import Iterable

from mutuelle.places.model import Found, Place, Point
from mutuelle.wording import words_of

QUIMPER = Place("Quimper (29)", Point(47.9960, -4.1024), "commune", ("29232",), "29000", department="29", radius_km=6)
PLUGUFFAN = Place("Pluguffan (29)", Point(47.9810, -4.1790), "commune", ("29216",), "29700", department="29")
TOURS = Place("Tours (37)", Point(47.3941, 0.6848), "commune", ("37261",), "37000", department="37")
LYON_3 = Place("Lyon 3e", Point(45.7530, 4.8690), "arrondissement", ("69383",), "69003", department="69")
SAINT_DENIS = Place("Saint-Denis (93)", Point(48.9362, 2.3574), "commune", ("93066",), "93200", department="93")
SAINT_DENIS_974 = Place("Saint-Denis (974)", Point(-20.8789, 55.4481), "commune", ("97411",), "97400", department="974")
LOCMARIA = Place("Locmaria-Plouzané (29)", Point(48.3733, -4.6437), "commune", ("29130",), "29280", department="29")
LOCMARIA_56 = Place("Locmaria (56)", Point(47.2953, -3.0728), "commune", ("56114",), "56360", department="56")
LOCMARIA_DISTRICT = Place("Locmaria (Quimper)", Point(47.9910, -4.1090), "neighbourhood", ("29232",), department="29")
SAINT_MARTIN_38 = Place(
    "Saint-Martin-d'Hères (38)", Point(45.17, 5.77), "commune", ("38421",), "38400", department="38"
)
SAINT_MARTIN_38_TOO = Place(
    "Saint-Martin-le-Vinoux (38)", Point(45.2, 5.72), "commune", ("38423",), "38950", department="38"
)
SAINT_MARTIN = Place("Saint-Martin (978)", Point(18.08, -63.05), "commune", ("97801",), "97150", department="978")
ISERE = Place("Isère (38)", Point(45.19, 5.73), "department", ("38421", "38423"), department="38")
FINISTERE = Place("Finistère (29)", Point(48.2, -4.1), "department", ("29232", "29216"), department="29")
STREET = Place("5 rue de la Paix, 29000 Quimper", Point(47.9950, -4.1000), "address", precise=True, department="29")
RENNES = Place("8 allée des Tilleuls, 35000 Rennes", Point(48.1, -1.68), "address", precise=True, department="35")

KNOWN = {
    "quimper": (QUIMPER,),
    "29000": (QUIMPER,),
    "pluguffan": (PLUGUFFAN,),
    "tours": (TOURS,),
    "lyon 3e": (LYON_3,),
    "saint denis": (SAINT_DENIS, SAINT_DENIS_974),
    "saint martin": (SAINT_MARTIN, SAINT_MARTIN_38, SAINT_MARTIN_38_TOO),
    "38": (ISERE,),
    "locmaria": (LOCMARIA, LOCMARIA_56),
    "quartier de locmaria": (LOCMARIA_DISTRICT,),
    "finistere": (FINISTERE,),
    "5 rue de la paix quimper": (STREET,),
    "8 allee des tilleuls 35000 rennes": (RENNES,),
}
MISSPELT = {"kimper": (QUIMPER,), "toure": (TOURS,)}


class SmallPlaces:
    """Stands in for `PlacesService`. `asked` keeps what was looked up."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def find(self, text: str, *, near: Point | None = None) -> Found:
        self.asked.append(text)
        words = " ".join(words_of(text))
        return Found(KNOWN.get(words, ()), MISSPELT.get(words, ()))

    def mentioned(self, sentence: str) -> str | None:
        words = " ".join(words_of(sentence))
        known = sorted((*KNOWN, *MISSPELT), key=len, reverse=True)
        return next((one for one in known if f" {one} " in f" {words} "), None)

    def reads_as_place(self, text: str) -> bool:
        return len(words_of(text)) <= 3

    def position(self, latitude: float, longitude: float) -> Place:
        return Place("Quimper (29)", Point(latitude, longitude), "position", precise=True)

    def commune(self, insee: str) -> Place | None:
        return next((one for places in KNOWN.values() for one in places if one.insee == (insee,)), None)

    def communes(self) -> Iterable[Place]:
        return (QUIMPER, PLUGUFFAN, TOURS)

    def neighbours(self, insee: str) -> tuple[Place, ...]:
        return {"29232": (PLUGUFFAN,), "29216": (QUIMPER,)}.get(insee, ())

    def nearest_commune(self, point: Point) -> Place:
        return min((QUIMPER, PLUGUFFAN, TOURS), key=lambda one: one.point.distance_km(point))
