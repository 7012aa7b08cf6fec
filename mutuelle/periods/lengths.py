"""Lengths of time: « depuis 6 mois », « les 3 derniers mois », « il y a plus d'un an », « quinze jours »."""

from dataclasses import dataclass

from mutuelle.periods import almanac
from mutuelle.periods.lexicon import LAST, UNITS
from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import Moment, Wrong
from mutuelle.periods.named import after_ago, read_moment
from mutuelle.periods.pieces import read_length, read_unit, year_digits
from mutuelle.periods.words import Sentence

_LENGTH_AFTER = frozenset({"les", "le", "la", "l", "des", "ces", "mes", "environ"})
_MANY = frozenset({"quelques", "plusieurs", "qq", "qques", "qlq"})


@dataclass(frozen=True, slots=True)
class Found:
    """What tokens `first` to `last` (excluded) say. `weak`: it counts only if the rest of the sentence says nothing.

    `moment` is kept where it is one moment alone, whose year the rest of the sentence may still give.
    """

    first: int
    last: int
    outcome: Period | Wrong
    weak: bool = False
    moment: Moment | None = None


def last_units(sentence: Sentence, place: int) -> Found | None:
    """« les 3 derniers mois », « ces 15 jours passés », « le dernier mois »; « les derniers mois » is not enough."""
    start = sentence.skip(place, _LENGTH_AFTER, 2)
    number, after = sentence.number(start), start
    after += number is not None
    said = sentence.word(after)
    if said in LAST or said == "prochain":
        after += 1
        if number is None and (number := sentence.number(after)) is not None:
            after += 1
        unit, after = read_unit(sentence, after), after + 1
    elif number is not None:
        unit, said, after = read_unit(sentence, after), sentence.word(after + 1), after + 2
    else:
        return None
    if unit is None and said in LAST and _is_fortnight(sentence, start):
        unit, after = "jour", after - 1
    hours = sentence.word(after - 1) == "heure" and number is not None and number % 24 == 0
    if said not in LAST | {"prochain", "glissant", "glissants"} or (unit is None and not hours):
        return None
    if _within(sentence, after):
        return None
    if said == "prochain":
        return Found(place, after, Wrong(Problem.FUTURE))
    return _rolling(sentence, (place, start, after), number if unit or number is None else number // 24, unit or "jour")


def _is_fortnight(sentence: Sentence, start: int) -> bool:
    """« la quinzaine passée », « la dernière quinzaine »: days, without saying so."""
    return any(sentence.word(place) in {"quinzaine", "huitaine"} for place in (start, start + 1))


def _within(sentence: Sentence, place: int) -> bool:
    """Whether a year or a month follows: the last ones of it, « le dernier mois de 2025 », not those before today."""
    if year_digits(sentence, place):
        return True
    inside = place + 1
    return sentence.word(place) in {"de", "d", "du"} and read_moment(sentence, inside) is not None


def _rolling(sentence: Sentence, places: tuple[int, int, int], number: int | None, unit: str) -> Found:
    first, start, last = places
    if number is None and sentence.word(start - 1) in {"les", "ces", "des", "mes"}:
        return Found(first, last, Wrong(Problem.AMBIGUOUS))
    if unit == "weekend":
        return Found(first, last, almanac.around(sentence.today, unit, -1))
    return Found(first, last, _back(sentence, almanac.duration(number or 1, unit)))


def _back(sentence: Sentence, length: almanac.Duration) -> Period:
    return Period(length.before(sentence.today), sentence.today)


def since_length(sentence: Sentence, place: int, start: int) -> Found | None:
    """What follows « depuis » at `start`, if it is a length of time."""
    rolling = last_units(sentence, start)
    if rolling:
        return Found(place, rolling.last, rolling.outcome)
    vague = sentence.word(start) in _MANY | {"des"} and sentence.word(start + 1) in UNITS
    if vague or sentence.word(start) in {"longtemps", "peu"}:
        return Found(place, start + 1 + vague, Wrong(Problem.AMBIGUOUS))
    if hesitation := _hesitation(sentence, start):
        return Found(place, hesitation, Wrong(Problem.AMBIGUOUS))
    more, start = _more_or_less(sentence, start)
    read = read_length(sentence, sentence.skip(start, _LENGTH_AFTER, 2))
    if read is None:
        return None
    length, after = read
    period = _back(sentence, length.whole)
    return Found(place, after, Wrong(Problem.AMBIGUOUS, period) if more == "plus" else period)


def _hesitation(sentence: Sentence, start: int) -> int | None:
    """The place after « 2 ou 3 mois », « deux trois mois », « 2-3 mois »."""
    token = sentence.token(start)
    if token and len(token.parts) == 3 and token.parts[1] in "-/" and sentence.word(start + 1) in UNITS:  # noqa: PLR2004
        return start + 2
    second = sentence.skip(start + 1, frozenset({"ou", "a", "-"}), 1)
    if sentence.number(start) is None or sentence.number(second) is None:
        return None
    return second + 2 if sentence.word(second + 1) in UNITS else None


def _more_or_less(sentence: Sentence, place: int) -> tuple[str, int]:
    if sentence.word(place) in {"plus", "moins"} and sentence.word(place + 1) in {"de", "d"}:
        return sentence.word(place), place + 2
    return "", place


def ago_bounds(sentence: Sentence, place: int) -> Found | None:
    """« il y a moins de 3 mois », « il y a plus d'un an »; « il y a quelques mois » is not enough."""
    start = after_ago(sentence, place)
    if start and sentence.word(start) in _MANY and sentence.word(start + 1) in UNITS:
        return Found(place, start + 2, Wrong(Problem.AMBIGUOUS))
    more, length_at = _more_or_less(sentence, start) if start else ("", place)
    read = read_length(sentence, length_at) if more else None
    if read is None:
        return None
    point, opening = read[0].whole.before(sentence.today), almanac.earliest(sentence.today)
    if more == "moins":
        return Found(place, read[1], Period(point, sentence.today))
    return Found(place, read[1], Wrong(Problem.TOO_OLD) if point < opening else Period(opening, point))


def ahead(sentence: Sentence, place: int) -> Found | None:
    """« dans 15 jours », « d'ici 2 mois »."""
    start = {"dans": place + 1, "ici": place + 1}.get(sentence.word(place))
    read = read_length(sentence, start) if start else None
    return Found(place, read[1], Wrong(Problem.FUTURE)) if read else None


def length_alone(sentence: Sentence, place: int) -> Found | None:
    """« 6 mois », « quinze jours »: the last ones, when the sentence says nothing else."""
    read = (
        None if sentence.word(place - 1) in {"de", "d", "a", "par", "tous", "toutes"} else read_length(sentence, place)
    )
    return Found(place, read[1], _back(sentence, read[0].whole), weak=True) if read else None
