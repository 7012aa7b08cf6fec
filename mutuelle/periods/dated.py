"""Moments with a number or a month's name: « lundi 5 octobre », « 15 mars 25 », « sept. 2025 », « le 5 »."""

from dataclasses import replace

from mutuelle.periods import almanac
from mutuelle.periods.lexicon import AMOUNTS, LABELS, LAST, MONTHS, NEEDS_DATE, TITLES, UNITS, WEEKDAYS
from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import (
    DayOnly,
    Fixed,
    Moment,
    Read,
    Wrong,
    Yearly,
    day_of_month,
    full_year,
    whole_month,
    whole_year,
)
from mutuelle.periods.pieces import is_amount, read_unit, with_year, year_digits
from mutuelle.periods.words import Sentence, Token

_LAST_DAY, _TWO_DIGITS = 31, 99
_OF = frozenset({"de", "d", "du", "le", "au"})
_SHORT_YEARS = 10  # « en 25 » is a year when it is one of the last ten
_ABBREVIATED_AFTER = frozenset({"en", "depuis", "debut", "fin", "mi", "courant", "-"})
_MONTH_AFTER = _ABBREVIATED_AFTER | {"de", "d", "mois", "a", "au", "et", "avant", "apres", "entre"}
_YEAR_AFTER = frozenset({"en", "an", "exercice", "depuis", "avant", "apres", "courant", "debut", "mi", "fin", "jusque"})
_YEAR_OF = frozenset({"de", "a", "et", "entre", "d"})
_OF_A_SUM = frozenset({"de", "d", "a", "est", "etait", "fait", ":"})
_SAYING = frozenset({"le", "est", ":", "au"})
_DAY_AFTER = frozenset({"le", "du", "au", "entre"})
_PRONOUNS = frozenset(
    {"je", "j", "c", "on", "il", "elle", "vous", "pas", "non", "ca", "jai", "moi", "comment", "pourquoi"}
)
_FREE = frozenset({"", ".", ",", "?", "!", ";", ")", "svp", "stp", "pour", "s", "merci", "seulement", "et", "…"})


def day_date(sentence: Sentence, place: int) -> Read | None:
    """« 1er mars », « 15-avril-2025 », « le 5 du mois dernier »; « 32 mars » is INVALID."""
    token = sentence.token(place)
    if token is None or token.value is None or token.value > _TWO_DIGITS or token.parts:
        return None
    after = sentence.skip(place + 1, frozenset("-"), 1) if token.digits else place + 1
    if sentence.word(after) in {"du", "de", "d", "ce"}:
        return _day_in(sentence, token.value, sentence.skip(after, _OF, 2))
    number = _month_at(sentence, after)
    if number is None:
        return None
    return _dated(sentence, day_of_month(token.value, number), after + 1)


def _dated(sentence: Sentence, moment: Moment, after: int) -> Read:
    if not isinstance(moment, Yearly):
        _, after = with_year(sentence, Yearly(almanac.whole_year), after, short=True)
        return Wrong(Problem.INVALID), after
    return with_year(sentence, moment, after, short=True)


def _day_in(sentence: Sentence, number: int, place: int) -> Read | None:
    """A day « (du) mois de mars », « (de) ce mois », « (du) mois dernier »."""
    after = place + (sentence.word(place) == "ce")
    if sentence.word(after) != "mois":
        return None
    if sentence.word(after + 1) in {"de", "d"}:
        found = _month_at(sentence, after + 2)
        return _dated(sentence, day_of_month(number, found), after + 3) if found else None
    last = sentence.word(after + 1) in LAST
    span = almanac.around(sentence.today, "mois", -1 if last else 0)
    day = almanac.day(span.start.year, span.start.month, number)
    return (Fixed(day) if day else Wrong(Problem.INVALID)), after + 1 + last


def _month_at(sentence: Sentence, place: int) -> int | None:
    return MONTHS.get(sentence.word(place))


def month(sentence: Sentence, place: int) -> Read | None:
    """« mars », « mois de mars », « janv 2025 », « mars 25 »; never Mme Mars nor « mai » for « mais »."""
    prefix = 2 if sentence.word(place) == "mois" and sentence.word(place + 1) in {"de", "d"} else 0
    first = place + prefix
    number, before = _month_at(sentence, first), sentence.word(first - 1)
    if number is None or before in TITLES:
        return None
    word, following = sentence.word(first), sentence.word(first + 1)
    if word == "mai" and before not in _MONTH_AFTER and following in _PRONOUNS:
        return None
    named = whole_month(number)
    if not isinstance(named, Yearly):
        return None
    moment, after = with_year(sentence, named, first + 1)
    if moment.year is None and word in NEEDS_DATE and not _abbreviated(sentence, first):
        return None
    if after == first + 1:
        return _two_digits(sentence, moment, after)
    return moment, after


