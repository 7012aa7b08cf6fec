"""What the guarantees of a person pay, by family of act and day of care; what is not known is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.service import covered_people
from mutuelle.beneficiaries.tables import Guarantee
from mutuelle.clock import Clock, today
from mutuelle.contract.tables import GuaranteeLevel
from mutuelle.regulation.splitting import Cover, Level
from mutuelle.reimbursements.going_on import goes_on
from mutuelle.reimbursements.rules import named_care
from mutuelle.settings import Settings
from mutuelle.store import Store

CENTS = 100


@dataclass(frozen=True)
class KnownLevel:
    """What `guarantee` pays of a family of act, per `unit` ("" for the act), for `a_year` units a year (None: any)."""

    family: str
    guarantee: str
    level: Level
    unit: str
    a_year: int | None


Levels: TypeAlias = Mapping[str, KnownLevel]


@dataclass(frozen=True)
class OwnLevels:
    """What the member's own guarantees pay today, in the order of the families; none when that is not known."""

    viewer: Viewer
    levels: tuple[KnownLevel, ...]


class LevelService:
    """Reads what the guarantees of the member who is logged in pay."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    def care_named(self, text: str) -> str | None:
        """Return the kind of care that a short message names, saying nothing else: « et en dentaire ? »."""
        return named_care(text) if goes_on(text, (), today=today(self._clock)) else None

    async def own_levels(self, rasa_id: str) -> OwnLevels:
        """Return the levels of the policyholder. Raises NotLoggedIn, SessionLocked."""
        day = today(self._clock)
        async with self._store.read() as connection:
            viewer = await viewer_of(
                connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle
            )
            covered = await covered_people(connection, viewer.contract_id, day)
            known = await levels_of(connection, covered[0].id, day) if covered else {}
        return OwnLevels(viewer, tuple(known[family] for family in families() if family in known))


async def levels_of(connection: AsyncConnection, beneficiary_id: int, day: date) -> Levels:
    """Return the levels of a person's guarantees on a day of care, by family of act; empty when none is known."""
    rows = await connection.execute(
        select(
            GuaranteeLevel.family,
            GuaranteeLevel.guarantee,
            GuaranteeLevel.cover,
            GuaranteeLevel.amount,
            GuaranteeLevel.unit,
            GuaranteeLevel.a_year,
        )
        .join(Guarantee, Guarantee.name == GuaranteeLevel.guarantee)
        .where(
            Guarantee.beneficiary_id == beneficiary_id,
            Guarantee.since <= day,
            GuaranteeLevel.since <= day,
            or_(GuaranteeLevel.until.is_(None), GuaranteeLevel.until >= day),
        )
        .order_by(GuaranteeLevel.since, GuaranteeLevel.id)  # the latest in force is kept
    )
    return {row.family: _known(row) for row in rows}


def family_label(family: str) -> str:
    """Return a family of act in French. Raises KeyError for one that `levels.yml` does not have."""
    return str(_words()["families"][family])


def unit_label(unit: str) -> str:
    """Return what an amount is paid for, in French, e.g. « par séance »; "" for the act itself."""
    return str(_words()["units"][unit]) if unit else ""


def families_of(care: str) -> tuple[str, ...]:
    """Return the families of act of a kind of care (of mutuelle/reimbursements/care.yml); none that has a level: ()."""
    return tuple(_words()["care"].get(care, ()))


def families() -> tuple[str, ...]:
    """Return every family of act."""
    return tuple(_words()["families"])


def _known(row: Any) -> KnownLevel:
    cover = Cover(row.cover)
    amount = Decimal(row.amount) / (CENTS if cover is Cover.FORFAIT else 1)
    return KnownLevel(row.family, row.guarantee, Level(cover, amount), row.unit, row.a_year)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "levels.yml").read_text("utf-8"))
    return words
