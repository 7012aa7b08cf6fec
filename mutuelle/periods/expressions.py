"""What a sentence can say of time from one place on: a range, an open period, a length, or one moment."""

from collections.abc import Callable

from mutuelle.periods import almanac
from mutuelle.periods.chains import LEADING, range_end, split_range
from mutuelle.periods.dated import stands_alone
from mutuelle.periods.lengths import Found, ago_bounds, ahead, last_units, length_alone, since_length
from mutuelle.periods.lexicon import ARTICLES, LAST, MONTHS, OPENINGS, SEASONS, UNITS, WEEKDAYS
from mutuelle.periods.model import Period, Problem
from mutuelle.periods.moments import DayOnly, Fixed, Moment, Wrong, day_of_month, resolve
from mutuelle.periods.named import PARTS, read_moment
from mutuelle.periods.ranges import resolve_range
from mutuelle.periods.relative import beside, shifted
from mutuelle.periods.words import Sentence

_JOINED = frozenset({"mon", "ma", "notre", "mes"})
_JOINING = frozenset({"adhesion", "inscription", "arrivee", "souscription", "affiliation", "entree"})
_ALL = (
    ("depuis", "toujours"), ("de", "toujours"), ("toutes", "les", "periodes"), ("toute", "la", "periode"),
    ("toutes", "les", "dates"), ("toutes", "les", "an"), ("toutes", "periodes"), ("depuis", "que", "je", "suis"),
    ("tout", "l", "historique"), ("tout", "mon", "historique"), ("historique", "complet"), ("historique", "entier"),
    ("peu", "importe", "la", "date"), ("n", "importe", "quand"), ("sans", "limite", "de", "date"),
)  # fmt: skip
_PORTIONS = frozenset({"moitie", "tiers", "quart", "quinzaine", "semaine", "jour"})
_EXCEPT = frozenset({"sauf", "hormis", "hors", "excepte", "ni"})
_WHOLE = frozenset({"tout", "tous", "toutes", "historique"})
_STARTS = (  # nothing else begins an expression: other words are passed over quickly
    frozenset(words[0] for words in _ALL)
    | MONTHS.keys()
    | WEEKDAYS.keys()
    | (SEASONS | UNITS | LAST | ARTICLES | PARTS.keys() | _WHOLE | OPENINGS)
)
_SINCE = (
    ("a", "partir", "du"), ("a", "partir", "de"), ("a", "partir", "d"), ("partir", "du"), ("partir", "de"),
    ("a", "compter", "du"), ("a", "compter", "de"), ("a", "compter", "d"), ("depuis",),
)  # fmt: skip


def read_expression(sentence: Sentence, place: int) -> Found | None:
    """The longest thing said of time from `place` on, or None."""
    token = sentence.token(place)
    if token is None or not (token.parts or token.value is not None or token.text in _STARTS):
        return None
    if token.text in ARTICLES and sentence.word(place + 1) in ARTICLES:
        return None
    return next((found for reader in _READERS if (found := reader(sentence, place))), None)


def _everything(sentence: Sentence, place: int) -> Found | None:
    """« tout l'historique », « depuis toujours », « depuis mon adhésion »; « tout » alone is weak."""
    whole = Period(almanac.earliest(sentence.today), sentence.today)
    for words in _ALL:
        if sentence.follows(place, *words):
            return Found(place, place + len(words), whole)
    word = sentence.word(place)
    if word == "depuis" and sentence.word(place + 1) in _JOINED and sentence.word(place + 2) in _JOINING:
        return Found(place, place + 3, whole)
    return Found(place, place + 1, whole, weak=True) if word in _WHOLE - {"historique"} else None


def _since(sentence: Sentence, place: int) -> Found | None:
    """« depuis … », « à partir de … », « dès … », with « jusqu'à … » after it or not."""
    start = next((place + len(words) for words in _SINCE if sentence.follows(place, *words)), None)
    following = sentence.token(place + 1)
    if sentence.word(place) == "des" and following and (following.text == "le" or following.text in MONTHS):
        start = place + 1
    if start is None:
        return None
    return since_length(sentence, place, start) or _since_moment(sentence, place, start)


