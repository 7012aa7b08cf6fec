"""Having another account count, in a caller's transaction: once confirmed, or once staff has checked it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.bank.rules import debit_effect, mandate_reference
from mutuelle.bank.service import DEBIT
from mutuelle.bank.tables import BankAccount
from mutuelle.bank.writing import account_row
from mutuelle.clock import PARIS
from mutuelle.contract.history import next_due
from mutuelle.contract.holder import holder_of
from mutuelle.requests.moving import Closed


@dataclass(frozen=True)
class NewAccount:
    """An account in clear, for the beneficiaries of these ids; None: everybody who has none of his own."""

    contract_id: int
    contract_number: str
    use: str
    beneficiaries: Sequence[int | None]
    holder: str
    iban: str
    bic: str
    since: date


async def record_account(connection: AsyncConnection, new: NewAccount, *, secret: str, now: datetime) -> None:
    """Have the account count from its day on; what was planned from then on is replaced."""
    count = (
        await connection.execute(
            select(func.count()).select_from(BankAccount).where(BankAccount.contract_id == new.contract_id)
        )
    ).scalar_one()
    reference = mandate_reference(new.contract_number, now.astimezone(PARIS).date(), count)
    for beneficiary_id in new.beneficiaries:
        await connection.execute(
            update(BankAccount)
            .where(
                BankAccount.contract_id == new.contract_id,
                BankAccount.use == new.use,
                _is_for(beneficiary_id),
                BankAccount.replaced_at.is_(None),
                BankAccount.since >= new.since,
            )
            .values(replaced_at=now)
        )
        row = account_row(
            contract_id=new.contract_id,
            use=new.use,
            beneficiary_id=beneficiary_id,
            holder=new.holder,
            iban=new.iban,
            bic=new.bic,
            since=new.since,
            now=now,
            secret=secret,
            mandate=reference if new.use == DEBIT else None,
        )
        await connection.execute(insert(BankAccount).values(**row))


async def record_checked(connection: AsyncConnection, closed: Closed) -> None:
    """Have an account of somebody else count, once staff has checked it; the member's own counts already."""
    content, today = closed.content, closed.now.astimezone(PARIS).date()
    if content["own"]:
        return
    holder = await holder_of(connection, closed.member_id, today)
    since = today
    if content["use"] == DEBIT:
        since = debit_effect(await next_due(connection, holder.contract_id, today), today).since
    new = NewAccount(
        holder.contract_id,
        holder.contract_number,
        content["use"],
        content["beneficiaries"],
        content["holder"],
        content["iban"],
        content["bic"],
        since,
    )
    await record_account(connection, new, secret=closed.secret, now=closed.now)


def _is_for(beneficiary_id: int | None) -> ColumnElement[bool]:
    if beneficiary_id is None:
        return BankAccount.beneficiary_id.is_(None)
    return BankAccount.beneficiary_id == beneficiary_id
