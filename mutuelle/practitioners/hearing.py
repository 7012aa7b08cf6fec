"""What a message does to a search: an answer, a refinement, another page, one of the list, or something else. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mutuelle.patience import GIVE_UP_AFTER
from mutuelle.practitioners import categories
from mutuelle.practitioners.quest import LIST, ONE_OF, Quest, Where, clamped
from mutuelle.practitioners.wishes import Wish
from mutuelle.procedures.replies import asks_for_a_person, is_unsure, reply_in
from mutuelle.wording import words_of

ELSEWHERE, SURELY_ELSEWHERE = 0.5, 0.8
BRIEF = 5
NEARER = 0.5


@dataclass(frozen=True)
class Said:
    """What came in: typed, or a tapped choice (`values`); `position`: one was shared.

    `elsewhere`: how sure the engine is (0 to 1) that it is about something else; `turns`: `next` or `previous` page.
    """

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    position: bool = False
    elsewhere: float = 0.0
    denies: bool = False
    affirms: bool = False
    turns: str = ""
    network: bool = False


@dataclass(frozen=True)
class Heard:
    """What became of it: `told`, `missed`, `elsewhere`, `cancelled`, `given_up`, `forget` (what was kept of addresses).

    `place`: words to be looked up as a place; `answers`: they are the whole answer to the question where.
    """

    state: str
    quest: Quest
    place: str = ""
    answers: bool = False


def hear(quest: Quest, step: str | None, said: Said, wish: Wish) -> Heard:
    """Take a message; `step` is the question that was asked, None once something was shown."""
    if said.position:
        return Heard("told", quest.told(where=Where("position"), options=(), unknown="", beyond_km=0.0))
    if said.values:
        return _tapped(quest, said.values)
    if asks_for_a_person(said.text):
        return Heard("elsewhere", quest)
    if reply_in(said.text) == "cancel":
        return Heard("cancelled", quest)
    if wish.act == "forget":
        return Heard("forget", quest)
    if step == "home" and (answer := _about_home(quest, said)):
        return answer
    if _leaves(wish, step, said):
        return Heard("elsewhere", quest)
    if step is None:
        return _about_list(quest, said, wish)
    return _answer(quest, step, said, wish)


def opened(quest: Quest, said: Said, wish: Wish) -> Heard:
    """Begin with what a first sentence says."""
    return replace(_searched(replace(quest, network=True if said.network else quest.network), wish), answers=False)


def _answer(quest: Quest, step: str, said: Said, wish: Wish) -> Heard:
    """Take the answer to a question."""
    if step == "which_place" and (chosen := _option(quest, said.text, wish)) is not None:
        return Heard("told", quest.told(where=Where("place", quest.options[chosen]), options=()))
    if not wish.is_empty:
        return _searched(quest, wish)
    if said.denies or reply_in(said.text) == "no":
        return Heard("cancelled", quest)
    if step in {"place", "which_place", "home"} and said.elsewhere < ELSEWHERE and not is_unsure(said.text):
        return Heard("told", quest, place=said.text, answers=True)
    return Heard("elsewhere", quest) if said.elsewhere >= ELSEWHERE else missed(quest)


def missed(quest: Quest) -> Heard:
    """Return what an answer does that could not be used."""
    after = replace(quest, tries=quest.tries + 1, strays=0, shown=False)
    return Heard("given_up" if after.tries >= GIVE_UP_AFTER else "missed", after)


def _leaves(wish: Wish, step: str | None, said: Said) -> bool:
    """Say whether a message is about something else, though it may hold words of ours."""
    if said.turns:
        return step is not None
    brief = len(words_of(said.text)) <= BRIEF
    if wish.category and (wish.place or wish.where or brief):
        return False
    if step is not None and (wish.place or wish.where) and brief:
        return False
    if step is None and (wish.act or wish.rank is not None) and brief:
        return said.elsewhere >= SURELY_ELSEWHERE and wish.act is None
    return said.elsewhere >= (SURELY_ELSEWHERE if not wish.is_empty else ELSEWHERE)


def _option(quest: Quest, text: str, wish: Wish) -> int | None:
    """Return which of the places offered is meant: by its rank, its department or its number."""
    if wish.rank is not None and 0 < wish.rank <= len(quest.options):
        return wish.rank - 1
    said = set(words_of(text))
    fitting = [
        place
        for place, one in enumerate(quest.options)
        if one.department.lower() in said or (one.postcode and one.postcode in said) or said == set(words_of(one.name))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _about_home(quest: Quest, said: Said) -> Heard | None:
    """Take the answer to whether the address on file may be used."""
    if said.affirms or reply_in(said.text) == "yes":
        return Heard("told", quest.told(keeps="home"))
    if said.denies or reply_in(said.text) == "no":
        return Heard("told", quest.told(where=None, refused="home"))
    return None


def _about_list(quest: Quest, said: Said, wish: Wish) -> Heard:
    """Take what is said about what was shown."""
    if said.turns and not wish.searches:
        return _turned(quest, said.turns)
    if wish.act == "new":
        return _searched(Quest(resumes=quest.resumes), replace(wish, act=None))
    if wish.searches or wish.within_km or wish.sector or wish.optam or wish.network is not None or wish.count:
        nearest = wish.where == "position" and not wish.category and wish.act is None and quest.where is not None
        if nearest and "proche" in words_of(said.text):  # « le plus proche », of the list
            return Heard("told", quest.showing("details", 1))
        return _searched(quest, wish)
    if wish.act in ONE_OF:
        return _singled_out(quest, str(wish.act), wish.rank)
    if wish.rank is not None:
        return _singled_out(quest, "details", wish.rank)
    if wish.act is not None:
        return _turned(quest, wish.act)
    return Heard("elsewhere", quest) if said.elsewhere or not reply_in(said.text) else Heard("cancelled", quest)


def _singled_out(quest: Quest, view: str, rank: int | None) -> Heard:
    if rank == -1:
        rank = quest.offset + quest.limit  # cut down to the last one by whoever looks it up
    rank = rank or quest.rank
    return Heard("told", quest.showing(view, rank) if rank else replace(quest.showing("which", None), wants=view))


def _turned(quest: Quest, act: str) -> Heard:
    """Take what turns a list over: another page, farther, nearer, wider."""
    if act == "next":
        return Heard("told", quest.at(quest.offset + quest.limit))
    if act == "previous":
        if quest.view != LIST:
            return Heard("told", quest.at(quest.offset))
        return Heard("told", replace(quest.at(quest.offset - quest.limit), refused="" if quest.offset else "first"))
    if act == "further":
        return Heard("told", quest.showing("further", None))
    if act == "nearer":
        return Heard("told", quest.told(within_km=quest.within_km * NEARER if quest.within_km else 1.0))
    if act == "neighbours":
        return Heard("told", quest.told(neighbours=True))
    if act == "anywhere":
        return Heard("told", quest.told(within_km=None, beyond_km=RUNG_OF_ANYWHERE))
    return Heard("told", quest.at(quest.offset))


RUNG_OF_ANYWHERE = 50.0


def _searched(quest: Quest, wish: Wish) -> Heard:
    """Return the search with what a sentence adds to it, or changes."""
    found = quest.told(note=wish.note, **_whom(quest, wish))
    if wish.within_km is not None:
        found = replace(found, within_km=wish.within_km, beyond_km=0.0)
    if wish.sector is not None:
        found = replace(found, sector=None if wish.sector == "any" else wish.sector)
    if wish.optam:
        found = replace(found, optam=True)
    if wish.network is not None:
        found = replace(found, network=wish.network)
    if wish.count is not None:
        limit, cut = clamped(wish.count)
        found = replace(found, limit=limit, clamped=cut)
    if wish.act == "neighbours":
        found = replace(found, neighbours=True)
    if wish.where is not None:
        found = replace(found, where=Where(wish.where), options=(), unknown="", beyond_km=0.0, neighbours=False)
    return Heard("told", found, place=wish.place)


def _whom(quest: Quest, wish: Wish) -> dict[str, object]:
    if wish.name:
        return {"name": wish.name, "category": wish.category, "unclear": ()}
    if wish.category is not None:
        sectors = categories.category_by_code(wish.category).sectors
        kept = {} if sectors else {"sector": None, "optam": False}
        changed = {} if wish.category == quest.category else {"neighbours": False, "beyond_km": 0.0}
        return {"category": wish.category, "unclear": (), "name": "", **kept, **changed}
    if wish.unclear and (quest.category is None or not wish.place):
        return {"unclear": wish.unclear, "category": None, "name": ""}
    return {}


def _tapped(quest: Quest, values: Mapping[str, str]) -> Heard:
    """Take a tapped choice."""
    key, value = next(iter(values.items()))
    if key == "category":
        return _searched(quest, Wish(category=value))
    if key == "where":
        return _searched(quest, Wish(where=value))
    if key == "place":
        chosen = quest.options[int(value)] if value.isdecimal() and int(value) < len(quest.options) else None
        if chosen is None:
            return Heard("told", replace(quest, shown=False))
        return Heard("told", quest.told(where=Where("place", chosen), options=(), unknown=""))
    if key == "home":
        return _about_home(quest, Said(affirms=value == "yes", denies=value != "yes")) or Heard("told", quest)
    if key in ONE_OF:
        return _singled_out(quest, key, int(value) if value.isdecimal() else None)
    return _filtered(quest, key, value)


def _filtered(quest: Quest, key: str, value: str) -> Heard:
    if key == "network":
        return Heard("told", quest.told(network=value == "only"))
    if key == "sector":
        return Heard("told", quest.told(sector=None if value == "any" else value))
    if key == "keep":
        return Heard("told", quest.showing("kept", quest.rank) if quest.shown else replace(quest, keeps=value))
    if key == "forget":
        return Heard("forget", quest)
    if key == "cancel":
        return Heard("cancelled", quest)
    if key == "new":
        return Heard("told", Quest(resumes=quest.resumes))
    return _turned(quest, value)
