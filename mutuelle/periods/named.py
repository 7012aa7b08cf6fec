"""Moments that words name: « hier », « le mois dernier », « 15 mars 2025 », « T2 », « l'été dernier », « Noël »."""

from mutuelle.periods import almanac
from mutuelle.periods.chains import read_chain
from mutuelle.periods.dated import day_date, day_only, month, weekday, year
from mutuelle.periods.feasts import feast, holidays, spelled_feast
from mutuelle.periods.lexicon import ARTICLES, LABELS, LAST, UNITS
from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import Fixed, Read, Wrong, Yearly, resolve
from mutuelle.periods.pieces import read_length
from mutuelle.periods.steps import neighbour, neighbour_step, penultimate
from mutuelle.periods.words import Sentence
from mutuelle.periods.yearly import counted, first_or_last, season

PARTS = {"debut": "debut", "mi": "mi", "milieu": "mi", "fin": "fin", "courant": "courant"}
_AFTER_PART = frozenset({"-", "de", "d", "du", "l", "le", "la"})
_NOW = frozenset({"maintenant", "present"})
_THIS = frozenset({"ce", "cet", "cette"})


def read_moment(sentence: Sentence, place: int) -> Read | None:
    """The moment that starts at `place`, after an article or two."""
    place = sentence.skip(place, ARTICLES, 2)
    if not sentence.word(place):
        return None
    return next((read for reader in _READERS if (read := reader(sentence, place))), None)


def _chain(sentence: Sentence, place: int) -> Read | None:
    token = sentence.token(place)
    if token is None or not token.parts or sentence.word(place - 1) in LABELS:
        return None
    before = "le" if sentence.lone else sentence.word(place - 1)
    moment = read_chain(token.parts, before, sentence.today)
    return (moment, place + 1) if moment else None


def _part(sentence: Sentence, place: int) -> Read | None:
    """« début mars », « mi-octobre », « fin de l'année dernière »."""
    name = PARTS.get(sentence.word(place))
    start = sentence.skip(place + 1, _AFTER_PART)
    if name is None or not sentence.word(start):
        return None
    read = next((read for reader in _SPANS if (read := reader(sentence, start))), None)
    match read:
        case (Fixed(period), after):
            return Fixed(almanac.part(period, name)), after
        case (Yearly() as whole, after):
            return _part_of(whole, name), after
    return read


def _part_of(whole: Yearly, name: str) -> Yearly:
    def build(number: int) -> Period | None:
        span = whole.build(number)
        return almanac.part(span, name) if span else None

    return Yearly(build, whole.year, whole.which)


def _near(sentence: Sentence, place: int) -> Read | None:
    """« hier », « avant-hier », « aujourd'hui », « ce matin », « demain »."""
    today, word, before = sentence.today, sentence.word(place), sentence.word(place - 1)
    for lead, day, offset in (("avant", "hier", -2), ("apres", "demain", 2)):
        if word == lead and (after := sentence.skip(place + 1, frozenset("-"), 1)) and sentence.word(after) == day:
            return Fixed(almanac.around(today, "jour", offset)), after + 1
    if word in {"hier", "demain", "aujourdhui"} or (word in _NOW and before in {"a", "jusque"}):
        offset = {"hier": -1, "demain": 1}.get(word, 0)
        after = sentence.skip(place + 1, frozenset({"soir", "matin"}), 1)
        return Fixed(almanac.around(today, "jour", offset)), after
    if word in _THIS and sentence.word(place + 1) in {"matin", "soir", "midi", "nuit"}:
        return Fixed(almanac.around(today, "jour", 0)), place + 2
    return None


def _unit(sentence: Sentence, place: int) -> Read | None:
    """« ce mois-ci », « la semaine dernière », « l'année en cours », « (les remboursements) du mois »."""
    this = sentence.word(place) in _THIS
    first = place + this
    unit = _unit_at(sentence, first)
    if unit not in UNITS:
        return None
    after, offset = first + 1, 0 if this else None
    word, (step, beyond) = sentence.word(after), neighbour_step(sentence, after)
    if sentence.follows(after, "-", "ci") or sentence.follows(after, "en", "cours"):
        after, offset = after + 2, 0
    elif step:
        after, offset = beyond, step
    elif word in LAST or word == "prochain":
        after, offset = after + 1, -1 if word in LAST else 1
    elif word in {"ci", "courant"}:
        after, offset = after + 1, 0
    elif offset is None and _is_current(sentence, place):
        offset = 0
    if offset is None or (this and sentence.word(after) in {"de", "d"} and unit == "mois"):
        return None
    if sentence.word(place - 1) in {"les", "des", "ces"}:
        return Wrong(Problem.FUTURE if offset > 0 else Problem.AMBIGUOUS), after
    if step and after == beyond:
        return Fixed(neighbour(sentence, unit, offset)), after
    return Fixed(almanac.around(sentence.today, unit, offset)), after


def _unit_at(sentence: Sentence, place: int) -> str:
    """The word at `place`; « mois » for « le moi dernier » and « ce moi »."""
    before, after = sentence.word(place - 1), sentence.word(place + 1)
    typo = before == "ce" or (before in {"", "le", "du", "au"} and after in LAST)
    return "mois" if typo and sentence.word(place) == "moi" else sentence.word(place)


def _is_current(sentence: Sentence, place: int) -> bool:
    """« du mois », « de la semaine », « début d'année », and neither « du mois de mars » nor « l'année 2025 »."""
    before, earlier, after = (sentence.word(place + n) for n in (-1, -2, 1))
    if after in {"de", "d", "du", "civile", "ou"} or sentence.number(place + 1) is not None:
        return False
    said = before == "du" or (before in {"la", "l"} and earlier in {"de", "toute", "tout"})
    return said or (before in {"d", "de"} and earlier in PARTS) or (before == "le" and earlier == "tout")


def _week_of(sentence: Sentence, place: int) -> Read | None:
    """« (la) semaine du 4 mai »."""
    if not sentence.follows(place, "semaine", "du"):
        return None
    read = day_date(sentence, place + 2) or _chain(sentence, place + 2)
    days = resolve(read[0], sentence.today) if read else None
    if read is None or days is None or (isinstance(days, Period) and days.start != days.end):
        return None
    return (Fixed(almanac.week_of(days.start)) if isinstance(days, Period) else days), read[1]


def _ago(sentence: Sentence, place: int) -> Read | None:
    """« il y a deux mois »: that whole calendar month; days are days."""
    start = after_ago(sentence, place)
    read = read_length(sentence, start) if start else None
    if read is None:
        return None
    length, after = read
    if length.simple:
        return Fixed(almanac.around(sentence.today, length.unit, -length.number)), after
    return Fixed(almanac.around(length.whole.before(sentence.today), "mois", 0)), after


def after_ago(sentence: Sentence, place: int) -> int | None:
    """The place after « il y a », however it is typed."""
    for words in (("il", "y", "a"), ("il", "ya"), ("y", "a"), ("ya",), ("voila",), ("voici",)):
        if sentence.follows(place, *words):
            return place + len(words)
    return None


_SPANS = (_unit, month, first_or_last, counted, season, year)
_RELATIVE = (
    spelled_feast,
    holidays,
    penultimate,
    _chain,
    _part,
    _near,
    _week_of,
    _unit,
    _ago,
    weekday,
    day_date,
    month,
)
_READERS = (*_RELATIVE, first_or_last, counted, season, feast, year, day_only)
