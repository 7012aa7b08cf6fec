"""The two questions asked of a text: which period, and which day."""

from datetime import date
from itertools import pairwise

from mutuelle.periods import almanac, denials, words
from mutuelle.periods.expressions import read_expression
from mutuelle.periods.lengths import Found
from mutuelle.periods.lexicon import FILLERS, JOINED_BY, JOINS, STREETS
from mutuelle.periods.model import Period, Problem, Refusal
from mutuelle.periods.moments import Fixed, Wrong, Yearly, in_year_of, resolve
from mutuelle.periods.ranges import with_lent_year
from mutuelle.periods.words import Sentence

_BIRTH = frozenset({"ne", "nee", "nes", "nees", "naissance", "anniversaire"})
_DAYS_IN_A_YEAR = 365
_DIGITS_OF_A_DATE = 8


def find_period(text: str, *, today: date, looking_at: Period | None = None) -> Period | Refusal | None:
    """The period a sentence speaks of, clipped at today; a refusal if it is wrong or unsure; None if there is none.

    `looking_at` is the period on the screen, from which « le mois d'avant » or « un an plus tôt » is counted.
    """
    sentence = words.read_sentence(text, today, looking_at=looking_at)
    found = _scan(sentence, guarded=True)
    if not found:
        return None
    excerpt = sentence.excerpt(found[0].first, found[-1].last)
    asked = denials.kept(sentence, found)
    if not asked:
        return Refusal(Problem.AMBIGUOUS, excerpt)
    outcome = _combine(sentence, asked)
    if isinstance(outcome, Period):
        return _accept(outcome, excerpt, today)
    suggestion = _accept(outcome.suggestion, excerpt, today) if outcome.suggestion else None
    return Refusal(outcome.problem, excerpt, suggestion if isinstance(suggestion, Period) else None)


def without_periods(text: str, *, today: date) -> str:
    """The text without what it says of time."""
    sentence = words.read_sentence(text, today)
    rest = sentence.raw
    for read in reversed(_scan(sentence, guarded=True)):
        rest = f"{rest[: sentence.tokens[read.first].start]} {rest[sentence.tokens[read.last - 1].end :]}"
    return rest


def parse_date(text: str, *, today: date) -> date | None:
    """The one day a text says, past or future: « 4 mai 1981 », « 04/05/81 »; None for none, several, or unsure.

    A day without a year is the latest one; here « 03/04 » is 3 April.
    """
    compact = text.strip()
    if len(compact) == _DIGITS_OF_A_DATE and compact.isascii() and compact.isdigit():
        text = f"{compact[:2]}/{compact[2:4]}/{compact[4:]}"
    days = set()
    for found in _scan(words.read_sentence(text, today, lone=True), guarded=False):
        if found.moment is None or not isinstance(found.outcome, Period) or found.outcome.start != found.outcome.end:
            return None
        days.add(found.outcome.start)
    return days.pop() if len(days) == 1 else None


def _scan(sentence: Sentence, *, guarded: bool) -> list[Found]:
    """All that is said of time, in order; what is weak only if nothing else is said."""
    found, place = [], 0
    while place < len(sentence.tokens):
        read = read_expression(sentence, place)
        if read and not (guarded and _is_no_period(sentence, read)):
            found.append(read)
        place = read.last if read else place + 1
    strong = [read for read in found if not read.weak]
    whole = Period(almanac.earliest(sentence.today), sentence.today)
    strong = [read for read in strong if read.outcome != whole] or strong[:1]
    if strong or not guarded:
        return strong or found
    return found if _says_nothing_else(sentence, found) else []


