"""Contributions that tests put on file: a few of Claire's, one of Marc's."""

from datetime import date
from typing import Any

from sqlalchemy import insert

from mutuelle.contract.tables import Contribution, PaymentTerms
from mutuelle.store import Store
from tests.family import Family

RISEN, BEFORE = 8683, 8430
MARCS = 99_999


def contribution(contract_id: int, due_on: date, cents: int | None, **other: Any) -> dict[str, Any]:
    """Return a row: paid on its day by direct debit unless told otherwise."""
    row = {
        "contract_id": contract_id,
        "period_start": due_on.replace(day=1),
        "period_end": due_on.replace(day=28),
        "due_on": due_on,
        "amount_cents": cents,
        "mode": "direct_debit",
        "state": "paid",
        "paid_on": due_on,
    }
    return row | other


async def put_on_file(
    store: Store, family: Family, *more: dict[str, Any], due: date | None = date(2026, 12, 5)
) -> None:
    """File a year of Claire's, November 2025 to November 2026, the 5th of each month; the next (`due`); one of Marc's.

    In 2026 they are of 86,83 €, in 2025 of 84,30 €. April's was rejected and paid since, August's is not known.
    """
    months = [date(2025, 11, 5), date(2025, 12, 5), *(date(2026, month, 5) for month in range(1, 12))]
    rows = [contribution(family.claire, day, BEFORE if day.year == 2025 else RISEN) for day in months]
    settled, unknown = rows[5], rows[9]
    settled |= {"state": "settled", "mode": "card", "paid_on": date(2026, 4, 21)}
    unknown["amount_cents"] = None
    if due is not None:
        rows.append(contribution(family.claire, due, RISEN, state="due", paid_on=None))
    rows.append(contribution(family.marc, date(2026, 11, 3), MARCS))
    async with store.write() as connection:
        await connection.execute(
            insert(PaymentTerms),
            {
                "contract_id": family.claire,
                "mode": "direct_debit",
                "frequency": "monthly",
                "notice": "yearly",
                "debit_day": 5,
            },
        )
        await connection.execute(insert(Contribution), [*rows, *more])
