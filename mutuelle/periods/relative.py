"""What is said from elsewhere than today: from the period being looked at, or from the unit before the last one."""

from mutuelle.periods import almanac
from mutuelle.periods.lengths import Found
from mutuelle.periods.lexicon import ARTICLES
from mutuelle.periods.model import Period
from mutuelle.periods.pieces import read_length, read_unit
from mutuelle.periods.steps import neighbour_step
from mutuelle.periods.words import Sentence

_EARLIER = (("plus", "tot"), ("auparavant",))
_LATER = (("plus", "tard"),)


def shifted(sentence: Sentence, place: int) -> Found | None:
    """« un an plus tôt », « 6 mois plus tard »: the period looked at, moved; weak, as it may tell of anything."""
    seen, read = sentence.looking_at, read_length(sentence, place)
    if seen is None or read is None:
        return None
    length, after = read
    for ways, back in ((_EARLIER, True), (_LATER, False)):
        for words in ways:
            if sentence.follows(after, *words):
                return Found(place, after + len(words), _moved(seen, length.whole, back=back), weak=True)
    return None


def _moved(seen: Period, length: almanac.Duration, *, back: bool) -> Period:
    """Both ends moved; whole months stay whole: the day after the end is what moves."""
    move = length.before if back else length.after
    start = move(seen.start)
    end = almanac.shift(move(almanac.shift(seen.end, days=1)), days=-1)
    return Period(start, max(start, end))


def beside(sentence: Sentence, place: int) -> Found | None:
    """« les 3 mois d'avant », « les 2 années suivantes »: that long, up to the period looked at or from its end."""
    seen = sentence.looking_at
    start = sentence.skip(place, ARTICLES, 1)
    number, unit = sentence.number(start), read_unit(sentence, start + 1)
    if seen is None or number is None or unit is None or number < 1:
        return None
    offset, after = neighbour_step(sentence, start + 2)
    length = almanac.duration(number, unit)
    if offset < 0:
        end = almanac.shift(seen.start, days=-1)
        return Found(place, after, Period(min(end, length.before(seen.start)), end))
    if offset > 0:
        first = almanac.shift(seen.end, days=1)
        return Found(place, after, Period(first, max(first, almanac.shift(length.after(first), days=-1))))
    return None