def _is_no_period(sentence: Sentence, read: Found) -> bool:
    """A birth, or a street named after a date."""
    before = [sentence.word(place) for place in range(max(0, read.first - 3), read.first)]
    near, start = before[-1:], sentence.word(read.first)
    if near and near[0] in _BIRTH and (near[0] != "ne" or start in {"le", "en"} or not start.isalpha()):
        return True
    after_article = len(before) > 1 and before[-1] in {"le", "en", "du", "de"} and before[-2] in _BIRTH
    street = any(word in STREETS for word in before[-2:]) and sentence.number(read.first + (start == "du")) is not None
    return after_article or "naissance" in before or street


def _says_nothing_else(sentence: Sentence, found: list[Found]) -> bool:
    inside = {place for read in found for place in range(read.first, read.last)}
    outside = (token.text for place, token in enumerate(sentence.tokens) if place not in inside)
    return all(text in FILLERS or text.startswith("remb") for text in outside)


def _combine(sentence: Sentence, found: list[Found]) -> Period | Wrong:
    """One period out of all that was said: « mars et avril », « en mars … en 2025 »; else it is ambiguous."""
    wrong = next((read.outcome for read in found if isinstance(read.outcome, Wrong)), None)
    if wrong:
        return wrong
    joined = all(_is_joined(sentence, *pair) for pair in pairwise(found))
    periods = _with_year_said_apart(sentence, found) or _resolved(sentence, found, joined=joined)
    if any(isinstance(period, Wrong) for period in periods):
        return Wrong(Problem.AMBIGUOUS)
    distinct = sorted({p for p in periods if isinstance(p, Period)}, key=lambda p: (p.start, p.end))
    if len(distinct) == 1:
        return distinct[0]
    if joined and _touch(distinct):
        return Period(distinct[0].start, distinct[-1].end)
    return Wrong(Problem.AMBIGUOUS, _innermost(distinct))


def _resolved(sentence: Sentence, found: list[Found], *, joined: bool) -> list[Period | Wrong]:
    moments = [read.moment for read in found if isinstance(read.moment, Yearly)]
    if not joined or len(moments) != len(found):
        return [read.outcome for read in found]
    return [resolve(moment, sentence.today) for moment in with_lent_year(moments)]


def _with_year_said_apart(sentence: Sentence, found: list[Found]) -> list[Period | Wrong] | None:
    """« l'année dernière, en mars »: a year and one moment without any."""
    if len(found) != 2:  # noqa: PLR2004
        return None
    for one, other in (found, found[::-1]):
        year, moment = one.outcome, other.moment
        bare = isinstance(moment, Yearly) and moment.year is None and not moment.which
        known = isinstance(one.moment, Fixed) or (isinstance(one.moment, Yearly) and one.moment.year is not None)
        if bare and known and isinstance(moment, Yearly) and isinstance(year, Period) and _is_year(year):
            return [resolve(in_year_of(moment, year.start.year), sentence.today)]
    return None


def _is_year(period: Period) -> bool:
    return period.start.year == period.end.year and (period.end - period.start).days + 1 >= _DAYS_IN_A_YEAR


def _is_joined(sentence: Sentence, one: Found, other: Found) -> bool:
    between = [sentence.word(place) for place in range(one.last, other.first)]
    return len(between) <= 5 and all(w in JOINED_BY for w in between) and any(w in JOINS for w in between)  # noqa: PLR2004


def _touch(periods: list[Period]) -> bool:
    return all(after.start == almanac.shift(one.end, days=1) for one, after in pairwise(periods))


def _innermost(periods: list[Period]) -> Period | None:
    """The one that all the others hold, if any: « cette année, depuis mars »."""
    start, end = max(period.start for period in periods), min(period.end for period in periods)
    return next((period for period in periods if (period.start, period.end) == (start, end)), None)


def _accept(period: Period, excerpt: str, today: date) -> Period | Refusal:
    opening = almanac.earliest(today)
    if period.start > today:
        return Refusal(Problem.FUTURE, excerpt)
    end = min(period.end, today)
    if period.start < opening:
        return Refusal(Problem.TOO_OLD, excerpt, Period(opening, end) if end >= opening else None)
    return Period(period.start, end)
