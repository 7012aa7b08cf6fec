"""The useful documents that a member alone may read: his table of guarantees, the notice of his contract."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.service import covered_people
from mutuelle.contract.levels import KnownLevel, families, family_label, levels_of, unit_label
from mutuelle.contract.rules import frequency_label, mode_label
from mutuelle.contract.rules import words as contract_words
from mutuelle.contract.tables import PaymentTerms
from mutuelle.documents.facts import letterhead_of
from mutuelle.documents.sources import guarantees_of
from mutuelle.french import euros, long_date, short_date
from mutuelle.useful.catalogue import Entry, useful_words

TABLE = "guarantee_table"


async def own_content(connection: AsyncConnection, entry: Entry, contract_id: int, day: date) -> dict[str, Any]:
    """Return what a document on a contract says on a day, ready for its template."""
    words = useful_words()["own"]
    intro = words["table_intro" if entry.key == TABLE else "notice_intro"].format(day=long_date(day))
    letterhead = await letterhead_of(connection, contract_id, day)
    people = await covered_people(connection, contract_id, day)
    guarantees = await guarantees_of(connection, contract_id)
    known = await levels_of(connection, people[0].id, day) if people else {}
    sections = [await _contract(connection, contract_id, letterhead)]
    if entry.key != TABLE:
        rows = [
            [
                f"{one.first_name} {one.last_name}",
                short_date(one.birth_date),
                ", ".join(name for name, _ in guarantees.get(one.id, [])),
            ]
            for one in people
        ]
        sections += [_people(rows), _meanings({name for some in guarantees.values() for name, _ in some})]
    sections.append(_levels([known[family] for family in families() if family in known], day))
    return {"title": entry.title, "intro": intro, "sections": sections}


async def _contract(connection: AsyncConnection, contract_id: int, letterhead: dict[str, Any]) -> dict[str, Any]:
    words = useful_words()["own"]
    labels, member, contract = words["labels"], letterhead["member"], letterhead["contract"]
    terms = (
        await connection.execute(
            select(PaymentTerms.mode, PaymentTerms.frequency).where(PaymentTerms.contract_id == contract_id)
        )
    ).one_or_none()
    told = [
        ("name", member["name"]),
        ("number", member["number"]),
        ("contract", contract["title"]),
        ("contract_number", contract["number"]),
        ("since", contract["effective_on"]),
        ("ended", contract["ended_on"]),
        ("mode", f"{mode_label(terms.mode)}, {frequency_label(terms.frequency)}" if terms else ""),
    ]
    return {"title": words["sections"]["contract"], "facts": [[labels[key], value] for key, value in told if value]}


def _people(rows: list[list[str]]) -> dict[str, Any]:
    words = useful_words()
    table = {"columns": words["columns"]["people"], "rows": rows, "widths": [1, 0, 1]}
    return {"title": words["own"]["sections"]["people"], "table": table}


def _meanings(names: set[str]) -> dict[str, Any]:
    meanings = contract_words()["meanings"]
    told = [f"{name} : {meanings[name]}" if name in meanings else name for name in sorted(names)]
    return {"title": useful_words()["own"]["sections"]["meanings"], "list": told}


def _levels(known: list[KnownLevel], day: date) -> dict[str, Any]:
    words = useful_words()
    title = words["own"]["sections"]["levels"]
    if not known:
        return {"title": title, "text": words["own"]["levels_unknown"]}
    rows = [[family_label(one.family), _level(one)] for one in known]
    table = {"columns": words["columns"]["levels"], "rows": rows, "widths": [1, 1]}
    return {"title": title, "table": table, "note": words["own"]["levels_note"].format(day=long_date(day))}


def _level(one: KnownLevel) -> str:
    words, amount = useful_words()["own"]["levels"], one.level.amount
    said = str(words[one.level.cover.value]).format(
        percent=f"{amount.normalize():f}", euros=euros(amount), unit=unit_label(one.unit)
    )
    said = said.strip()
    return said if one.a_year is None else str(words["a_year"]).format(level=said, count=one.a_year)
