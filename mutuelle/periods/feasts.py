"""Days and holidays that have a name: « Noël », « la Saint-Jean », « lundi de Pâques », « vacances de février »."""

from mutuelle.periods import almanac
from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import Read, Wrong, Yearly, resolve
from mutuelle.periods.pieces import with_year
from mutuelle.periods.words import Sentence

_FEASTS = frozenset(
    {"noel", "paques", "pentecote", "ascension", "toussaint", "assomption", "rentree"}
    | {"epiphanie", "chandeleur", "halloween", "armistice"}
)
_SPELLED = (
    (("jour", "de", "l", "an"), "nouvel an"), (("nouvel", "an"), "nouvel an"),
    (("lundi", "de", "paques"), "lundi de paques"), (("lundi", "de", "pentecote"), "lundi de pentecote"),
    (("lundi", "de", "la", "pentecote"), "lundi de pentecote"), (("dimanche", "de", "paques"), "paques"),
    (("jeudi", "de", "l", "ascension"), "ascension"), (("mardi", "gras"), "mardi gras"),
    (("vendredi", "saint"), "vendredi saint"), (("fete", "nationale"), "fete nationale"),
    (("fete", "du", "travail"), "fete du travail"),
)  # fmt: skip
_SAINT = frozenset({"saint", "st", "sainte", "ste"})
_SAINTS = frozenset({"jean", "sylvestre", "valentin", "nicolas", "martin", "michel", "catherine"})
_FEAST_AFTER = frozenset({"depuis", "a", "avant", "apres", "entre", "et", "jusque", "la", "l"})
_OF = frozenset({"de", "d", "la", "l", "scolaire", "scolaires"})
_SCHOOL_HOLIDAYS = {
    "toussaint": 10, "noel": 12, "hiver": 2, "fevrier": 2, "ski": 2, "paques": 4, "printemps": 4, "avril": 4
}  # fmt: skip
"""The first of the two months that hold them whatever the zone and the year: their days are not known to us."""


def feast(sentence: Sentence, place: int) -> Read | None:
    """« depuis Noël », « Pâques 2025 », « la rentrée »; never « mon fils Noël »."""
    name = sentence.word(place)
    if name not in _FEASTS:
        return None
    after = place + 1
    after = sentence.skip(after, frozenset({"scolaire", "de", "septembre"})) if name == "rentree" else after
    moment, end = with_year(sentence, Yearly(lambda y: almanac.feast(y, name)), after)
    return None if end == after and sentence.word(place - 1) not in _FEAST_AFTER else (moment, end)


def spelled_feast(sentence: Sentence, place: int) -> Read | None:
    """« le jour de l'an », « lundi de Pâques », « la Saint-Jean »; never Saint-Jean, the town or the clinic."""
    found = next(((name, place + len(ws)) for ws, name in _SPELLED if sentence.follows(place, *ws)), None)
    name, after = found or _saint(sentence, place)
    return with_year(sentence, Yearly(lambda y: almanac.feast(y, name)), after) if name else None


def _saint(sentence: Sentence, place: int) -> tuple[str, int]:
    if sentence.word(place) not in _SAINT or sentence.word(place - 1) != "la":
        return "", place
    named = sentence.skip(place + 1, frozenset({"-", "."}), 1)
    name = sentence.word(named)
    return (name, named + 1) if name in _SAINTS else ("", place)


def holidays(sentence: Sentence, place: int) -> Read | None:
    """« grandes vacances »: July and August; « vacances de la Toussaint »: asked, with the months around them."""
    grand = sentence.word(place) == "grandes"
    if sentence.word(place + grand) != "vacances":
        return None
    named = sentence.skip(place + grand + 1, _OF)
    name = sentence.word(named)
    if grand or name == "ete":
        after = place + 2 if grand and name != "ete" else named + 1
        return with_year(sentence, Yearly(lambda y: almanac.months(y, 7, 2)), after)
    first = _SCHOOL_HOLIDAYS.get(name)
    if first is None:
        return None
    moment, end = with_year(sentence, Yearly(lambda y: almanac.months(y, first, 2)), named + 1)
    around = resolve(moment, sentence.today)
    return Wrong(Problem.AMBIGUOUS, around if isinstance(around, Period) else None), end
