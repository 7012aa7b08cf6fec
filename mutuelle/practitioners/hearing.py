"""What a message does to a search: an answer, a refinement, another page, one of the list, or something else. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mutuelle.places.model import Place
from mutuelle.practitioners.adding import with_wish
from mutuelle.practitioners.leaving import ELSEWHERE, Said, begins_as_place, leaves
from mutuelle.practitioners.quest import LIST, UNHEARD, Quest, Where
from mutuelle.practitioners.wishes import ONE_OF, Wish, begins_anew
from mutuelle.procedures.replies import asks_for_a_person, is_unsure, reply_in
from mutuelle.wording import words_of

NEARER, NEAR_KM = 0.5, 1.0
NO_LIST = "no_list"
STILL_SAID = frozenset({"noted", "question", "sector"})  # when a question is asked again
ASKED_AT_MOST = 2  # times in a row
LAST = -1  # the rank of « le dernier »
PARTICLES = frozenset({"a", "au", "celle", "celui", "d", "de", "des", "du", "l", "la", "le", "les", "plutot"})


@dataclass(frozen=True)
class Heard:
    """What became of it: `told`, `missed`, `elsewhere`, `cancelled`, `given_up`, `keep` or `forget` (home and work).

    `place`: words to be looked up as a place; `answers`: they are the whole answer to the question where.
    """

    state: str
    quest: Quest
    place: str = ""
    answers: bool = False


def hear(quest: Quest, step: str | None, said: Said, wish: Wish) -> Heard:
    """Take a message; `step` is the question that was asked, None once something was shown."""
    if said.position:
        return Heard("told", quest.told(where=Where("position"), options=(), unknown=""))
    if said.values:
        return _tapped(quest, said.values)
    if reply_in(said.text) == "cancel" or wish.act == "forget":
        return Heard("forget" if wish.act == "forget" else "cancelled", quest)
    if step is not None and (answer := _plain(quest, step, said, wish)):
        return answer
    if asks_for_a_person(said.text) or leaves(wish, step, said):
        return Heard("elsewhere", quest)
    return _about_list(quest, said, wish) if step is None else _answer(quest, step, said, wish)


def opened(quest: Quest, said: Said, wish: Wish) -> Heard:
    """Begin with what a first sentence says."""
    heard = replace(_searched(quest, wish), answers=False)
    only = said.network and wish.network is None
    return replace(heard, quest=replace(heard.quest, network=True)) if only else heard


def _answer(quest: Quest, step: str, said: Said, wish: Wish) -> Heard:
    """Take the answer to a question."""
    turned = bool(said.turns) or (wish.act is not None and wish.act != "new")
    if turned and not (wish.narrows or wish.notes):
        heard = missed(quest)
        return replace(heard, quest=replace(heard.quest, refused=NO_LIST))
    if not wish.is_empty or wish.notes:
        return _searched(quest, wish)
    if (said.denies and not is_unsure(said.text)) or reply_in(said.text) == "no":
        return Heard("cancelled", quest)
    if said.elsewhere >= ELSEWHERE and not begins_as_place(said.text):
        return Heard("elsewhere", quest)
    names = said.text.strip() and not is_unsure(said.text) and reply_in(said.text) is None
    if not names or step not in {"place", "which_place", "home"}:
        return missed(quest)
    return Heard("told", quest, place=said.text, answers=True)


def _plain(quest: Quest, step: str, said: Said, wish: Wish) -> Heard | None:
    """Take an answer that is no search: a step back, one of the places, or whether the address on file may be used."""
    if reply_in(said.text) == "back":
        return Heard("told", _stepped_back(quest, step))
    if step == "which_place" and (chosen := _option(quest, said.text, wish)) is not None:
        return Heard("told", quest.told(where=Where("place", quest.options[chosen]), options=(), unknown=""))
    return _about_home(quest, said) if step == "home" else None


def _stepped_back(quest: Quest, step: str) -> Quest:
    """Return the search with the question before the one that is asked; the first is asked again."""
    if step == "category":
        return quest.told(refused="question")
    if step == "which_category":
        return quest.told(unclear=())
    before = quest.told(where=None, options=(), unknown="")
    return before if step in {"which_place", "home"} else replace(before, category=None, name="")


def missed(quest: Quest, unknown: str = "") -> Heard:
    """Return what an answer does that could not be used; `unknown`: it reads as a place that nobody knows."""
    unknown = unknown or (quest.unknown if quest.options else "")
    refused = quest.refused if quest.refused in STILL_SAID else ""
    after = replace(quest, tries=quest.tries + 1, strays=0, shown=False, unknown=unknown, refused=refused)
    return Heard("given_up" if after.tries >= ASKED_AT_MOST else "missed", after)


def _option(quest: Quest, text: str, wish: Wish) -> int | None:
    """Return which of the places offered is meant: by its rank, its number, its department or words of its name."""
    said, count = set(words_of(text)), len(quest.options)
    rank = int(text) if text.strip().isdecimal() and len(text.strip()) == 1 else wish.rank
    if rank is not None and (0 < rank <= count or rank == LAST):
        return rank - 1 if rank > 0 else count - 1
    for fits in (_is_in_department, _is_called):
        fitting = [place for place, one in enumerate(quest.options) if fits(one, said)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _is_in_department(one: Place, said: set[str]) -> bool:
    return one.department.lower() in said or (bool(one.postcode) and one.postcode in said)


def _is_called(one: Place, said: set[str]) -> bool:
    """Say whether all words are of a place's name: « Paris » of « Belleville (Paris 20e) »."""
    named = said - PARTICLES
    return bool(named) and named <= set(words_of(one.name))


