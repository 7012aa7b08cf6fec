"""A payment or a list of payments as a document: what limits it, a row for each act, the sums; PDF, CSV, XLSX."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import people_of
from mutuelle.documents.drafts import Draft, Owner
from mutuelle.documents.rules import document_words
from mutuelle.documents.spreadsheets import CSV, XLSX, Cell, csv_bytes, xlsx_bytes
from mutuelle.errors import DocumentChanged
from mutuelle.french import euros, short_date
from mutuelle.reimbursements.professionals import names_of
from mutuelle.reimbursements.reading import Line, Payment, every, one
from mutuelle.reimbursements.rules import Search, care_label
from mutuelle.reimbursements.service import search_from

PAYMENTS_CSV, PAYMENTS_XLSX = "payments_csv", "payments_xlsx"
ONE = "payment"  # the parameter that names a single payment


@dataclass(frozen=True)
class Row:
    """One act of a payment; amounts in euros. `paid` stands on the payment's first act only, so that it sums up."""

    paid_on: date
    person: str
    payee: str
    care: str
    act: str
    care_on: date | None
    amounts: tuple[Decimal | None, ...]
    paid: Decimal | None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the values of the row, in the order of the columns of `words.yml`."""
        return (
            self.paid_on,
            self.person,
            self.payee,
            self.care,
            self.act,
            self.care_on,
            *self.amounts,
            self.paid,
        )


@dataclass(frozen=True)
class Listed:
    """What a document of payments says. `filters` are labels and values, in French; `sums` those of the amounts."""

    title: str
    filters: tuple[tuple[str, str], ...]
    count: int
    rows: tuple[Row, ...]

    @property
    def counted(self) -> str:
        """Return how many payments there are, in words."""
        words = document_words()["payments"]
        return str(words["count_one"] if self.count == 1 else words["count_many"].format(count=self.count))

    @property
    def sums(self) -> tuple[Decimal, ...]:
        """Return what each column of amounts sums up to, `paid` last."""
        zero = Decimal("0.00")
        columns = zip(*[(*row.amounts, row.paid) for row in self.rows], strict=True)
        return tuple(sum((value for value in column if value is not None), zero) for column in columns)

    @property
    def facts(self) -> dict[str, Any]:
        """Return it as its template needs it."""
        words = document_words()["payments"]
        return {
            "list_title": self.title,
            "filters": [*map(list, self.filters), [words["labels"]["count"], self.counted]],
            "columns": words["columns"],
            "rows": [[_shown(cell) for cell in row.cells] for row in self.rows],
            "sums": [euros(value) for value in self.sums],
            "total": words["total"],
        }


async def listed(connection: AsyncConnection, contract_id: int, parameters: Mapping[str, Any]) -> Listed:
    """Return one payment (`ONE`), or all those that fit a search's value. Raises DocumentChanged if there is none."""
    people = {person.id: person for person in await people_of(connection, contract_id)}
    words = document_words()["payments"]
    payments: Sequence[Payment]
    filters: tuple[tuple[str, str], ...] = ()
    if ONE in parameters:
        found = await one(connection, contract_id, int(parameters[ONE]))
        payments = (found,) if found else ()
        title = words["titles"]["one"]
    else:
        search = search_from(parameters)
        if search.period is None:
            raise DocumentChanged
        payments = await every(connection, contract_id, search.period, search)
        title = words["titles"]["direct" if search.direct else "all"]
        filters = _filters(search, people, await names_of(connection, contract_id, search.payees))
    if not payments:
        raise DocumentChanged
    return Listed(title, filters, len(payments), rows_of(payments, people))


def rows_of(payments: Sequence[Payment], people: Mapping[int, Person]) -> tuple[Row, ...]:
    """Return a row for each act of payments; `people` by id."""
    return tuple(row for payment in payments for row in _rows(payment, people[payment.beneficiary_id]))


async def payments_csv(
    connection: AsyncConnection, owner: Owner, parameters: Mapping[str, Any], means: object
) -> Draft:
    """Return payments as CSV: the columns, a row an act, then the sums and what limits the list."""
    del means
    found, words = await listed(connection, owner.contract_id, parameters), document_words()["payments"]
    rows: list[Sequence[Cell]] = [row.cells for row in found.rows]
    blank = ("",) * (len(words["columns"]) - len(found.sums) - 1)
    rows += [(words["total"], *blank, *found.sums), (), *_limits(found)]
    return Draft(words["files"]["csv"], CSV, lambda: csv_bytes(words["columns"], rows))


async def payments_xlsx(
    connection: AsyncConnection, owner: Owner, parameters: Mapping[str, Any], means: object
) -> Draft:
    """Return payments as a workbook: one sheet with a row an act and the sums, one that says what limits the list."""
    del means
    found, words = await listed(connection, owner.contract_id, parameters), document_words()["payments"]
    blank = ("",) * (len(words["columns"]) - len(found.sums) - 1)
    last = (words["total"], *blank, *found.sums)

    def make() -> bytes:
        sheet, limits = words["sheets"]
        rows = [row.cells for row in found.rows]
        return xlsx_bytes({sheet: (words["columns"], rows, last), limits: (words["limit_columns"], _limits(found), ())})

    return Draft(words["files"]["xlsx"], XLSX, make)


def _limits(found: Listed) -> list[Sequence[Cell]]:
    labels = document_words()["payments"]["labels"]
    return [(labels["document"], found.title), *found.filters, (labels["count"], found.counted)]


def _filters(search: Search, people: Mapping[int, Person], payees: Sequence[str]) -> tuple[tuple[str, str], ...]:
    words = document_words()["payments"]
    labels, period = words["labels"], search.period
    assert period is not None
    said = words["day"] if period.start == period.end else words["span"]
    person = people.get(search.beneficiary_id or 0)
    filters = [
        (words["dates"][search.dates], said.format(start=short_date(period.start), end=short_date(period.end))),
        (labels["person"], f"{person.first_name} {person.last_name}" if person else words["everyone"]),
    ]
    if search.care:
        filters.append((labels["kind"], care_label(search.care)))
    if payees:
        filters.append((labels["payees"], ", ".join(payees)))
    if search.cents is not None:
        filters.append((labels["amount"], euros(Decimal(search.cents) / 100)))
    return tuple(filters)


def _rows(payment: Payment, person: Person) -> list[Row]:
    to_member = document_words()["payments"]["to_member"]
    lines: Sequence[Line | None] = payment.lines or (None,)
    return [
        Row(
            paid_on=payment.paid_on,
            person=person.first_name,
            payee=payment.payee or to_member,
            care=care_label(payment.care),
            act=line.label if line else "",
            care_on=line.care_on if line else None,
            amounts=(line.expense, line.amo, line.amc, line.amo + line.amc, line.remaining) if line else (None,) * 5,
            paid=payment.paid if rank == 0 else None,
        )
        for rank, line in enumerate(lines)
    ]


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return euros(cell)
    return short_date(cell) if isinstance(cell, date) else cell
