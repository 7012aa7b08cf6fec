"""Who is in the Kalixia network: no public register says it, a list of the partners does (docs/imports.md).

A partner is found in the directory by discipline and postcode, and by telephone or name.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.importing import transaction
from mutuelle.practitioners.categories import categories, category_of
from mutuelle.practitioners.directory.entries import FileRefused, Refusal, RowRefused, phone_of, report_to, words
from mutuelle.practitioners.directory.lines import Lines, Source
from mutuelle.practitioners.names import family_key, sign_key
from mutuelle.practitioners.tables import PractitionerRow as Row
from mutuelle.store import Store

DISCIPLINES = tuple(one.code for one in categories() if one.network)
AT_ONCE = 1_000


@dataclass(frozen=True)
class Partners:
    """What an import of the list did. `inside`: how many of the directory are in the network now."""

    rows: int
    inside: int
    changed: int
    refused: tuple[Refusal, ...]


async def import_network(store: Store, path: Path, report: Path) -> Partners:
    """Set who is in the network: those of the list, nobody else. Raises FileRefused, also for a list that was cut."""
    async with store.read() as connection:
        known = await _known(connection)
    lines = Lines(Source(path), ";", words()["columns"]["network"])
    inside: set[int] = set()
    refused, rows = [], 0
    for number, found in lines.rows():
        rows += 1
        try:
            inside |= _ids(found, lines.places, known)
        except RowRefused as refusal:
            refused.append(Refusal(number, refusal.reason))
    if not lines.complete:
        raise FileRefused("network_cut")
    if not inside:
        raise FileRefused("nothing")
    with report_to(report) as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerows([one.number, words()["reasons"][one.reason]] for one in refused)
    changed = await _record(store, inside)
    return Partners(rows, len(inside), changed, tuple(refused))


Known = dict[tuple[str, str], list[tuple[int, str, str, str]]]


async def _known(connection: AsyncConnection) -> Known:
    """Return those of the three disciplines, by discipline and postcode: id, telephone and keys of the name."""
    columns = (Row.id, Row.category, Row.postcode, Row.phone, Row.name_key, Row.first_key)
    known: Known = {}
    for row in await connection.execute(select(*columns).where(Row.category.in_(DISCIPLINES))):
        known.setdefault((row.category, row.postcode), []).append((row.id, row.phone, row.name_key, row.first_key))
    return known


def _ids(found: Sequence[str] | RowRefused, at: dict[str, int], known: Known) -> set[int]:
    """Return the ids of a partner. Raises RowRefused."""
    if isinstance(found, RowRefused):
        raise found
    discipline = category_of(found[at["discipline"]])
    if discipline is None or discipline.code not in DISCIPLINES:
        raise RowRefused("discipline")
    there = known.get((discipline.code, found[at["postcode"]].strip()), [])
    phone, name = phone_of(found[at["phone"]]), found[at["name"]]
    keys = {sign_key(name), family_key(name)}
    words_said = set(family_key(name).split())
    same = {
        key
        for key, number, family, first in there
        if (phone and number == phone) or family in keys or {*family.split(), *first.split()} == words_said
    }
    if not same:
        raise RowRefused("partner")
    return same


async def _record(store: Store, inside: set[int]) -> int:
    """Write who is inside; return for how many that is new."""
    async with store.hold() as connection:
        before = set((await connection.execute(select(Row.id).where(Row.in_network.is_(True)))).scalars())
        for ids, value in ((sorted(inside - before), True), (sorted(before - inside), False)):
            for batch in _batches(ids):
                async with transaction(connection):
                    await connection.execute(update(Row).where(Row.id.in_(batch)).values(in_network=value))
    return len(inside ^ before)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
