"""Finds useful documents: those for everybody without a login, a member's own for him alone."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import Clock, today
from mutuelle.documents.service import Wanted
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.useful.catalogue import Entry, Meant, entries, meant
from mutuelle.useful.contents import content_on
from mutuelle.useful.drafting import USEFUL, Edition, public_edition
from mutuelle.useful.tables import UsefulDocument


@dataclass(frozen=True)
class Useful:
    """A document: `dated` its edition (None for one of the member's own), `url` where anybody gets it.

    `size` is in bytes, None where it was not looked for.

    `missing`: we know what it is, but do not have it.
    """

    key: str
    category: str
    title: str
    own: bool
    missing: bool
    dated: date | None = None
    size: int | None = None
    url: str = ""


@dataclass(frozen=True)
class Found:
    """What answers a request: one document, or several `of` what was asked; `unknown`: a paper we do not know."""

    documents: tuple[Useful, ...]
    categories: tuple[str, ...] = ()
    unknown: bool = False
    named: bool = False

    @property
    def one(self) -> Useful | None:
        """Return the document that was named, if it is one."""
        return self.documents[0] if self.named and len(self.documents) == 1 else None


class UsefulService:
    """Lists, finds and makes useful documents."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._made: dict[tuple[str, date], bytes] = {}

    async def find(self, text: str, *, key: str = "", category: str = "") -> Found:
        """Return what a sentence asks for, or a button: a document or a category."""
        async with self._store.read() as connection:
            known = await self._known(connection)
        asked = meant(text, known.values())
        if category:
            asked = Meant(categories=(category,))
        if key:
            asked = Meant(entries=tuple(filter(None, (known.get(key),))))
        if asked.entries:
            wanted = asked.entries
        else:
            there = [one for one in known.values() if not one.expected]
            wanted = tuple(one for one in there if not asked.categories or one.category in asked.categories)
        sized = bool(asked.entries or asked.categories)  # all of them would have to be made to be weighed
        documents = await asyncio.gather(*(self._told(entry, sized=sized) for entry in wanted))
        return Found(tuple(documents), asked.categories, asked.unknown, bool(asked.entries))

    def wanted(self, key: str) -> Wanted:
        """Return a document as the delivery of documents takes it, as of today."""
        return Wanted(USEFUL, {"document": key, "day": today(self._clock).isoformat()}, USEFUL)

    async def file(self, key: str) -> tuple[Edition, bytes]:
        """Make a document for everybody. Raises DocumentChanged when there is none."""
        day = today(self._clock)
        async with self._store.read() as connection:
            edition = await public_edition(connection, key, day, self._settings)
        if edition.added:
            return edition, edition.draft.make()
        made = self._made.get((key, day))
        if made is None:
            made = await asyncio.to_thread(edition.draft.make)
            self._made = {one: kept for one, kept in self._made.items() if one[1] == day} | {(key, day): made}
        return edition, made

    async def _known(self, connection: AsyncConnection) -> dict[str, Entry]:
        """Return the catalogue, with what staff added in the place of what it replaces."""
        rows = await connection.execute(
            select(
                UsefulDocument.key,
                UsefulDocument.category,
                UsefulDocument.title,
                UsefulDocument.names,
                UsefulDocument.dated,
                UsefulDocument.size,
            ).order_by(UsefulDocument.title)
        )
        known = dict(entries())
        for row in rows:
            names = (*row.names, *(known[row.key].names if row.key in known else ()))
            known[row.key] = Entry(row.key, row.category, row.title, names, row.dated, size=row.size)
        return known

    async def _told(self, entry: Entry, *, sized: bool) -> Useful:
        told = Useful(entry.key, entry.category, entry.title, entry.own, entry.expected)
        if entry.own or entry.expected:
            return told
        url = f"{self._settings.public_url}/documents-utiles/{entry.key}.pdf"
        if entry.size is not None:
            return replace(told, dated=entry.dated, size=entry.size if sized else None, url=url)
        if not sized:
            return replace(told, dated=content_on(entry, today(self._clock)).dated, url=url)
        edition, made = await self.file(entry.key)
        return replace(told, dated=edition.dated, size=len(made), url=url)
