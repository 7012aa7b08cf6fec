"""Tells members of new payments: amount and day, nothing of the care; in the transaction that records them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.reach import Reach, reaches_of
from mutuelle.clock import PARIS
from mutuelle.contract.tables import Contract, Member
from mutuelle.conversations import log
from mutuelle.conversations.messages import Button, Text, to_body
from mutuelle.french import euros_of, long_date
from mutuelle.import_payments.wording import words
from mutuelle.mail.service import post
from mutuelle.reimbursements.tables import Reimbursement
from mutuelle.settings import Settings

LINES = 5
AT_ONCE = 500  # members: how many are looked up in one statement
BY_EMAIL, BY_TELEGRAM = frozenset({"email", "both"}), frozenset({"telegram", "both"})


@dataclass(frozen=True)
class Paid:
    """A payment as its member is told of it. `third_party`: paid to a professional (tiers payant), not to him."""

    paid_on: date
    cents: int
    third_party: bool


def notice_lines(payments: Sequence[Paid]) -> list[str]:
    """Return at most five lines, the latest payments first; of more, what the others sum up to."""
    said = words()["notice"]
    latest = sorted(payments, key=attrgetter("paid_on"), reverse=True)
    shown, others = (latest, []) if len(latest) <= LINES else (latest[: LINES - 1], latest[LINES - 1 :])
    lines = [
        str(said["third_party" if one.third_party else "line"]).format(
            amount=euros_of(one.cents), day=long_date(one.paid_on)
        )
        for one in shown
    ]
    if others:
        total = euros_of(sum(one.cents for one in others))
        lines.append(str(said["more"]).format(count=len(others), amount=total))
    return lines


def intro(count: int) -> str:
    """Return what announces so many payments."""
    said: dict[str, str] = words()["notice"]["intro"]
    return said["one"] if count == 1 else said["many"].format(count=count)


class Notices:
    """Tells the subscribed members of payments, as of an instant."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._settings = settings
        self._now = now
        self._since = now.astimezone(PARIS).date() - settings.payment_news

    async def tell(self, connection: AsyncConnection, which: ColumnElement[bool]) -> int:
        """Tell of the payments that a condition names, each member once; return how many were told."""
        if not self._settings.payment_news:
            return 0
        rows = (
            await connection.execute(
                select(
                    Member.id,
                    Member.notifications,
                    Reimbursement.paid_on,
                    Reimbursement.paid_cents,
                    Reimbursement.payee,
                )
                .join(Contract, Contract.id == Reimbursement.contract_id)
                .join(Member, Member.id == Contract.member_id)
                .where(
                    which,
                    Reimbursement.paid_on >= self._since,
                    Reimbursement.paid_cents > 0,
                    Member.notifications != "none",
                )
                .order_by(Member.id, Reimbursement.id)
            )
        ).all()
        news = [(key, list(group)) for key, group in groupby(rows, key=attrgetter("id", "notifications"))]
        told = 0
        for start in range(0, len(news), AT_ONCE):
            some = news[start : start + AT_ONCE]
            reaches = await reaches_of(connection, [member_id for (member_id, _), _ in some])
            for (member_id, channels), payments in some:
                told += await self._tell(connection, member_id, channels, reaches[member_id], payments)
        return told

    async def _tell(
        self, connection: AsyncConnection, member_id: int, channels: str, reach: Reach, rows: Sequence[Any]
    ) -> bool:
        payments = [Paid(row.paid_on, row.paid_cents, bool(row.payee)) for row in rows]
        lines, announced = notice_lines(payments), intro(len(payments))
        by_email = reach.email if channels in BY_EMAIL else None
        by_telegram = reach.telegram if channels in BY_TELEGRAM else None
        if by_email:
            await post(
                connection,
                to=by_email,
                template="payments",
                now=self._now,
                first_name=reach.first_name,
                count=len(payments),
                intro=announced,
                lines=lines,
                url=self._settings.public_url,
            )
        if by_telegram:
            text = "\n".join([announced, *(f"• {line}" for line in lines)])
            body = to_body(Text(text, (Button(words()["notice"]["button"], "/view_reimbursements"),)))
            await log.append_out(connection, by_telegram, bodies=[(body, member_id)], now=self._now)
        return bool(by_email or by_telegram)
