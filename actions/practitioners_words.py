"""Puts a search for a health professional into words: its questions, its list, one of the list."""

from collections.abc import Iterable
from datetime import datetime

from actions.answering import Turn
from actions.practitioners_map import bounds_of, map_place
from mutuelle.clock import PARIS
from mutuelle.conversations.messages import Button, LocationRequest, Places
from mutuelle.french import distance, long_date, of_place
from mutuelle.practitioners import categories
from mutuelle.practitioners.looking import AREAS
from mutuelle.practitioners.model import Practitioner, letter_of
from mutuelle.practitioners.progress import Progress
from mutuelle.practitioners.quest import RUNGS_KM, Quest

BUTTONS = "utter_practitioners_buttons"
ASK, AROUND, REFUSED = (
    "utter_practitioners_ask_{step}",
    "utter_practitioners_around_{kind}",
    "utter_practitioners_refused_{why}",
)
ONE, ONE_UNKNOWN = "utter_practitioners_one_{view}", "utter_practitioners_one_{view}_unknown"
ENDED = "utter_practitioners_end_{state}"  # cancelled, given_up, dropped, kept, forgotten
USUAL = ("gp", "dentist", "ophthalmologist", "pharmacy", "physiotherapist", "nurse")
MOST_LETTERS = 10
SAID_FIRST = frozenset({"first", "last", "rank", "sector", "too_far", "noted", "no_list"})


def say_question(turn: Turn, progress: Progress) -> None:
    """Ask what is missing, with the usual answers."""
    step, quest = str(progress.step), progress.quest
    lines = [
        *_remarks(turn, quest),
        *([turn.words("utter_practitioners_missed")] if _was_missed(turn, quest) else []),
    ]
    if step == "place":
        _ask_place(turn, progress, lines)
        return
    if step == "home":
        assert progress.viewer is not None
        turn.shows(progress.viewer)
    unknown = step == "which_place" and quest.unknown
    asked = "utter_practitioners_ask_spelling" if unknown else ASK.format(step=step)
    lines.append(turn.words(asked, address=progress.address, named=quest.unknown))
    turn.add_text("\n".join(lines), _answers(turn, step, quest))


def _was_missed(turn: Turn, quest: Quest) -> bool:
    return bool(quest.tries) and not (turn.was_interrupted or quest.notes or quest.refused or quest.unknown)


def _ask_place(turn: Turn, progress: Progress, lines: list[str]) -> None:
    quest = progress.quest
    if quest.refused and quest.refused not in SAID_FIRST:
        lines.append(turn.words(REFUSED.format(why=quest.refused)))
    if quest.unknown and not turn.was_interrupted:
        lines.append(turn.words("utter_practitioners_place_unknown", named=quest.unknown))
    category = categories.category_by_code(quest.category) if quest.category else None
    asked = turn.words("utter_practitioners_ask_place", whom=_one(category.label) if category else "")
    own = ["home", "work"] if progress.viewer is not None else []
    turn.add(
        LocationRequest(
            text="\n".join([*lines, asked]),
            label=turn.words("utter_practitioners_share"),
            buttons=tuple(turn.button(BUTTONS, name) for name in [*own, "cancel"]),
        )
    )


def _answers(turn: Turn, step: str, quest: Quest) -> list[Button]:
    if step == "home":
        return [turn.button(BUTTONS, name) for name in ("home_yes", "home_no")]
    if step == "which_place":
        places = enumerate(quest.options)
        offered = [turn.button(BUTTONS, "place", label=place.name, id=number) for number, place in places]
    else:
        codes: Iterable[str] = quest.unclear or (_of_network() if quest.network else USUAL)
        known = [categories.category_by_code(code) for code in codes]
        offered = [turn.button(BUTTONS, "category", label=one.label, id=one.code) for one in known]
    return [*offered, turn.button(BUTTONS, "cancel")]


def _of_network() -> list[str]:
    return [one.code for one in categories.categories() if one.network]


def say_end(turn: Turn, progress: Progress) -> None:
    """Say why it ends, or what was kept or forgotten."""
    quest, over = progress.quest, progress.state in {"cancelled", "given_up"}
    buttons = [turn.button(BUTTONS, "resume")] if quest.resumes and over else []
    if quest.category is not None and progress.state == "given_up":
        label = categories.category_by_code(quest.category).label
        buttons.append(turn.button(BUTTONS, "category", label=label, id=quest.category))
    if progress.viewer is not None:
        turn.shows(progress.viewer)
    state = "nothing_kept" if progress.state == "forgotten" and not progress.count else progress.state
    turn.say(ENDED.format(state=state), buttons=buttons, address=progress.address)


