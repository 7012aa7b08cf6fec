"""The acts of `acts.yml`, what each cost on a day, and who pays which part of it. Money is in euro cents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeAlias

import yaml

from mutuelle.regulation.rules import Fact, rules
from mutuelle.regulation.rules import value_on as rule_on
from mutuelle.regulation.splitting import ZERO, Cover, Level, Terms, split
from mutuelle.regulation.terms import Sector, acts, rates_on, terms_on
from mutuelle.regulation.withholding import Withholding, due, withholding_on
from mutuelle.reimbursements.explaining import CAPS
from mutuelle.seed.levels import level_on

Dated: TypeAlias = Mapping[date, int]
ALWAYS = date.min
CENTS = 100
NOTHING = Level(Cover.NONE)


@dataclass(frozen=True)
class Split:
    """Who pays what of one act: expense = amo + amc + remaining, none below zero; and how that came about.

    `rate` in percent of `base`; `withheld` is kept back from `amo`, `deferred` is recovered later (tiers payant).
    """

    expense: int
    amo: int
    amc: int
    remaining: int
    base: int | None = None
    rate: int | None = None
    withheld: int | None = None
    deferred: int | None = None

    def owing(self, deduction: int) -> Self:
        """Return the split when no more than so much can be asked for any longer: the year's ceiling is near."""
        if self.withheld is None or self.deferred is None:
            return self
        kept, later = min(self.withheld, deduction), min(self.deferred, deduction)
        given = self.withheld - kept
        return replace(self, amo=self.amo + given, remaining=self.remaining - given, withheld=kept, deferred=later)


@dataclass(frozen=True)
class Supposed:
    """What the demo supposes where no rule says it: a base in cents (None: the expense), a rate in percent."""

    base: int | None
    rate: int | None


@dataclass(frozen=True)
class Act:
    """An act. `expense` is a price by its day of effect, or a range of prices.

    `act` and `sector`: how the Sécurité sociale reckons with it; `supposed`: what it would not know; `family`: what the
    guarantee pays of it.
    """

    key: str
    label: str
    expense: Dated | range
    act: str
    sector: Sector
    supposed: Supposed | None
    family: str
    quantity: tuple[int, int]

    @classmethod
    def read(cls, key: str, raw: Mapping[str, Any]) -> Self:
        """Build an act from its entry in acts.yml."""
        low, high = raw.get("quantity", (1, 1))
        return cls(
            key=key,
            label=raw["label"],
            expense=_expense(raw["expense"]),
            act=raw["act"],
            sector=Sector(raw.get("sector", Sector.ONE)),
            supposed=_supposed(raw),
            family=raw["family"],
            quantity=(low, high),
        )

    @property
    def withholding(self) -> str:
        """Return what the Sécurité sociale keeps back of it: participation, franchise, or nothing ("")."""
        return (acts()[self.act].withheld or "").partition("_")[0]

    def given_on(self, day: date) -> bool:
        """Say whether the act had a price and a rate on a day."""
        priced = isinstance(self.expense, range) or value_on(self.expense, day) is not None
        return priced and self.terms_on(day) is not None

    def terms_on(self, day: date) -> Terms | None:
        """Return the base and rates of the day, in euros and percent; None where no rule gave any."""
        if self.supposed is None:
            found = terms_on(act=self.act, day=day, sector=self.sector)
            return found if isinstance(found, Terms) else None
        base = None if self.supposed.base is None else _euros(self.supposed.base)
        if self.supposed.rate is not None:
            return Terms(base, Decimal(self.supposed.rate), Decimal(self.supposed.rate))
        rates = rates_on(act=self.act, day=day)
        return Terms(base, *rates) if isinstance(rates, tuple) else None

    def split(
        self, *, price: int, quantity: int, day: date, owes_deduction: bool, tiers_payant: bool, covered: bool = True
    ) -> Split:
        """Return who pays what of `quantity` units at `price` cents each, on the day of care.

        `covered`: False once the guarantee's units of the year are used up.
        """
        terms = self.terms_on(day)
        assert terms is not None, self.label
        level = level_on(self.family, day) if covered else None
        withholding = withholding_on(act=self.act, day=day) if owes_deduction else None
        shared = split(
            expense=_euros(price * quantity),
            terms=terms,
            level=level.level if level else NOTHING,
            withheld=due(withholding=withholding, units=quantity) if isinstance(withholding, Withholding) else ZERO,
            later=tiers_payant,
            units=quantity,
        )
        return Split(
            expense=_cents(shared.expense),
            amo=_cents(shared.amo),
            amc=_cents(shared.amc),
            remaining=_cents(shared.remaining),
            base=_cents(shared.base),
            rate=int(shared.rate),
            withheld=_cents(shared.withheld_now),
            deferred=_cents(shared.withheld_later),
        )


@dataclass(frozen=True)
class Visit:
    """What is paid at once. `sometimes` and `tiers_payant` in times out of 100."""

    care: str
    payee: str
    tiers_payant: int
    always: tuple[Act, ...]
    sometimes: tuple[tuple[Act, int], ...]
    any_day: bool


@dataclass(frozen=True)
class Catalogue:
    """The acts and the visits by name, and how professionals are called, by profession."""

    acts: Mapping[str, Act]
    visits: Mapping[str, Visit]
    payees: Mapping[str, tuple[str, ...]]


@cache
def catalogue() -> Catalogue:
    """Read acts.yml."""
    raw = yaml.safe_load((Path(__file__).parent / "acts.yml").read_text("utf-8"))
    known = {name: Act.read(name, entry) for name, entry in raw["acts"].items()}
    visits = {name: _visit(entry, known) for name, entry in raw["visits"].items()}
    return Catalogue(known, visits, {kind: tuple(forms) for kind, forms in raw["payees"].items()})


def yearly_cap(withholding: str, day: date) -> int:
    """Return what one person can be asked for in a calendar year, in cents; 0 where nothing is kept back."""
    if not withholding:
        return 0
    found = rule_on(CAPS[withholding], day)
    return int(found.value * CENTS) if isinstance(found, Fact) else 0


def value_on(values: Dated, day: date) -> int | None:
    """Return the value in force on a day, None before the first."""
    in_force = [since for since in values if since <= day]
    return values[max(in_force)] if in_force else None


def _expense(raw: str | int | list[int] | Mapping[date, int]) -> Dated | range:
    """Return prices in cents: those of a rule, always the same one, a range, or by day."""
    if isinstance(raw, str):
        return {dated.fact.since: int(dated.fact.value * CENTS) for dated in rules()[raw]}
    if isinstance(raw, list):
        low, high, step = raw
        return range(low, high + 1, step)
    return {ALWAYS: raw} if isinstance(raw, int) else raw


def _supposed(raw: Mapping[str, Any]) -> Supposed | None:
    if not {"base", "rate"} & set(raw):
        return None
    base = raw.get("base", "price")
    return Supposed(None if base == "price" else base, raw.get("rate"))


def _cents(euros: Decimal) -> int:
    return int(euros * CENTS)


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _visit(raw: Mapping[str, Any], acts: Mapping[str, Act]) -> Visit:
    return Visit(
        care=raw["care"],
        payee=raw["payee"],
        tiers_payant=raw["tiers_payant"],
        always=tuple(acts[name] for name in raw["always"]),
        sometimes=tuple((acts[name], times) for name, times in raw.get("sometimes", {}).items()),
        any_day=raw.get("any_day", False),
    )
