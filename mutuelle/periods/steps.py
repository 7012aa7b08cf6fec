"""Steps from one calendar unit to a neighbour: « l'avant-dernier mois », « le mois d'avant », « l'année suivante »."""

from mutuelle.periods import almanac
from mutuelle.periods.lexicon import UNITS
from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import Fixed, Read, Wrong, Yearly
from mutuelle.periods.pieces import with_year
from mutuelle.periods.words import Sentence

_NEIGHBOURS = ((("precedent",), -1), (("d", "avant"), -1), (("suivant",), 1), (("d", "apres"), 1))


def neighbour_step(sentence: Sentence, place: int) -> tuple[int, int]:
    """-1 for « d'avant », 1 for « suivant », 0 for neither; and the place after those words."""
    for words, offset in _NEIGHBOURS:
        if sentence.follows(place, *words):
            return offset, place + len(words)
    return 0, place


def neighbour(sentence: Sentence, unit: str, offset: int) -> Period:
    """The calendar `unit` before the one where the period looked at starts, or after the one where it ends.

    Nothing looked at: before or after the one that holds today.
    """
    seen = sentence.looking_at
    origin = sentence.today if seen is None else (seen.start if offset < 0 else seen.end)
    return almanac.around(origin, unit, offset)


def penultimate(sentence: Sentence, place: int) -> Read | None:
    """« avant-dernier mois », « avant dernière année »: the calendar unit before the last one."""
    if sentence.word(place) == "avantdernier":
        after = place + 1
    elif sentence.word(place) == "avant":
        after = sentence.skip(place + 1, frozenset("-"), 1) + 1
        if sentence.word(after - 1) != "dernier":
            return None
    else:
        return None
    unit = sentence.word(after)
    if unit not in UNITS:
        return None
    _, end = with_year(sentence, Yearly(almanac.whole_year), after + 1)
    if end > after + 1:
        return Wrong(Problem.AMBIGUOUS), end
    return Fixed(almanac.around(sentence.today, unit, -2)), after + 1