def say_list(turn: Turn, progress: Progress, as_of: datetime | None, *, empty: bool) -> None:
    """Show a page of what was found, or say that nobody was, and what can be tried.

    `as_of`: the day of the directory, None for one of invented people; `empty`: there is none at all.
    """
    page, quest = progress.page, progress.quest
    assert page is not None
    if progress.personal and progress.viewer is not None:
        turn.shows(progress.viewer)
    lines = _remarks(turn, quest)
    if empty:
        turn.add_text("\n".join([*lines, turn.words("utter_practitioners_no_directory")]))
        return
    if not page.practitioners:
        _say_nothing(turn, progress, lines)
        return
    if progress.state == "unheard":
        _say_unheard(turn, progress)
        return
    if progress.state == "which":
        turn.add_text(
            turn.words("utter_practitioners_which"), _letters(turn, page.practitioners, page.first, quest.wants)
        )
        return
    if quest.in_network and not quest.explained:
        lines.append(turn.words("utter_practitioners_network"))
    lines.append(_headline(turn, progress))
    several = page.has_next or page.first > 1
    rank = (
        [turn.words("utter_practitioners_rank", first=page.first, last=page.last, count=page.total)] if several else []
    )
    day = long_date(as_of.astimezone(PARIS).date()) if as_of else ""
    about = turn.words("utter_practitioners_source" if as_of else "utter_practitioners_demo", day=day)
    turn.add(
        Places(
            text="\n".join(lines),
            places=tuple(map_place(turn, one, letter_of(page.first + at)) for at, one in enumerate(page.practitioners)),
            bounds=bounds_of(page.practitioners, progress.place, quest),
            center=_center(progress),
            footer="\n".join([*rank, about]),
            buttons=tuple(_after_list(turn, progress)),
        )
    )


def _say_unheard(turn: Turn, progress: Progress) -> None:
    """Say that the list is kept though what was said of it was not understood, and what can be said of it."""
    again = progress.quest.tries > 1
    kept = turn.words("utter_practitioners_unheard_again" if again else "utter_practitioners_unheard")
    names = ["list", "new", "person"] if again else ["list", "new"]
    turn.add_text(kept, [turn.button(BUTTONS, name) for name in names])


def _center(progress: Progress) -> tuple[float, float] | None:
    place, where = progress.place, progress.quest.where
    if place is None or where is None or where.kind == "position":
        return None
    return place.point.latitude, place.point.longitude


def _remarks(turn: Turn, quest: Quest) -> list[str]:
    """Return what has to be said before anything else."""
    lines = [*([quest.stranger] if quest.stranger else []), *quest.notes]
    if quest.network and quest.category and not categories.category_by_code(quest.category).network:
        lines.append(turn.words("utter_practitioners_not_in_network"))
    if quest.clamped:
        lines.append(turn.words("utter_practitioners_clamped", count=quest.limit))
    if quest.coarse and quest.where is not None:
        lines.append(turn.words("utter_practitioners_degraded" if quest.degraded else "utter_practitioners_coarse"))
    if quest.refused in SAID_FIRST and not turn.was_interrupted:
        lines.append(turn.words(REFUSED.format(why=quest.refused)))
    if quest.refused == "question":
        lines.append(turn.words("utter_requests_problem_first"))
    return lines


def _headline(turn: Turn, progress: Progress) -> str:
    page, quest = progress.page, progress.quest
    assert page is not None
    around = _around(turn, progress)
    within = turn.words("utter_practitioners_within", distance=distance(page.within_km)) if page.within_km else ""
    filters = _filters(turn, quest)
    if quest.name:
        response = "utter_practitioners_named_one" if page.total == 1 else "utter_practitioners_named_many"
        return turn.words(response, count=page.total, name=quest.name, around=around, filters=filters)
    category = categories.category_by_code(str(quest.category))
    whom = _one(category.label) if page.total == 1 else category.plural
    network = turn.words("utter_practitioners_of_network") if quest.in_network else ""
    told = {"whom": whom + network, "around": around, "within": within, "filters": filters}
    response = "utter_practitioners_found_one" if page.total == 1 else "utter_practitioners_found"
    return turn.words(response, count=page.total, **told)


def _around(turn: Turn, progress: Progress) -> str:
    place, where = progress.place, progress.quest.where
    if place is None or where is None:
        return ""
    kind = place.kind if where.kind == "place" else where.kind
    if progress.quest.in_network and kind in AREAS and progress.quest.within_km is None:
        kind = "neighbours" if progress.quest.neighbours else "only"
    return turn.words(AROUND.format(kind=kind), place=place.name, of_place=of_place(place.name))


