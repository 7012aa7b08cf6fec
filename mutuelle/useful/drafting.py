"""The files of the useful documents: made when they are read, or those that staff added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import noon_of
from mutuelle.documents.drafts import Draft, Owner
from mutuelle.documents.engine import PDF, render_pdf
from mutuelle.errors import DocumentChanged
from mutuelle.french import long_date
from mutuelle.settings import Settings
from mutuelle.useful.catalogue import Entry, entries, useful_words
from mutuelle.useful.contents import content_on
from mutuelle.useful.own import own_content
from mutuelle.useful.tables import UsefulDocument

USEFUL = "useful"
TEMPLATE = "leaflet"


async def useful_draft(
    connection: AsyncConnection, owner: Owner, parameters: Mapping[str, Any], *, settings: Settings
) -> Draft:
    """Return the file of a document (`document`: its key) as of a `day`. Raises DocumentChanged: there is none."""
    key, day = str(parameters["document"]), date.fromisoformat(parameters["day"])
    entry = entries().get(key)
    if entry is None or not entry.own:
        return (await public_edition(connection, key, day, settings)).draft
    data = await own_content(connection, entry, owner.contract_id, day)
    return _made(entry, day, data, settings)


@dataclass(frozen=True)
class Edition:
    """A document for everybody: the file to make, and the day it is of; `added`: by staff."""

    draft: Draft
    dated: date
    added: bool


async def public_edition(connection: AsyncConnection, key: str, day: date, settings: Settings) -> Edition:
    """Return a document for everybody as of a day. Raises DocumentChanged: there is none."""
    added = (
        await connection.execute(
            select(UsefulDocument.title, UsefulDocument.dated, UsefulDocument.content).where(UsefulDocument.key == key)
        )
    ).one_or_none()
    if added is not None:
        draft = Draft(file_name(added.title, added.dated), PDF, lambda: bytes(added.content))
        return Edition(draft, added.dated, added=True)
    entry = entries().get(key)
    if entry is None or entry.own or entry.expected:
        raise DocumentChanged
    content = content_on(entry, day)
    return Edition(_made(entry, content.dated, content.data, settings), content.dated, added=False)


def file_name(title: str, day: date) -> str:
    """Return the name of the file of a document."""
    return str(useful_words()["file"]).format(title=title.replace("/", "-"), day=day.isoformat())


def _made(entry: Entry, day: date, data: Mapping[str, Any], settings: Settings) -> Draft:
    dressed = {
        **data,
        "insurer": settings.insurer,
        "phone": settings.support_phone,
        "issued": [day.year, day.month, day.day],
        "issued_on": long_date(day),
    }
    return Draft(file_name(entry.title, day), PDF, lambda: render_pdf(TEMPLATE, dressed, at=noon_of(day)))
