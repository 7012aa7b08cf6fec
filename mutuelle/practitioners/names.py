"""Who is called so: by the family name as it is written in the directory, or as it was probably meant."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.places.model import Point
from mutuelle.practitioners.categories import WORDS, category_of
from mutuelle.practitioners.geometry import Flat, distance_km, flat_around
from mutuelle.practitioners.tables import DirectoryExtract
from mutuelle.practitioners.tables import PractitionerRow as Row
from mutuelle.store import Store
from mutuelle.wording import fold, words_of

TITLES, SMALL = (frozenset(map(fold, WORDS["names"][key])) for key in ("titles", "small"))
TYPO_FROM, TWO_TYPOS_FROM = 4, 8
CLOSE_NAMES = 40  # spellings looked up at most
HITS = 5_000  # bearers of a name looked at, at most
LONGEST_NAME = 4  # words
LONGEST_KEY = 160
NOBILIARY, AFTER_NOBILIARY = frozenset({"de", "du", "des", "d"}), frozenset({"la", "l"})
REMEMBERED = 1 << 16
AFTER_EVERYTHING = "~"  # in ASCII, behind the letters, digits and spaces of a key


@dataclass(frozen=True)
class _Bearer:
    """Somebody who may be meant."""

    id: int
    name_key: str
    first_key: str
    point: Point


class Names:
    """Looks people and establishments up by name."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[str, ...] = ()
        self._known_of: tuple[int | None, datetime | None] | None = None

    async def find(self, name: str, point: Point | None, *, within_km: float | None, category: str | None) -> list[int]:
        """Return the ids of those who may be meant: the best fitting names first, then the nearest."""
        words = name_words(name)
        if not words:
            return []
        where = _where(point, within_km, category or _establishment(name))
        async with self._store.read() as connection:
            keys = _keys(words, [word for word in words_of(name) if word not in TITLES])
            bearers = await _bearers(connection, keys, where, point)
            if not any(_fit(one, words) for one in bearers):
                alike = await self._close_keys(connection, keys)
                bearers = await _bearers(connection, alike, where, point) if alike else []
        ranked = [(_fit(one, words), one) for one in bearers]
        near = [
            (-fit, distance_km(point, one.point) if point else 0.0, one.id)
            for fit, one in ranked
            if fit and (within_km is None or point is None or distance_km(point, one.point) <= within_km)
        ]
        return [key for _, _, key in sorted(near)]

    async def _close_keys(self, connection: AsyncConnection, keys: Sequence[str]) -> list[str]:
        """Return the names of the directory that are written almost like one of the keys."""
        state = (await connection.execute(select(func.count(), func.max(DirectoryExtract.imported_at)))).one()
        newest = (await connection.execute(select(func.max(Row.id)))).scalar()
        if self._known_of != (newest, state[1]):
            names = await connection.execute(select(Row.name_key).distinct())
            self._known, self._known_of = tuple(names.scalars()), (newest, state[1])
        return await asyncio.to_thread(_close, self._known, keys)


def name_words(name: str) -> list[str]:
    """Return the words of a name that tell people apart: no « Dr », « Mme », « pharmacie », « de »."""
    words = [word for word in words_of(name) if word not in TITLES]
    return [word for word in words if word not in SMALL] or words


@lru_cache(REMEMBERED)
def family_key(name: str) -> str:
    """Return a family name as it is looked up: « de La Tour » is « tour », « Le Gall » itself."""
    words = words_of(name)
    nobiliary = next((at for at, word in enumerate(words) if word not in NOBILIARY), 0)
    if nobiliary and words[nobiliary] in AFTER_NOBILIARY and nobiliary + 1 < len(words):
        nobiliary += 1
    return " ".join(words[nobiliary:])[:LONGEST_KEY]


