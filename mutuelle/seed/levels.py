"""What the demo's guarantees pay, by family of act and day of effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.regulation.splitting import Cover, Level

CENTS = 100


@dataclass(frozen=True)
class DatedLevel:
    """A level from a day on, per `unit` ("" for the act itself), for `a_year` units a calendar year (None: any)."""

    guarantee: str
    family: str
    since: date
    level: Level
    unit: str
    a_year: int | None

    @property
    def stored_amount(self) -> int:
        """The amount as the table keeps it: percent, or cents."""
        return int(self.level.amount * (CENTS if self.level.cover is Cover.FORFAIT else 1))


@cache
def demo_levels() -> tuple[DatedLevel, ...]:
    """Read levels.yml."""
    raw: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "levels.yml").read_text("utf-8"))
    return tuple(
        DatedLevel(guarantee, family, one["since"], _level(one), one.get("unit", ""), one.get("a_year"))
        for guarantee, families in raw.items()
        for family, levels in families.items()
        for one in levels
    )


def level_on(family: str, day: date) -> DatedLevel | None:
    """Return what the demo's guarantee pays of a family of act on a day; None before the first."""
    levels = [one for one in demo_levels() if one.family == family and one.since <= day]
    return levels[-1] if levels else None


def _level(raw: Mapping[str, Any]) -> Level:
    if "percent" in raw:
        return Level(Cover.PERCENT_INCLUDED, Decimal(raw["percent"]))
    if "euros" in raw:
        return Level(Cover.FORFAIT, Decimal(raw["euros"]))
    return Level(Cover.FULL if raw.get("full") else Cover.NONE)
