"""Periods named to be set aside: « non pas en 2026, en 2025 », « avril, pas mars », « plutôt 2024 que 2025 »."""

from mutuelle.periods.lengths import Found
from mutuelle.periods.words import Sentence

_BETWEEN = frozenset({"en", "de", "d", "du", "le", "la", "l", "les", "au", "a", "pour", "ceux", "celui", "sur"})
_FAR = 8  # words between « plutôt » and « que »


def kept(sentence: Sentence, found: list[Found]) -> list[Found]:
    """What was found, without what is denied; empty when all of it is. Each look back is bounded: linear."""
    return [read for read in found if not _is_denied(sentence, read)]


def _is_denied(sentence: Sentence, read: Found) -> bool:
    place = read.first - 1
    for _ in range(3):
        if sentence.word(place) not in _BETWEEN:
            break
        place -= 1
    word, before = sentence.word(place), sentence.word(place - 1)
    if word == "pas":
        return not _denies_verb(sentence, place)
    if word == "que":
        return any(sentence.word(n) == "plutot" for n in range(place - _FAR, place))
    return word == "ni" or (word == "non" and before == "et") or (word == "lieu" and before == "au")


def _denies_verb(sentence: Sentence, place: int) -> bool:
    """« je ne vois pas mars » denies the seeing; « ce n'est pas mars » denies March."""
    negated = any(sentence.word(place - back) in {"ne", "n"} for back in (1, 2, 3, 4))
    return negated and sentence.word(place - 1) not in {"est", "etait", "n", "ne"}
