"""Issues cards and certificates and makes their files, inside a caller's transaction. No file is kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import PARIS
from mutuelle.documents.drafts import Draft, Owner
from mutuelle.documents.engine import PDF, qr_code, render_pdf
from mutuelle.documents.facts import Facts, facts_of
from mutuelle.documents.rules import document_words, hash_of, new_reference
from mutuelle.documents.sources import Sources
from mutuelle.documents.tables import Certificate
from mutuelle.errors import DocumentChanged
from mutuelle.french import long_date
from mutuelle.settings import Settings
from mutuelle.store import insert_missing

LONG = 150  # rows of a table, some twelve pages: half a second on a quiet machine, seconds on a busy one


async def issue(
    connection: AsyncConnection,
    owner: Owner,
    kind: str,
    parameters: Mapping[str, Any],
    *,
    now: datetime,
    settings: Settings,
    sources: Sources,
) -> str:
    """Issue a document and return its reference; one that says the same was issued already is that one.

    Raises DocumentChanged when there is nothing to say.
    """
    facts = await _facts(connection, owner, kind, parameters, now=now, settings=settings, sources=sources)
    row = {
        "reference": new_reference(kind, year=now.astimezone(PARIS).year),
        "member_id": owner.member_id,
        "contract_id": owner.contract_id,
        "kind": kind,
        "parameters": dict(parameters),
        "data_hash": hash_of(facts.data),
        "valid_until": facts.valid_until,
        "issued_at": now,
    }
    await insert_missing(connection, Certificate, [row])
    reference: str = (
        await connection.execute(
            select(Certificate.reference).where(
                Certificate.member_id == owner.member_id,
                Certificate.kind == kind,
                Certificate.data_hash == row["data_hash"],
            )
        )
    ).scalar_one()
    return reference


async def certificate_draft(
    connection: AsyncConnection,
    owner: Owner,
    parameters: Mapping[str, Any],
    *,
    settings: Settings,
    sources: Sources,
) -> Draft:
    """Return the file of an issued document, as it was that day.

    Raises DocumentChanged when what it says has changed since, or when it is not this member's.
    """
    row = (
        await connection.execute(
            select(
                Certificate.reference,
                Certificate.kind,
                Certificate.parameters,
                Certificate.data_hash,
                Certificate.issued_at,
            ).where(Certificate.reference == parameters["reference"], Certificate.member_id == owner.member_id)
        )
    ).one_or_none()
    if row is None:
        raise DocumentChanged
    facts = await _facts(
        connection, owner, row.kind, row.parameters, now=row.issued_at, settings=settings, sources=sources
    )
    if hash_of(facts.data) != row.data_hash:
        raise DocumentChanged
    day = row.issued_at.astimezone(PARIS).date()
    data = {**facts.data, **_dress(row.reference, day, settings)}
    name = document_words()["files"][row.kind].format(day=day.isoformat(), year=row.parameters.get("year"))
    long = len(facts.data.get("rows", ())) > LONG
    return Draft(name, PDF, lambda: render_pdf(row.kind, data, at=row.issued_at), long)


def verification_url(settings: Settings, reference: str) -> str:
    """Return the address at which anybody may verify a document."""
    return f"{settings.public_url}/verification/{reference}"


def _dress(reference: str, day: date, settings: Settings) -> dict[str, Any]:
    """Return what the letterhead needs beside what the document says."""
    url = verification_url(settings, reference)
    return {
        "insurer": settings.insurer,
        "phone": settings.support_phone,
        "reference": reference,
        "issued": [day.year, day.month, day.day],
        "issued_on": long_date(day),
        "verify_url": url,
        "qr": qr_code(url),
    }


async def _facts(
    connection: AsyncConnection,
    owner: Owner,
    kind: str,
    parameters: Mapping[str, Any],
    *,
    now: datetime,
    settings: Settings,
    sources: Sources,
) -> Facts:
    return await facts_of(
        connection,
        kind,
        owner.contract_id,
        parameters,
        day=now.astimezone(PARIS).date(),
        sources=sources,
        amc_number=settings.amc_number,
    )
