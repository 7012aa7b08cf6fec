"""How the Sécurité sociale reckons with an act on a day: its base and rate, or that one of them is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from mutuelle.regulation.rules import Fact, NotKnown, Unknown, value_on
from mutuelle.regulation.splitting import ZERO, Terms

PRICE, NO_BASE = "price", "none"
OUT_OF_PATHWAY = "consultation.rate_out_of_pathway"


class Sector(StrEnum):
    """How free a practitioner is in his prices: sector 1, sector 2 with OPTAM, sector 2 without."""

    ONE = "one"
    OPTAM = "optam"
    TWO = "two"


@dataclass(frozen=True)
class Act:
    """An act of `acts.yml`: by sector, the rule of its base (`price`, `none`); those of its rate and its retenue.

    `pathway`: less is reimbursed outside of the coordinated pathway.
    """

    code: str
    base: Mapping[Sector, str]
    rate: str | None
    withheld: str | None
    pathway: bool


def terms_on(*, act: str, day: date, sector: Sector = Sector.ONE, coordinated: bool = True) -> Terms | NotKnown:
    """Return the base (euros) and rates (percent) of one unit of an act on its day of care, or what is not known.

    Raises KeyError for an act that is not in `acts.yml`.
    """
    found = acts()[act]
    base_code = found.base.get(sector)
    if base_code == NO_BASE:
        return Terms(ZERO, ZERO, ZERO)
    base = _base(act, base_code, day)
    rates = rates_on(act=act, day=day, coordinated=coordinated)
    if not isinstance(rates, tuple):
        return rates
    return Terms(base, *rates) if base is None or isinstance(base, Decimal) else base


def rates_on(*, act: str, day: date, coordinated: bool = True) -> tuple[Decimal, Decimal] | NotKnown:
    """Return the rate applied and the one of the coordinated pathway, in percent, or what is not known."""
    found = acts()[act]
    full = value_on(found.rate, day) if found.rate else Unknown(act)
    rate = value_on(OUT_OF_PATHWAY, day) if found.pathway and not coordinated else full
    if not isinstance(full, Fact):
        return full
    return (rate.value, full.value) if isinstance(rate, Fact) else rate


@cache
def acts() -> Mapping[str, Act]:
    """Read `acts.yml`."""
    raw = yaml.safe_load((Path(__file__).parent / "acts.yml").read_text("utf-8"))
    return {
        code: Act(
            code=code,
            base=_by_sector(entry.get("base", {})),
            rate=entry.get("rate"),
            withheld=entry.get("withheld"),
            pathway=entry.get("pathway", False),
        )
        for code, entry in raw.items()
    }


def _by_sector(raw: str | Mapping[str, str]) -> Mapping[Sector, str]:
    if isinstance(raw, str):
        return dict.fromkeys(Sector, raw)
    return {Sector(sector): code for sector, code in raw.items()}


def _base(act: str, code: str | None, day: date) -> Decimal | NotKnown | None:
    if code is None:
        return Unknown(f"{act}.base")
    if code == PRICE:
        return None
    found = value_on(code, day)
    return found.value if isinstance(found, Fact) else found