def _since_moment(sentence: Sentence, place: int, start: int) -> Found | None:
    read = read_moment(sentence, start)
    if read is None:
        origin = sentence.skip(start, frozenset({"le"}), 1)
        if sentence.word(origin) == "debut":
            return Found(place, origin + 1, Period(almanac.earliest(sentence.today), sentence.today))
        return None
    moment, after = read
    ending = _second_end(sentence, after)
    if ending:
        return Found(place, ending[1], resolve_range(moment, ending[0], sentence.today))
    days = resolve(moment, sentence.today)
    if isinstance(days, Wrong):
        return Found(place, after, _opened(days, sentence))
    return Found(place, after, _until_today(days, sentence))


def _until_today(days: Period, sentence: Sentence) -> Period | Wrong:
    return Wrong(Problem.FUTURE) if days.start > sentence.today else Period(days.start, sentence.today)


def _opened(wrong: Wrong, sentence: Sentence) -> Wrong:
    """The refusal of « depuis X », its suggestion running until today as well."""
    suggestion = wrong.suggestion
    if suggestion is None or suggestion.start > sentence.today:
        return wrong
    return Wrong(wrong.problem, Period(suggestion.start, sentence.today))


def _second_end(sentence: Sentence, place: int) -> tuple[Moment, int] | None:
    """« … jusqu'au 15 avril », « … à juin », « … - avril »: what a range ends with."""
    start = place + (sentence.word(place) == "et" and sentence.word(place + 1) == "jusque")
    word, mark = sentence.word(start), False
    if word == "jusque":
        start = sentence.skip(start + 1, frozenset({"a", "en", "y"}), 1)
    elif word in {"a", "au", "aux"}:
        start += word == "a"
    elif word in {"-", "/", ">"}:
        start, mark = sentence.skip(start, frozenset({"-", ">", "/"}), 2), True
    else:
        return None
    read = read_moment(sentence, start)
    return None if read is None or (mark and isinstance(read[0], DayOnly)) else read


def _before_or_until(sentence: Sentence, place: int) -> Found | None:
    """« avant mars 2025 » (excluded), « jusqu'au 15 avril » (included): from the earliest day looked up."""
    word = sentence.word(place)
    if word not in {"avant", "jusque"} or sentence.word(place + 1) in {"hier", "-", "dernier"}:
        return None
    start = place + 1 if word == "avant" else sentence.skip(place + 1, frozenset({"a", "en", "y"}), 1)
    read = read_moment(sentence, start)
    if read is None:
        return None
    days = resolve(read[0], sentence.today)
    if isinstance(days, Wrong):
        return Found(place, read[1], Wrong(days.problem))
    whole_part = sentence.word(sentence.skip(start, frozenset({"la", "le"}), 1)) in PARTS
    end = days.end if word == "jusque" or whole_part else almanac.shift(days.start, days=-1)
    opening = almanac.earliest(sentence.today)
    return Found(place, read[1], Wrong(Problem.TOO_OLD) if end < opening else Period(opening, end))


def _after(sentence: Sentence, place: int) -> Found | None:
    """« après le 15 avril »: from the day after, until today."""
    if sentence.word(place) != "apres" or sentence.word(place + 1) in {"demain", "-"}:
        return None
    read = read_moment(sentence, place + 1)
    if read is None:
        return None
    days = resolve(read[0], sentence.today)
    if isinstance(days, Wrong):
        return Found(place, read[1], Wrong(days.problem))
    start = almanac.shift(days.end, days=1)
    return Found(place, read[1], _until_today(Period(start, start), sentence))


def _between(sentence: Sentence, place: int) -> Found | None:
    """« entre le 1er mars et le 15 avril »."""
    if sentence.word(place) != "entre":
        return None
    left = read_moment(sentence, place + 1)
    if left is None or sentence.word(left[1]) not in {"et", "a"}:
        return None
    right = read_moment(sentence, left[1] + 1)
    if right is None:
        return None
    return Found(place, right[1], resolve_range(left[0], right[0], sentence.today))


