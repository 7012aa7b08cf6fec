"""What came in, and whether it is about something else than a search. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mutuelle.practitioners.wishes import Wish, is_ours
from mutuelle.wording import words_of

ELSEWHERE, SURELY_ELSEWHERE = 0.5, 0.8
NEVER = 2.0
BRIEF = 5  # words
BEFORE_PLACE = frozenset({"a", "au", "aux", "vers"})
HEARD_ANYWAY = frozenset({"too_far", "nearest"})


@dataclass(frozen=True)
class Said:
    """What came in: typed, or a tapped choice (`values`); `position`: one was shared.

    `elsewhere`: how sure the engine is (0 to 1) that it is about something else; `turns`: `next` or `previous` page.
    `vague`: the engine takes it for a search or a refinement of something; `alarm`: for an emergency.
    """

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    position: bool = False
    elsewhere: float = 0.0
    denies: bool = False
    affirms: bool = False
    turns: str = ""
    network: bool = False
    vague: bool = False
    alarm: bool = False


def leaves(wish: Wish, step: str | None, said: Said) -> bool:
    """Say whether a message is about something else, though it may hold words of ours."""
    brief = len(words_of(said.text)) <= BRIEF
    if (said.alarm and wish.rest) or (is_ours(said.text) and not wish.searches):
        return True
    if wish.only_searches or wish.act in HEARD_ANYWAY:  # « à Rezé » is no goodbye
        return False
    if wish.notes and wish.is_empty and not wish.asks_meaning:  # « et qui parle anglais ? »
        return said.elsewhere >= SURELY_ELSEWHERE and (not brief or bool(wish.rest))
    if said.turns or (wish.asks_meaning and not (wish.act or wish.category)):
        return step is not None or wish.asks_meaning
    return said.elsewhere >= _least(wish, step, said, brief=brief)


def _least(wish: Wish, step: str | None, said: Said, *, brief: bool) -> float:
    """Return how sure the engine must be that it is about something else."""
    around = bool(wish.place or wish.where)
    if (wish.category and (around or brief)) or (step and brief and around):
        return SURELY_ELSEWHERE
    if step is None and brief and (wish.act or wish.rank is not None):
        return SURELY_ELSEWHERE if wish.act is None else NEVER
    says_little = wish.is_empty and not begins_as_place(said.text)
    return ELSEWHERE if says_little or (wish.searches and not around) else SURELY_ELSEWHERE


def begins_as_place(text: str) -> bool:
    """Say whether a short answer begins as a place does: « à Sait-Etiene »."""
    said = words_of(text)
    return 1 < len(said) <= BRIEF and said[0] in BEFORE_PLACE