def _abbreviated(sentence: Sentence, place: int) -> bool:
    """Whether « sept », « nov », « jan » can be a month here."""
    word, before, following = (sentence.word(place + n) for n in (0, -1, 1))
    if following in {"-", "/", "a"} and sentence.word(place + 2) in MONTHS:
        return True
    if word == "sept":
        return before in _ABBREVIATED_AFTER and (following in _FREE or following in LAST)
    return before in (_ABBREVIATED_AFTER if word in {"jan", "sep"} else _MONTH_AFTER)


def _two_digits(sentence: Sentence, moment: Yearly, after: int) -> Read:
    """« mars 25 »: a recent year; « mars 12 » could be a day, and is asked."""
    digits = year_digits(sentence, after, short=True)
    if digits is None or sentence.word(after + 1) not in _FREE:
        return moment, after
    year = full_year(digits, sentence.today)
    if int(digits) > _LAST_DAY or 0 <= sentence.today.year - year <= _SHORT_YEARS:
        return replace(moment, year=year), after + 1
    return Wrong(Problem.AMBIGUOUS), after + 1


def weekday(sentence: Sentence, place: int) -> Read | None:
    """« lundi dernier », « lundi 5 octobre » (which must be a Monday), « lundi » (the latest)."""
    number = WEEKDAYS.get(sentence.word(place))
    if number is None or sentence.word(place - 1) == "les":
        return None
    after = place + 1
    dated = day_date(sentence, after)
    if dated:
        moment, end = dated
        return (replace(moment, weekday=number) if isinstance(moment, Yearly) else moment), end
    word = sentence.word(after)
    if word in LAST or word == "prochain":
        moment = Fixed(almanac.weekday(sentence.today, number, past=True, future=word == "prochain"))
        return moment, after + 1
    token = sentence.token(after)
    if token and token.digits and token.value and token.value <= _LAST_DAY and sentence.word(after + 1) in _FREE:
        return DayOnly(token.value), after + 1
    return Fixed(almanac.weekday(sentence.today, number)), after


def year(sentence: Sentence, place: int) -> Read | None:
    """« en 2024 », « année 2024 », « 2024 » where it can be no sum, number or postcode; « en 25 » when clear."""
    place += sentence.word(place) == "an"
    token, before = sentence.token(place), sentence.word(place - 1)
    if token is None or not token.digits or token.ordinal or token.value is None or is_amount(sentence, place + 1):
        return None
    if len(token.text) == 2:  # noqa: PLR2004
        return _short_year(sentence, token, place)
    if len(token.text) != 4 or not _can_be_year(sentence, token, place):  # noqa: PLR2004
        return None
    known = before in _YEAR_AFTER or before in _YEAR_OF
    recent = almanac.OLDEST.year <= token.value <= sentence.today.year + 1
    plausible = 1900 <= token.value < 2100  # noqa: PLR2004
    if not (recent or (known and plausible) or before in {"en", "an"}):
        return None
    return whole_year(token.value), place + 1


def _can_be_year(sentence: Sentence, token: Token, place: int) -> bool:
    before, earlier, following = sentence.word(place - 1), sentence.word(place - 2), sentence.token(place + 1)
    if (
        before in LABELS
        or (earlier in AMOUNTS and before in _OF_A_SUM)
        or (before == "°")
        or (token.glued and before not in {"-", "/", "(", "l", "d"})
    ):
        return False
    if before in _SAYING and any(sentence.word(place - n) in LABELS for n in (2, 3, 4)):
        return False
    previous = sentence.token(place - 1)
    if (previous and previous.digits) or (following and following.digits) or read_unit(sentence, place + 1):
        return False
    return before not in AMOUNTS


def _short_year(sentence: Sentence, token: Token, place: int) -> Read | None:
    full = full_year(token.text, sentence.today)
    clear = sentence.word(place - 1) in {"en", "an"} and sentence.word(place + 1) in _FREE
    return (whole_year(full), place + 1) if clear and 0 <= sentence.today.year - full <= _SHORT_YEARS else None


def day_only(sentence: Sentence, place: int) -> Read | None:
    """« le 5 »: a bare day after an article, followed by nothing that it could count."""
    token, following = sentence.token(place), sentence.token(place + 1)
    if (
        token is None
        or token.value is None
        or not 1 <= token.value <= _LAST_DAY
        or sentence.word(place - 1) not in _DAY_AFTER
    ):
        return None
    if (token.ordinal and token.value > 1) or (token.digits and len(token.text) > 2):  # noqa: PLR2004
        return None
    counted = is_amount(sentence, place + 1) or sentence.word(place + 1) in UNITS | LAST
    return None if counted or (following and following.digits) else (DayOnly(token.value), place + 1)


def stands_alone(sentence: Sentence, place: int) -> bool:
    """Whether nothing that a number could count stands at `place`: « le 5 svp », not « le 5 rue … »."""
    return sentence.word(place) in _FREE


def one_day(days: Period | None) -> bool:
    """Whether a period is a single day."""
    return days is not None and days.start == days.end
