"""Sends a letter: what it states is frozen and sealed, in a caller's transaction. Nothing is sent twice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.documents.facts import letterhead_of
from mutuelle.documents.rules import LETTER, new_reference
from mutuelle.french import long_date
from mutuelle.letters.tables import Letter
from mutuelle.periods import Period
from mutuelle.sealing import seal_bytes, unseal_bytes
from mutuelle.settings import Settings
from mutuelle.store import insert_missing

PURPOSE = "letter"
OTHER = "other"


@dataclass(frozen=True)
class Sender:
    """Who sends: the name and the telephone number on the letterhead, and the secret that seals."""

    insurer: str
    phone: str
    secret: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the sender of a deployment."""
        return cls(settings.insurer, settings.support_phone, settings.secret)


@dataclass(frozen=True)
class NewLetter:
    """A letter to send: `facts` for the template of its kind, or a `file`. The rest is as in the table."""

    contract_id: int
    kind: str
    sent_on: date
    source: str
    about: Period | None = None
    facts: Mapping[str, Any] | None = None
    file: bytes = b""
    title: str = ""
    up_to: int | None = None


async def send(connection: AsyncConnection, sender: Sender, new: NewLetter) -> str | None:
    """Record a letter and return its reference; None when it was sent before."""
    letterhead = {} if new.file else await letterhead_of(connection, new.contract_id, new.sent_on)
    row = letter_row(sender, new, letterhead)
    await insert_missing(connection, Letter, [row])
    reference: str = row["reference"]
    kept = await connection.execute(select(Letter.id).where(Letter.reference == reference))
    return reference if kept.first() else None


def letter_row(sender: Sender, new: NewLetter, letterhead: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a letter; `letterhead`: whom it is to and about which contract, as `letterhead_of` says."""
    reference = new_reference(LETTER, year=new.sent_on.year)
    return {
        "contract_id": new.contract_id,
        "kind": new.kind,
        "reference": reference,
        "sent_on": new.sent_on,
        "title": new.title,
        "about_start": new.about.start if new.about else None,
        "about_end": new.about.end if new.about else None,
        "source": new.source,
        "up_to": new.up_to,
        "is_file": bool(new.file),
        "stated": seal_bytes(sender.secret, PURPOSE, new.file or _frozen(sender, new, letterhead, reference)),
    }


def opened(secret: str, sealed: bytes) -> bytes:
    """Return what a letter states. Raises BrokenSeal."""
    return unseal_bytes(secret, PURPOSE, sealed)


def _frozen(sender: Sender, new: NewLetter, letterhead: Mapping[str, Any], reference: str) -> bytes:
    """Return all that the letter says, whatever changes later: whom it is to, where he lives, who sends it."""
    day = new.sent_on
    said = {
        **letterhead,
        **(new.facts or {}),
        "insurer": sender.insurer,
        "phone": sender.phone,
        "reference": reference,
        "issued": [day.year, day.month, day.day],
        "issued_on": long_date(day),
    }
    return json.dumps(said, ensure_ascii=False).encode()
