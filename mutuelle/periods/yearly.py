"""What comes back every year under a name: quarters, half-years, seasons."""

from mutuelle.periods import almanac
from mutuelle.periods.lexicon import AUXILIARIES, SEASONS
from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import Read, Wrong, Yearly, resolve
from mutuelle.periods.pieces import with_year
from mutuelle.periods.words import Sentence

_THIS = frozenset({"ce", "cet", "cette"})
_SUMMER_AFTER = frozenset({"cet", "l", "d", "de", "en", "depuis", "mi", "fin", "debut", "-", "avant", "apres"})
_COUNTED = {"mois": (1, 12), "trimestre": (3, 4), "semestre": (6, 2)}
_YEAR = 12
_LETTERS = {"t": "trimestre", "q": "trimestre", "s": "semestre"}


def first_or_last(sentence: Sentence, place: int) -> Read | None:
    """« (les) 3 premiers mois de 2025 », « (les) deux derniers mois de l'année dernière »."""
    number, side, unit = sentence.number(place), sentence.word(place + 1), sentence.word(place + 2)
    if number is None or side not in {"premiers", "premieres", "dernier"} or unit not in _COUNTED:
        return None
    months = number * _COUNTED[unit][0]
    year, after = with_year(sentence, Yearly(almanac.whole_year), place + 3)
    if year.year is None and not sentence.follows(place + 3, "de", "l", "an"):
        return None
    after = max(after, place + 6) if year.year is None else after
    if not 1 <= months <= _YEAR:
        return Wrong(Problem.INVALID), after
    first = _YEAR - months + 1 if side == "dernier" else 1
    return Yearly(lambda y: almanac.months(y, first, months), year.year), after


def counted(sentence: Sentence, place: int) -> Read | None:
    """« 2e trimestre 2025 », « T2 », « S1 2025 », « dernier trimestre 2024 », « premier mois de 2025 »."""
    token, following = sentence.token(place), sentence.token(place + 1)
    if token is None or following is None:
        return None
    if token.text in _LETTERS and following.glued and following.digits and following.value is not None:
        unit, number, strict = _LETTERS[token.text], following.value, token.text == "s"
    elif following.text in _COUNTED and (token.ordinal or token.text == "dernier"):
        unit, number, strict = following.text, token.value or _COUNTED[following.text][1], token.text == "dernier"
    elif token.text in _LETTERS.values() and following.digits and following.value is not None:
        unit, number, strict = token.text, following.value, False
    else:
        return None
    size, most = _COUNTED[unit]
    strict = strict or unit == "mois"
    known = 1 <= number <= most
    moment, after = with_year(sentence, Yearly(lambda y: almanac.months(y, (number - 1) * size + 1, size)), place + 2)
    if (strict or (token.text in _LETTERS and not known)) and moment.year is None:
        return None
    return (moment if known else Wrong(Problem.INVALID)), after


def season(sentence: Sentence, place: int) -> Read | None:
    """« l'été dernier », « cet hiver », « printemps 2025 »; never « a été remboursé »."""
    this = sentence.word(place) in _THIS
    name = sentence.word(place + this)
    before = sentence.word(place + this - 1)
    if name not in SEASONS or (name == "ete" and before in AUXILIARIES):
        return None
    moment, after = with_year(sentence, Yearly(lambda y: almanac.season(y, name)), place + this + 1)
    dated = moment.year is not None or moment.which
    if name == "ete" and not dated and before not in _SUMMER_AFTER:
        return None
    if name == "hiver":
        return _winter(sentence, moment, after)
    found = resolve(moment, sentence.today)
    if this and not dated and isinstance(found, Period) and found.end.year < sentence.today.year:
        return Wrong(Problem.FUTURE, found), after
    return moment, after


def _winter(sentence: Sentence, moment: Yearly, after: int) -> Read:
    """A winter has two years: « hiver 2025 » could be either, « hiver 2024-2025 » is one."""
    token = sentence.token(after)
    if moment.year is None and token and len(token.parts) == 3 and len(token.parts[0]) == 4:  # noqa: PLR2004
        return Yearly(moment.build, int(token.parts[0])), after + 1
    if moment.year is None:
        return moment, after
    for number in (moment.year, moment.year - 1):
        found = almanac.season(number, "hiver")
        if found and found.start <= sentence.today:
            return Wrong(Problem.AMBIGUOUS, found), after
    return Wrong(Problem.FUTURE), after