def _chain_range(sentence: Sentence, place: int) -> Found | None:
    """« 01/03/2025-15/04/2025 », « 2023-2025 », « 1-15 avril »."""
    token = sentence.token(place)
    if token is None or not token.parts:
        return None
    ends, after = split_range(token.parts), place + 1
    if ends:
        left, right = (range_end(end, sentence.today) for end in ends)
    elif len(token.parts) == 3 and token.parts[1] == "-" and sentence.word(after) in MONTHS:  # noqa: PLR2004
        read = read_moment(sentence, after)
        number = MONTHS[sentence.word(after)]
        left = DayOnly(int(token.parts[0])) if len(token.parts[0]) <= 2 else None  # noqa: PLR2004
        right = day_of_month(int(token.parts[2]), number) if len(token.parts[2]) <= 2 else None  # noqa: PLR2004
        year = getattr(read[0], "year", None) if read else None
        right = day_of_month(int(token.parts[2]), number, year) if right else None
        after = read[1] if read else after + 1
    else:
        return None
    return Found(place, after, resolve_range(left, right, sentence.today)) if left and right else None


def _range_or_moment(sentence: Sentence, place: int) -> Found | None:
    """« du 1er au 15 avril », « janvier à mars », or one moment."""
    start = place + (sentence.word(place) in {"de", "d", "des"})
    read = read_moment(sentence, start)
    if read is None:
        return None
    moment, after = read
    ending = _second_end(sentence, after)
    if ending:
        return Found(place, ending[1], resolve_range(moment, ending[0], sentence.today))
    return _moment_alone(sentence, place, moment, after)


def _moment_alone(sentence: Sentence, place: int, moment: Moment, after: int) -> Found | None:
    inside = "dans" in (sentence.word(place - 1), sentence.word(place - 2))
    last = sentence.token(after - 1)
    inside = inside or sentence.word(place - 1) == "entre" or (last is not None and last.ordinal and not last.digits)
    if isinstance(moment, DayOnly) and (inside or not stands_alone(sentence, after)):
        return None
    days = resolve(moment, sentence.today)
    if _is_portion(sentence, place) and isinstance(days, Period):
        return Found(place, after, Wrong(Problem.AMBIGUOUS, days))
    words = {sentence.word(n) for n in range(place, after)}
    vague = "rentree" in words or bool(words & WEEKDAYS.keys() and isinstance(moment, Fixed) and not words & LAST)
    return Found(place, after, days, vague or _is_fraction(sentence, after), moment)


def _is_portion(sentence: Sentence, place: int) -> bool:
    """« (la première quinzaine) de mars », « (sauf) en mars »: not all of what is named, and not said how much."""
    before, earlier = sentence.word(place - 1), sentence.word(place - 2)
    if before in _EXCEPT or (before == "en" and earlier in _EXCEPT | {"pas"}):
        return True
    start = place - (sentence.word(place) not in {"de", "d", "du"})
    return sentence.word(start) in {"de", "d", "du"} and sentence.word(start - 1) in _PORTIONS


def _is_fraction(sentence: Sentence, after: int) -> bool:
    """« 10/10 » and « 24/24 », which nothing announces as dates."""
    token = sentence.token(after - 1)
    if token is None or len(token.parts) != 3 or token.parts[1] != "/":  # noqa: PLR2004
        return False
    short = max(len(token.parts[0]), len(token.parts[2])) <= 2  # noqa: PLR2004
    padded = token.parts[0][0] == "0" or token.parts[2][0] == "0"
    return short and not padded and sentence.word(after - 2) not in LEADING


_READERS: tuple[Callable[[Sentence, int], Found | None], ...] = (
    _everything, _since, _before_or_until, _after, _between, ago_bounds, ahead, _chain_range,
    shifted, beside, last_units, _range_or_moment, length_alone,
)  # fmt: skip