def _about_home(quest: Quest, said: Said) -> Heard | None:
    """Take the answer to whether the address on file may be used."""
    if said.affirms or reply_in(said.text) == "yes":
        return Heard("told", quest.told(keeps="home"))
    if said.denies or reply_in(said.text) == "no":
        return Heard("told", quest.told(where=None, refused="home"))
    return None


def _about_list(quest: Quest, said: Said, wish: Wish) -> Heard:
    """Take what is said about what was shown."""
    if wish.act == "too_far" and not wish.narrows:
        return Heard("told", replace(quest.at(0), refused="too_far", notes=wish.notes))
    if said.turns and not wish.searches and wish.rank is None:  # « le premier » is one of the list, no page
        return _turned(quest, said.turns)
    if wish.act == "new":
        return _searched(Quest(resumes=quest.resumes), replace(wish, act=None))
    if nearest := _nearest(quest, said, wish):
        return nearest
    return _about_one(quest, wish) or _refined(quest, said, wish)


def _about_one(quest: Quest, wish: Wish) -> Heard | None:
    """Take what asks about one of the list."""
    if wish.singles_out or (not wish.narrows and (wish.act in ONE_OF or wish.rank is not None)):
        usual = quest.wants if quest.view == "which" else "details"
        return _singled_out(quest, str(wish.act) if wish.act in ONE_OF else usual, wish.rank)
    return None


def _refined(quest: Quest, said: Said, wish: Wish) -> Heard:
    """Take what changes the search, or asks what the directory does not tell (the list is shown again)."""
    if wish.narrows:
        return _searched(quest, wish)
    if (wish.notes or wish.stranger) and wish.act is None:
        return Heard("told", replace(quest.at(quest.offset), notes=wish.notes, stranger=wish.stranger))
    refuses = not said.elsewhere and (said.denies or reply_in(said.text) == "no")
    if wish.act is not None:
        return _turned(quest, wish.act)
    if said.vague and said.text and not refuses and not begins_anew(said.text):
        return Heard("told", replace(quest, view=UNHEARD, shown=False, tries=quest.tries + 1))
    return Heard("cancelled" if refuses else "elsewhere", quest)


def _nearest(quest: Quest, said: Said, wish: Wish) -> Heard | None:
    """Take « le plus proche » of a list that is shown, or « les plus proches »: not around whoever asks."""
    if wish.act == "nearest" and not wish.narrows:
        return Heard("told", quest.showing("details", 1))
    around = wish.where == "position" and wish.category is None and wish.act is None
    if not around or quest.where is None:
        return None
    words = set(words_of(said.text))
    if "proches" in words:
        return Heard("told", quest.at(0))
    return Heard("told", quest.showing("details", 1)) if "proche" in words else None


def _singled_out(quest: Quest, view: str, rank: int | None) -> Heard:
    """Take what asks about one of a list: of a rank (-1: the last shown), the one shown before, or which is asked."""
    rank = rank or quest.rank
    return Heard("told", quest.showing(view, rank) if rank else replace(quest.showing("which", None), wants=view))


def _turned(quest: Quest, act: str) -> Heard:
    """Take what turns a list over: another page, farther, nearer, wider; `list` shows it again."""
    nearer = quest.within_km * NEARER if quest.within_km else NEAR_KM
    turned: Mapping[str, Callable[[], Quest]] = {
        "next": lambda: quest.at(quest.offset + quest.limit),
        "previous": lambda: _earlier(quest),
        "further": lambda: quest.showing("further", None),
        "nearer": lambda: quest.told(within_km=nearer),
        "neighbours": lambda: quest.told(neighbours=True),
        "anywhere": lambda: quest.told(within_km=None),
    }
    return Heard("told", turned.get(act, lambda: quest.at(quest.offset))())


def _earlier(quest: Quest) -> Quest:
    """Return the list before the page that is shown; after one of it, that page; before the first, the wider one."""
    if quest.view != LIST:
        return quest.at(quest.offset)
    if not quest.offset and quest.within_km is not None:
        return quest.told(within_km=None)
    return replace(quest.at(quest.offset - quest.limit), refused="" if quest.offset else "first")


def _searched(quest: Quest, wish: Wish) -> Heard:
    return Heard("told", with_wish(quest, wish), place=wish.place)


def _tapped(quest: Quest, values: Mapping[str, str]) -> Heard:
    """Take a tapped choice."""
    key, value = next(iter(values.items()))
    if key in ONE_OF:
        return _singled_out(quest, key, int(value) if value.isdecimal() else None)
    taken: Mapping[str, Callable[[], Heard | None]] = {
        "category": lambda: _searched(quest, Wish(category=value)),
        "where": lambda: _searched(quest, Wish(where=value)),
        "place": lambda: _chosen(quest, value),
        "home": lambda: _about_home(quest, Said(affirms=value == "yes", denies=value != "yes")),
        "network": lambda: Heard("told", quest.told(network=value == "only")),
        "sector": lambda: Heard("told", quest.told(sector=None if value == "any" else value)),
        "keep": lambda: Heard("keep", replace(quest, keeps=value)),
        "forget": lambda: Heard("forget", quest),
        "cancel": lambda: Heard("cancelled", quest),
        "new": lambda: Heard("told", Quest(resumes=quest.resumes)),
    }
    return taken.get(key, lambda: _turned(quest, value))() or Heard("told", quest)


def _chosen(quest: Quest, number: str) -> Heard:
    """Take one of the places offered; of a list that is gone, show what there is now."""
    if not number.isdecimal() or int(number) >= len(quest.options):
        return Heard("told", replace(quest, shown=False))
    return Heard("told", quest.told(where=Where("place", quest.options[int(number)]), options=(), unknown=""))
