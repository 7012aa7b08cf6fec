"""What anybody who holds a document may learn of it: that it is ours, of when, and as little as possible of whom."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.beneficiaries.service import people_of
from mutuelle.clock import PARIS, Clock, today
from mutuelle.contract.tables import Contract, Member
from mutuelle.documents.rules import masked, reference_of
from mutuelle.documents.tables import Certificate
from mutuelle.store import Store


@dataclass(frozen=True)
class Verified:
    """A document that was issued. `holder` is masked; it is about him and `others` more people.

    `state`: `lasting` (it tells of a fact), `valid`, `expired` (its last day is over) or `ended` (the cover stopped
    before).
    """

    reference: str
    kind: str
    issued_on: date
    valid_until: date | None
    state: str
    holder: str
    others: int


class VerificationService:
    """Verifies references for anybody."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def verify(self, reference: str) -> Verified | None:
        """Return what may be known of a document; None when no document has this reference."""
        async with self._store.read() as connection:
            row = (
                await connection.execute(
                    select(
                        Certificate.reference,
                        Certificate.kind,
                        Certificate.parameters,
                        Certificate.valid_until,
                        Certificate.issued_at,
                        Certificate.contract_id,
                        Member.first_name,
                        Member.last_name,
                        Contract.ended_on,
                    )
                    .join(Member, Member.id == Certificate.member_id)
                    .join(Contract, Contract.id == Certificate.contract_id)
                    .where(Certificate.reference == reference_of(reference))
                )
            ).one_or_none()
            return await self._told(connection, row) if row else None

    async def _told(self, connection: AsyncConnection, row: Row[*tuple[object, ...]]) -> Verified:
        day, wanted = today(self._clock), list(row.parameters.get("people", ()))
        people = [one for one in await people_of(connection, row.contract_id) if one.id in wanted]
        names = [f"{one.first_name} {one.last_name}" for one in people] or [f"{row.first_name} {row.last_name}"]
        return Verified(
            reference=row.reference,
            kind=row.kind,
            issued_on=row.issued_at.astimezone(PARIS).date(),
            valid_until=row.valid_until,
            state=_state(row.valid_until, row.ended_on, day, all_covered=len(people) == len(wanted)),
            holder=masked(names[0]),
            others=max(len(wanted), 1) - 1,
        )


def _state(valid_until: date | None, ended_on: date | None, day: date, *, all_covered: bool) -> str:
    if valid_until is None:
        return "lasting"
    if (ended_on is not None and ended_on < day) or not all_covered:
        return "ended"
    return "valid" if day <= valid_until else "expired"
