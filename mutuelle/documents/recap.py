"""What the annual recap says: what the payments of a year sum up to, in pictures and tables, and the counters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import get_month_names
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.documents.rules import document_words
from mutuelle.errors import DocumentChanged
from mutuelle.french import LOCALE, day_and_month, euros, euros_of
from mutuelle.periods import Period
from mutuelle.reimbursements.counters import Counter, counters_of
from mutuelle.reimbursements.explaining import CAPS
from mutuelle.reimbursements.rules import Search, care_label
from mutuelle.reimbursements.totals import Spent, Sum, by_care, by_month, by_person, spent


def period_of(year: int, *, day: date) -> Period:
    """Return the days of a year that a recap made on a day sums up. The year must have begun."""
    return Period(date(year, 1, 1), min(date(year, 12, 31), day))


async def recap_facts(
    connection: AsyncConnection, contract_id: int, parameters: Mapping[str, Any], *, day: date
) -> dict[str, Any]:
    """Return what a recap says as of a day. Raises DocumentChanged when nothing was paid, or the year is to come.

    `parameters`: `year`, and `people`, the id of the one person it is about, or none for everybody.
    """
    year, ids = int(parameters["year"]), list(parameters["people"])
    people = {one.id: one for one in await people_of(connection, contract_id)}
    if year > day.year or not set(ids) <= set(people):
        raise DocumentChanged
    period = period_of(year, day=day)
    search = Search(period=period, beneficiary_id=ids[0] if ids else None)
    found = await spent(connection, contract_id, period, search)
    if not found:
        raise DocumentChanged
    counters = await counters_of(connection, contract_id, year, until=day)
    words = document_words()["recap"]
    partial = period.end < date(year, 12, 31)
    return {
        "year": year,
        "span": words["so_far"].format(end=day_and_month(period.end)) if partial else words["whole"],
        "partial": partial,
        "whose": _name(people[ids[0]]) if ids else words["everyone"],
        "alone": bool(ids),
        "totals": _row("", Sum.of([one.sum for one in found])),
        "months": _months(found, period),
        "cares": [_row(care_label(care), one) for care, one in by_care(found).items()],
        "persons": [_row(people[key].first_name, one) for key, one in by_person(found).items()],
        "counters": [
            _counters(people[key], several)
            for key, several in counters.items()
            if several and key in people and (not ids or key in ids)
        ],
    }


def _row(label: str, one: Sum) -> dict[str, Any]:
    """Return a sum as text, and in cents for the pictures."""
    return {
        "label": label,
        "acts": str(one.acts),
        "shown": [euros_of(cents) for cents in (one.expense, one.amo, one.amc, one.remaining)],
        "paid_back": euros_of(one.reimbursed),
        "amo": one.amo,
        "amc": one.amc,
        "remaining": one.remaining,
    }


def _months(found: tuple[Spent, ...], period: Period) -> list[dict[str, Any]]:
    """Return the twelve months, with what was left to pay since January; `to_come`: it has not begun."""
    names, short = get_month_names("wide", locale=LOCALE), get_month_names("abbreviated", locale=LOCALE)
    year = Period(period.start, date(period.start.year, 12, 31))
    return [
        {
            **_row(names[one.day.month], one.sum),
            "short": short[one.day.month],
            "left": one.left,
            "left_shown": euros_of(one.left),
            "to_come": one.day > period.end,
        }
        for one in by_month(found, year)
    ]


def _counters(person: Person, several: tuple[Counter, ...]) -> list[str]:
    """Return a person's counters, one a kind; what nothing is known of is left blank."""
    said = {one.kind: _said(one) for one in several}
    return [person.first_name, *(said.get(kind, "") for kind in CAPS)]


def _said(one: Counter) -> str:
    kept = euros(one.kept)
    return kept if one.cap is None else document_words()["recap"]["of_cap"].format(kept=kept, cap=euros(one.cap))


def _name(person: Person) -> str:
    return f"{person.first_name} {person.last_name}"
