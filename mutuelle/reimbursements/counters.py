"""The year's counters of what the Sécurité sociale keeps of its part: participation forfaitaire and franchises."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.regulation.rules import Fact, value_on
from mutuelle.reimbursements.explaining import CAPS, Worked
from mutuelle.reimbursements.reading import euros_of
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine


@dataclass(frozen=True)
class Counter:
    """What was kept back of one person's care in a year, of one kind, in euros; `cap` None when it is not certain."""

    kind: str
    year: int
    kept: Decimal
    cap: Decimal | None

    @property
    def cap_reached(self) -> Decimal | None:
        """The cap, in euros, once it is reached."""
        return self.cap if self.cap is not None and self.kept >= self.cap else None


def cap_that_cut(counters: Sequence[Counter], kind: str, worked: Worked, *, full: Decimal) -> Decimal | None:
    """Return the year's cap, in euros, that cut what was kept back of a line; None when nothing did.

    `full`: what the rule keeps back of the line without a cap; never more than the Sécurité sociale's share.
    """
    cut = worked.withheld < min(full, worked.gross)
    return next((one.cap_reached for one in counters if cut and one.kind == kind and one.cap_reached), None)


async def counters_of(
    connection: AsyncConnection, contract_id: int, year: int, *, until: date | None = None
) -> dict[int, tuple[Counter, ...]]:
    """Return what was kept back, or will be, of the care of a year, by id of the person, as far as it was told.

    `until`: of what was paid up to that day only.
    """
    line = ReimbursementLine
    kept = func.coalesce(line.withheld_cents, 0) + func.coalesce(line.deferred_cents, 0)
    statement = (
        select(Reimbursement.beneficiary_id, line.withholding, func.sum(kept).label("kept"))
        .join(Reimbursement, line.reimbursement_id == Reimbursement.id)
        .where(
            Reimbursement.contract_id == contract_id,
            Reimbursement.paid_on >= date(year, 1, 1),
            line.care_on.between(date(year, 1, 1), date(year, 12, 31)),
            line.withholding != "",
        )
        .group_by(Reimbursement.beneficiary_id, line.withholding)
        .order_by(Reimbursement.beneficiary_id)
    )
    if until is not None:
        statement = statement.where(Reimbursement.paid_on <= until)
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    for row in await connection.execute(statement):
        sums[row.beneficiary_id][row.withholding] = int(row.kept or 0)
    return {
        person: tuple(_counter(kind, year, cents[kind]) for kind in CAPS if cents.get(kind))
        for person, cents in sums.items()
    }


async def acts_paid(connection: AsyncConnection, contract_id: int, beneficiary_id: int, year: int) -> dict[str, int]:
    """Return how many acts of a person's care of a year the mutuelle paid something for, by kind of care."""
    line = ReimbursementLine
    rows = await connection.execute(
        select(Reimbursement.care, func.sum(line.quantity).label("acts"))
        .join(Reimbursement, line.reimbursement_id == Reimbursement.id)
        .where(
            Reimbursement.contract_id == contract_id,
            Reimbursement.beneficiary_id == beneficiary_id,
            Reimbursement.paid_on >= date(year, 1, 1),
            line.care_on.between(date(year, 1, 1), date(year, 12, 31)),
            line.amc_cents > 0,
        )
        .group_by(Reimbursement.care)
    )
    return {row.care: int(row.acts) for row in rows}


def _counter(kind: str, year: int, cents: int) -> Counter:
    cap = value_on(CAPS[kind], date(year, 12, 31))
    return Counter(kind, year, euros_of(cents), cap.value if isinstance(cap, Fact) else None)
