"""The file of a letter: made from what it states each time it is read, or the file that was sent."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import noon_of
from mutuelle.documents.drafts import Draft, Owner
from mutuelle.documents.engine import PDF, render_pdf
from mutuelle.documents.issuing import LONG
from mutuelle.errors import DocumentChanged
from mutuelle.letters import tables
from mutuelle.letters.rules import Letter
from mutuelle.letters.writing import opened
from mutuelle.periods import Period

LETTER = "letter"
_LISTED = select(
    tables.Letter.id,
    tables.Letter.kind,
    tables.Letter.title,
    tables.Letter.sent_on,
    tables.Letter.about_start,
    tables.Letter.about_end,
)


async def letters_of(connection: AsyncConnection, contract_id: int) -> tuple[Letter, ...]:
    """Return every letter sent for a contract, the latest first."""
    wanted = _LISTED.where(tables.Letter.contract_id == contract_id)
    rows = await connection.execute(wanted.order_by(tables.Letter.sent_on.desc(), tables.Letter.id.desc()))
    return tuple(_letter(row) for row in rows)


async def letter_draft(
    connection: AsyncConnection, owner: Owner, parameters: Mapping[str, Any], *, secret: str
) -> Draft:
    """Return the file of a letter (`letter`: its id). Raises DocumentChanged when it is not of this contract."""
    mine = (tables.Letter.id == parameters["letter"]) & (tables.Letter.contract_id == owner.contract_id)
    row = (
        await connection.execute(_LISTED.add_columns(tables.Letter.is_file, tables.Letter.stated).where(mine))
    ).one_or_none()
    if row is None:
        raise DocumentChanged
    letter, stated = _letter(row), opened(secret, row.stated)
    if row.is_file:
        return Draft(letter.file_name, PDF, lambda: stated)
    return _made(letter, json.loads(stated), letter.sent_on)


def _made(letter: Letter, facts: Mapping[str, Any], day: date) -> Draft:
    return Draft(
        letter.file_name,
        PDF,
        lambda: render_pdf(letter.kind, facts, at=noon_of(day)),
        len(facts.get("rows", ())) > LONG,
    )


def _letter(row: Any) -> Letter:
    about = Period(row.about_start, row.about_end) if row.about_start else None
    return Letter(row.id, row.kind, row.title, row.sent_on, about)
