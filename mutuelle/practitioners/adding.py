"""What a sentence adds to a search, or changes of it: whom, where, how far, of which sector, how many. Pure."""

from dataclasses import replace

from mutuelle.practitioners import categories
from mutuelle.practitioners.quest import Quest, Where, clamped
from mutuelle.practitioners.wishes import ONE_OF, Wish


def with_wish(quest: Quest, wish: Wish) -> Quest:
    """Return the search with what a sentence adds to it, or changes; one that says whom and where begins anew."""
    if (wish.category or wish.name) and (wish.place or wish.where):
        quest = Quest(limit=quest.limit, explained=quest.explained, resumes=quest.resumes)
    found = quest.told(notes=wish.notes, stranger=wish.stranger, **_whom(quest, wish))
    elsewhere = wish.place or wish.where or found.category != quest.category  # how near was said of the ones before
    if wish.within_km is not None or elsewhere:
        found = replace(found, within_km=wish.within_km)
    if wish.sector is not None or wish.optam:
        found = _with_sector(found, wish)
    if wish.network is not None:
        found = replace(found, network=wish.network)
    if wish.count is not None:
        limit, cut = clamped(wish.count)
        found = replace(found, limit=limit, clamped=cut)
    if wish.act == "neighbours" or wish.act in ONE_OF:
        found = replace(found, neighbours=True) if wish.act == "neighbours" else replace(found, wants=wish.act)
    if wish.where is not None:
        found = replace(found, where=Where(wish.where), options=(), unknown="", neighbours=False)
    return found


def _with_sector(quest: Quest, wish: Wish) -> Quest:
    """Return the search with a sector, unless its profession has none."""
    if quest.category is not None and not categories.category_by_code(quest.category).sectors:
        return replace(quest, refused="sector")
    sector = None if wish.sector == "any" else wish.sector or quest.sector
    return replace(quest, sector=sector, optam=quest.optam or wish.optam)


def _whom(quest: Quest, wish: Wish) -> dict[str, object]:
    if wish.name:
        return {"name": wish.name, "category": wish.category, "unclear": ()}
    if wish.category is not None:
        sectors = categories.category_by_code(wish.category).sectors
        kept = {} if sectors else {"sector": None, "optam": False}
        changed = {} if wish.category == quest.category else {"neighbours": False, **_network_of_another(quest)}
        return {"category": wish.category, "unclear": (), "name": "", **kept, **changed}
    if wish.unclear:
        return {"unclear": wish.unclear, "category": None, "name": ""}
    if wish.stranger and wish.place:  # « un véto à Lyon » is not looked for as whoever was before
        return {"category": None, "name": ""}
    return {}


def _network_of_another(quest: Quest) -> dict[str, object]:
    """Return what stays of the network that was asked for another profession: only that it does not matter."""
    return {"network": None} if quest.category is not None and quest.network else {}
