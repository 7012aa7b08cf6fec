"""The part of a member's copy that is to be read: the same data in French, as a PDF."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.clock import PARIS
from mutuelle.documents.engine import qr_code, render_pdf
from mutuelle.french import euros_of, long_date, short_date
from mutuelle.privacy.kept import kept_by
from mutuelle.reimbursements.rules import care_label
from mutuelle.requests.rules import request_labels
from mutuelle.settings import Settings

Rows = Sequence[Mapping[str, Any]]
LONGEST = 600  # characters of a value; the data has it whole


def own_data_pdf(tables: Mapping[str, Rows], *, settings: Settings, now: datetime) -> bytes:
    """Return the document: a section a table of `own_data.yml`, with its rows, and what is kept for how long."""
    words, day = own_data_words(), now.astimezone(PARIS).date()
    member = next(iter(tables["members"]), {})
    people = {one["id"]: str(one["first_name"]) for one in tables.get("beneficiaries", ())}
    data = {
        "issued": [day.year, day.month, day.day],
        "issued_on": long_date(day),
        "insurer": settings.insurer,
        "reference": "",  # the letterhead names them; this document is shown to nobody, so that nobody verifies it
        "verify_url": settings.public_url,
        "qr": qr_code(settings.public_url),
        "title": words["title"],
        "intro": words["intro"].format(
            first_name=member.get("first_name", ""),
            last_name=member.get("last_name", ""),
            number=member.get("number", ""),
            day=long_date(day),
        ),
        "sections": [_section(name, tables.get(name, ()), people) for name in words["tables"]],
        "kept": {
            "title": words["kept"]["title"],
            "columns": words["kept"]["columns"],
            "rows": [[one.what, one.why, one.how_long] for one in kept_by(settings)],
        },
    }
    return render_pdf("own_data", data, at=now)


@cache
def own_data_words() -> dict[str, Any]:
    """Return what `own_data.yml` holds."""
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("own_data.yml").read_text("utf-8"))
    return words


def _section(name: str, rows: Rows, people: Mapping[int, str]) -> dict[str, Any]:
    words, spec = own_data_words(), own_data_words()["tables"][name]
    most = int(words["rows_at_most"])
    return {
        "title": spec["title"],
        "columns": list(spec["columns"].values()),
        "rows": [[_shown(column, row.get(column), people) for column in spec["columns"]] for row in rows[:most]],
        "note": words["more"].format(count=most) if len(rows) > most else "",
        "empty": words["empty"],
    }


def _shown(column: str, value: Any, people: Mapping[int, str]) -> str:
    words = own_data_words()
    if column == "beneficiary_id":
        return people.get(value, str(words["everybody"]))
    if value is None or value == "":
        return str(words["nothing"])
    text = _in_french(column, value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _in_french(column: str, value: Any) -> str:
    words = own_data_words()
    if isinstance(value, bool):
        return str(words["yes" if value else "no"])
    if isinstance(value, date):
        return _when(value)
    if isinstance(value, dict | list):
        return _text_of(value)
    if column.endswith("_cents"):
        return euros_of(value)
    named = {"care": care_label, "kind": request_labels().get}.get(column, words["values"].get)
    return str(named(value) or words["values"].get(value, value))


def _when(value: date) -> str:
    if not isinstance(value, datetime):
        return short_date(value)
    there = value.astimezone(PARIS)
    return f"{short_date(there.date())} {there:%H:%M}"


def _text_of(value: Any) -> str:
    """Return what a message says, or what a form holds: its texts, one after the other."""
    if isinstance(value, dict):
        inner = value.get("cards") or value.get("rows") or ()
        said = [str(value[key]) for key in ("text", "title") if value.get(key)] if "type" in value else []
        if "type" in value:
            return " ".join([*said, *(_text_of(one) for one in inner)])
        return " ".join(_text_of(one) for one in value.values())
    if isinstance(value, list):
        return " ".join(_text_of(one) for one in value)
    return "" if value is None else str(value)