@lru_cache(REMEMBERED)
def sign_key(name: str) -> str:
    """Return an establishment's name as it is looked up: what is its own, « marche » of « Pharmacie du Marché »."""
    return " ".join(name_words(name))[:LONGEST_KEY]


def _establishment(name: str) -> str | None:
    """Return the category of an establishment that a name says: a « pharmacie » is no person."""
    meant = category_of(name)
    return meant.code if meant and "finess" in WORDS["categories"][meant.code] else None


def _square_km(flat: Flat) -> ColumnElement[float]:
    """Return the square of the distance of a row from the point of a plane, in km²."""
    north = Row.latitude - flat.origin.latitude
    up = north * flat.north_km
    across = (Row.longitude - flat.origin.longitude) * (flat.east_km + flat.east_km_change * north)
    return up * up + across * across


def _where(point: Point | None, within_km: float | None, category: str | None) -> ColumnElement[bool]:
    wanted = [Row.id > 0]
    if category:
        wanted.append(Row.category == category)
    if point and within_km is not None:
        box = flat_around(point).box(within_km)
        wanted += [Row.latitude.between(box.south, box.north), Row.longitude.between(box.west, box.east)]
    return and_(*wanted)


def _keys(*sentences: Sequence[str]) -> list[str]:
    """Return what may be the family name among words: each of them, and some in a row (« le gall »)."""
    found = {
        " ".join(words[start : start + length]): None
        for words in sentences
        for length in range(min(len(words), LONGEST_NAME), 0, -1)
        for start in range(len(words) - length + 1)
    }
    return [key for key in found if key not in SMALL] or list(found)


def _close(known: Sequence[str], keys: Iterable[str]) -> list[str]:
    found: dict[str, int] = {}
    for key in keys:
        typos = _typos_allowed(key)
        if typos:
            alike = process.extract(key, known, scorer=OSA.distance, score_cutoff=typos, limit=CLOSE_NAMES)
            found.update((name, min(found.get(name, typos), distance)) for name, distance, _ in alike)
    return sorted(found, key=lambda name: found[name])[:CLOSE_NAMES]


def _typos_allowed(word: str) -> int:
    return (len(word) >= TYPO_FROM) + (len(word) >= TWO_TYPOS_FROM)


async def _bearers(
    connection: AsyncConnection, keys: Sequence[str], where: ColumnElement[bool], point: Point | None
) -> list[_Bearer]:
    """Return those whose family name is one of the keys or begins with one; of very many the nearest."""
    exact = Row.name_key.in_(keys)
    longer = [and_(Row.name_key > f"{key} ", Row.name_key < f"{key} {AFTER_EVERYTHING}") for key in keys]
    columns = (Row.id, Row.name_key, Row.first_key, Row.latitude, Row.longitude)
    found = select(*columns).where(or_(exact, *longer), where).limit(HITS)
    rows = await connection.execute(found.order_by(_square_km(flat_around(point))) if point else found)
    return [_Bearer(row.id, row.name_key, row.first_key, Point(row.latitude, row.longitude)) for row in rows]


def _fit(one: _Bearer, words: Sequence[str]) -> int:
    """Return how well a name fits the words; 0 when a word is neither of the family name nor a first name.

    Each word counts, twice when it is written so; names that are said whole count more than others.
    """
    family, first = one.name_key.split(), one.first_key.split()
    joined = [*family, "".join(family)]
    scores = [_score(word, [*joined, *first]) for word in words]
    if 0 in scores or not any(_score(word, joined) for word in words):
        return 0
    whole = all(part in SMALL or any(_score(word, [part]) for word in words) for part in family)
    return sum(scores) + 2 * whole + (bool(first) and all(part in words for part in first))


def _score(word: str, parts: Sequence[str]) -> int:
    if word in parts or (len(word) == 1 and any(part.startswith(word) for part in parts)):
        return 2
    typos = _typos_allowed(word)
    return int(any(OSA.distance(word, part, score_cutoff=typos) <= typos for part in parts if typos))