def _filters(turn: Turn, quest: Quest) -> str:
    told = [turn.words("utter_practitioners_filter_sector", sector=quest.sector)] if quest.sector else []
    return "".join([*told, *([turn.words("utter_practitioners_filter_optam")] if quest.optam else [])])


def _one(label: str) -> str:
    """Return a label in the middle of a sentence; an abbreviation (« ORL ») stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _say_nothing(turn: Turn, progress: Progress, lines: list[str]) -> None:
    quest, page = progress.quest, progress.page
    assert page is not None
    if quest.name:
        lines.append(turn.words("utter_practitioners_nobody_named", name=quest.name, around=_around(turn, progress)))
        turn.add_text("\n".join(lines), [turn.button(BUTTONS, "new")])
        return
    if quest.in_network and not quest.explained:
        lines.append(turn.words("utter_practitioners_network"))
    category = categories.category_by_code(str(quest.category))
    within = turn.words("utter_practitioners_within", distance=distance(page.within_km)) if page.within_km else ""
    network = turn.words("utter_practitioners_of_network") if quest.in_network else ""
    told = {"whom": _one(category.label), "network": network, "around": _around(turn, progress), "within": within}
    lines.append(turn.words("utter_practitioners_nobody", filters=_filters(turn, quest), **told))
    turn.add_text("\n".join(lines), [*_widening(turn, progress), turn.button(BUTTONS, "new")])


def _widening(turn: Turn, progress: Progress) -> list[Button]:
    """Return the buttons that look farther, or take a filter away."""
    quest, place = progress.quest, progress.place
    area = place is not None and place.kind in AREAS
    names = ["neighbours"] if quest.in_network and area and not quest.neighbours and not quest.within_km else []
    names += ["any_sector"] if quest.sector else []
    names += ["everybody"] if quest.in_network else []
    buttons = [turn.button(BUTTONS, name) for name in names]
    return buttons if "neighbours" in names or quest.name else [turn.button(BUTTONS, "further"), *buttons]


def _letters(turn: Turn, found: Iterable[Practitioner], first: int, view: str) -> list[Button]:
    return [
        turn.button(BUTTONS, f"{view}_of", letter=letter_of(first + at), rank=first + at) for at, _ in enumerate(found)
    ]


def _after_list(turn: Turn, progress: Progress) -> list[Button]:
    quest, page = progress.quest, progress.page
    assert page is not None
    buttons = (
        [] if len(page.practitioners) > MOST_LETTERS else _letters(turn, page.practitioners, page.first, "details")
    )
    names = ["next"] * page.has_next + ["previous"] * (page.first > 1)
    category = categories.category_by_code(quest.category) if quest.category else None
    if category and category.sectors and not quest.name:
        names.append("any_sector" if quest.sector else "sector_1")
    if category and category.network:
        names.append("everybody" if quest.in_network else "network_only")
    if not page.has_next and not quest.name:
        area = progress.place is not None and quest.in_network and progress.place.kind in AREAS and not quest.neighbours
        names += ["neighbours"] if area and not quest.within_km else ["further"] * (0 < page.within_km < RUNGS_KM[-1])
    if progress.viewer is not None and quest.keeps and quest.where is not None and quest.where.kind == "place":
        names.append(f"keep_{quest.keeps}")
    names += ["forget"] if progress.personal else []
    names += ["simulate"] if categories.price_note() in quest.notes else []
    return [*buttons, *(turn.button(BUTTONS, name) for name in [*names, "new"])]


def say_one(turn: Turn, progress: Progress) -> None:
    """Show one of the list: its details, its telephone, where it is or the way there."""
    one, quest, rank = progress.practitioner, progress.quest, progress.quest.rank or 0
    assert one is not None
    if progress.personal and progress.viewer is not None:
        turn.shows(progress.viewer)
    view = quest.view
    missing = not one.phone if view == "phone" else view == "map" and one.approximate
    response = (ONE_UNKNOWN if missing else ONE).format(view=view)
    place = map_place(turn, one, letter_of(rank))
    others = [name for name in ("details", "map", "way") if name != view]
    turn.add(
        Places(
            text=turn.words(response, name=one.name, phone=place.phone, address=place.address, letter=letter_of(rank)),
            places=(place,),
            bounds=bounds_of((one,), None, quest),
            shown="details" if view in {"details", "phone"} else "map",
            buttons=(
                *(turn.button(BUTTONS, f"{name}_of", letter=letter_of(rank), rank=rank) for name in others),
                turn.button(BUTTONS, "list"),
                turn.button(BUTTONS, "new"),
            ),
        )
    )
