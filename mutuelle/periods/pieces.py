"""Small pieces that larger readings share: a length of time, the year after a moment, what makes a number an amount."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from mutuelle.periods.almanac import Duration, duration, half
from mutuelle.periods.lexicon import LAST, MONEY, NOT_UNITS, UNIT_TYPOS, UNITS
from mutuelle.periods.moments import Yearly, full_year, in_year_of
from mutuelle.periods.words import Sentence

_YEAR_DIGITS = 4
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_ABOUT = frozenset({"environ", "au", "moins", "bien", "a", "peu", "pres"})
_BEFORE_YEAR = frozenset({",", "de", "d", "du", "en", "l", "la", "-", "/"})
_THESE = frozenset({"cet", "cette"})
_HOURS = 24


@dataclass(frozen=True, slots=True)
class Length:
    """A duration as it was said: its whole, and its count of one unit where it is only that."""

    whole: Duration
    number: int
    unit: str
    simple: bool = True


def is_amount(sentence: Sentence, place: int) -> bool:
    """Whether what stands at `place` makes the number before it a sum, a share or a measure."""
    if sentence.follows(place, "pour") and sentence.word(place + 1) in {"cent", "cents", "100"}:
        return True
    token = sentence.token(place)
    return token is not None and (token.text in MONEY or (token.glued and token.text.isalpha()))


def read_unit(sentence: Sentence, place: int) -> str | None:
    """The unit of time at `place`; typos of short units count, since a number stands before."""
    word = sentence.word(place)
    if word in UNITS or word in UNIT_TYPOS:
        return UNIT_TYPOS.get(word, word)
    return _mended_unit(word)


@lru_cache(maxsize=4096)
def _mended_unit(word: str) -> str | None:
    if word in NOT_UNITS or not 4 <= len(word) <= 6:  # noqa: PLR2004
        return None
    targets = {"mois": "mois", "jour": "jour", "jours": "jour"}
    return next((targets[unit] for unit in targets if OSA.distance(word, unit, score_cutoff=1) <= 1), None)


def read_length(sentence: Sentence, place: int) -> tuple[Length, int] | None:
    """« six mois », « un an et demi », « 2 ans et 3 mois », « une quinzaine (de jours) », « 48 h »."""
    place = sentence.skip(place, _ABOUT)
    number = sentence.number(place)
    if number is None:
        return None
    word = sentence.word(place)
    after = place + 2 if sentence.word(place + 1) in {"de", "d"} else place + 1
    unit = read_unit(sentence, after)
    if unit is None and word in {"quinzaine", "huitaine"}:
        return Length(duration(number, "jour"), number, "jour"), place + 1
    if sentence.word(after) == "heure" and number and number % _HOURS == 0:
        return Length(duration(number // _HOURS, "jour"), number // _HOURS, "jour"), after + 1
    if unit is None or unit == "weekend" or (after > place + 1 and not word.endswith("aine")):
        return None
    return _with_rest(sentence, Length(duration(number, unit), number, unit), after + 1)


def _with_rest(sentence: Sentence, length: Length, place: int) -> tuple[Length, int]:
    if sentence.word(place) != "et":
        return length, place
    if sentence.word(place + 1) in {"demi", "demie"}:
        rest, after = half(length.unit), place + 2
    else:
        number, unit = sentence.number(place + 1), read_unit(sentence, place + 2)
        if number is None or unit is None or unit == "weekend":
            return length, place
        rest, after = duration(number, unit), place + 3
    whole = Duration(length.whole.months + rest.months, length.whole.days + rest.days)
    return Length(whole, length.number, length.unit, simple=False), after


def year_digits(sentence: Sentence, place: int, *, short: bool = False) -> str | None:
    """The digits of a plausible year at `place`: four, or two where `short`; None for a sum or a plain number."""
    token = sentence.token(place)
    if token is None or not token.digits or token.value is None or token.ordinal or is_amount(sentence, place + 1):
        return None
    if len(token.text) == _YEAR_DIGITS:
        return token.text if _FIRST_YEAR <= token.value <= _LAST_YEAR else None
    return token.text if short and len(token.text) == 2 else None  # noqa: PLR2004


def with_year(sentence: Sentence, moment: Yearly, place: int, *, short: bool = False) -> tuple[Yearly, int]:
    """The moment with the year that follows it, if one does: « 2025 », « de l'an dernier », « dernier »."""
    word = sentence.word(place)
    if word in LAST:
        return Yearly(moment.build, None, "last", moment.month, moment.weekday), place + 1
    if word == "prochain":
        return Yearly(moment.build, None, "next", moment.month, moment.weekday), place + 1
    after = sentence.skip(place, _BEFORE_YEAR)
    near = after == place + (sentence.word(place) in {"-", "/"})
    if sentence.word(after) in _THESE and sentence.word(after + 1) == "an":
        return in_year_of(moment, sentence.today.year), after + 2
    if sentence.word(after) == "an":
        if (last := sentence.word(after + 1)) in LAST:
            seen = sentence.looking_at if last == "precedent" else None
            return in_year_of(moment, (seen.start if seen else sentence.today).year - 1), after + 2
        after += 1
    digits = year_digits(sentence, after, short=short and near)
    if digits is None:
        return moment, place
    return in_year_of(moment, full_year(digits, sentence.today)), after + 1
