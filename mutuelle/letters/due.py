"""Sends by itself the letters that are due: statements of the months that are over, notices of contributions to come.

A payment is stated once: in the statement of its month or, recorded after that was sent, in one that completes it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import Clock, today
from mutuelle.contract.history import frequency_of, to_be_called
from mutuelle.letters.facts import Called, month_of, notice_facts, statement_day, statement_facts
from mutuelle.letters.tables import Letter
from mutuelle.letters.writing import NewLetter, Sender, send
from mutuelle.periods import Period
from mutuelle.reimbursements.reading import every
from mutuelle.reimbursements.rules import Search
from mutuelle.reimbursements.tables import Reimbursement
from mutuelle.settings import Settings
from mutuelle.store import Store

STATEMENT, NOTICE = "statement", "contribution_notice"
MONTHS_BACK = 3  # payments recorded later than that, as a first load of history, are stated by no letter
CALLED_BEFORE = timedelta(days=30)
AT_ONCE = 50  # letters a transaction: SQLite's keeps everybody else from writing
BREATH_S = 0.02
SENDING = 7_203_115  # PostgreSQL's lock of who sends


class DueLetters:
    """Sends what is due, once, whoever else does the same."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._sender = Sender.of(settings)

    async def send(self) -> int:
        """Send every letter that is due today and return how many were."""
        day = today(self._clock)
        async with self._store.read() as connection:
            waiting = [
                (contract_id, month)
                for month in _months_over(day)
                for contract_id in await _without_statement(connection, month)
            ]
            notices = await _to_call(connection, day)
        sent = 0
        for start in range(0, len(waiting), AT_ONCE):
            async with self._alone() as connection:
                for contract_id, month in waiting[start : start + AT_ONCE]:
                    sent += await send_statement(connection, self._sender, contract_id, month, day=day)
            await asyncio.sleep(BREATH_S)
        for start in range(0, len(notices), AT_ONCE):
            async with self._alone() as connection:
                for contract_id, called, mode in notices[start : start + AT_ONCE]:
                    sent += await _send_notice(connection, self._sender, contract_id, called, mode=mode, day=day)
            await asyncio.sleep(BREATH_S)
        return sent

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction in which nobody else sends: of two statements of a month, the second sees the first."""
        async with self._store.write() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SENDING})
            yield connection


async def send_statement(
    connection: AsyncConnection, sender: Sender, contract_id: int, month: Period, *, day: date
) -> bool:
    """State the payments of a month that no statement states yet; say whether there were any."""
    earlier = select(func.max(Letter.up_to)).where(
        Letter.contract_id == contract_id, Letter.kind == STATEMENT, Letter.about_start == month.start
    )
    up_to: int | None = (await connection.execute(earlier)).scalar()
    paid = await every(connection, contract_id, month, Search())
    payments = [one for one in paid if up_to is None or one.id > up_to]
    if not payments:
        return False
    people = {one.id: one for one in await people_of(connection, contract_id)}
    last = max(one.id for one in payments)
    new = NewLetter(
        contract_id,
        STATEMENT,
        day,
        f"payments {month.start:%Y-%m} up to {last}",
        month,
        statement_facts(payments, people, month, later=up_to is not None),
        up_to=last,
    )
    return await send(connection, sender, new) is not None


def _months_over(day: date) -> list[Period]:
    months = [month_of(day - relativedelta(months=back)) for back in range(MONTHS_BACK, 0, -1)]
    return [month for month in months if statement_day(month) <= day]


async def _without_statement(connection: AsyncConnection, month: Period) -> list[int]:
    """Return the contracts to which more was paid in a month than its statements state."""
    stated = (
        select(Letter.contract_id, func.max(Letter.up_to).label("up_to"))
        .where(Letter.kind == STATEMENT, Letter.about_start == month.start)
        .group_by(Letter.contract_id)
        .subquery()
    )
    paid = (
        select(Reimbursement.contract_id, func.max(Reimbursement.id).label("last"))
        .where(Reimbursement.paid_on.between(month.start, month.end))
        .group_by(Reimbursement.contract_id)
        .subquery()
    )
    wanted = (
        select(paid.c.contract_id)
        .outerjoin(stated, stated.c.contract_id == paid.c.contract_id)
        .where(paid.c.last > func.coalesce(stated.c.up_to, 0))
        .order_by(paid.c.contract_id)
    )
    return list((await connection.execute(wanted)).scalars())


async def _to_call(connection: AsyncConnection, day: date) -> list[tuple[int, Called, str]]:
    """Return the contributions that are due soon and that no notice has called."""
    called = await connection.execute(
        select(Letter.contract_id, Letter.about_start, Letter.about_end).where(
            Letter.kind == NOTICE, Letter.about_end >= day
        )
    )
    spans: dict[int, list[Period]] = {}
    for row in called:
        spans.setdefault(row.contract_id, []).append(Period(row.about_start, row.about_end))
    return [
        (contract_id, Called(one.period_start, one.period_end, one.due_on, one.amount_cents), one.mode)
        for contract_id, one in await to_be_called(connection, day, day + CALLED_BEFORE)
        if one.amount_cents is not None
        and not any(span.start <= one.period_start <= span.end for span in spans.get(contract_id, ()))
    ]


async def _send_notice(
    connection: AsyncConnection, sender: Sender, contract_id: int, called: Called, *, mode: str, day: date
) -> bool:
    frequency = await frequency_of(connection, contract_id)
    if frequency is None:
        return False
    new = NewLetter(
        contract_id,
        NOTICE,
        day,
        f"contribution {called.start}",
        Period(called.start, called.end),
        notice_facts([called], mode=mode, frequency=frequency),
    )
    return await send(connection, sender, new) is not None
