"""The acts of `acts.yml`, what each cost on a day, and who pays which part of it. Money is in euro cents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeAlias

import yaml

Dated: TypeAlias = Mapping[date, int]
ALWAYS = date.min
PERCENT = 100


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
class Act:
    """An act. `expense` is a price by its day of effect, or a range of prices; `base` None stands for the expense.

    `rate` is in percent of the base; `deduction` a price by its day of effect, per unit; `cover` see acts.yml.
    """

    key: str
    label: str
    expense: Dated | range
    base: Dated | None
    rate: Dated
    withholding: str
    deduction: Dated
    cover: str | int
    quantity: tuple[int, int]

    @classmethod
    def read(cls, key: str, raw: Mapping[str, Any], deductions: Mapping[str, Dated]) -> Self:
        """Build an act from its entry in acts.yml."""
        expense, deduction = raw["expense"], raw.get("deduction", "")
        low, high = raw.get("quantity", (1, 1))
        return cls(
            key=key,
            label=raw["label"],
            expense=_prices(*expense) if isinstance(expense, list) else _dated(expense),
            base=_dated(raw["base"]) if "base" in raw else None,
            rate=_dated(raw["rate"]),
            withholding=deduction.partition("_")[0],
            deduction=deductions[deduction] if deduction else _dated(0),
            cover=raw.get("cover", "ticket"),
            quantity=(low, high),
        )

    def given_on(self, day: date) -> bool:
        """Say whether the act had a price and a rate on a day."""
        priced = isinstance(self.expense, range) or value_on(self.expense, day) is not None
        return priced and value_on(self.rate, day) is not None

    def split(self, *, price: int, quantity: int, day: date, owes_deduction: bool, tiers_payant: bool) -> Split:
        """Return who pays what of `quantity` units at `price` cents each, on the day of care.

        The part of the Sécurité sociale is rounded half up to the cent, then reduced by the deduction, which stays
        with the patient; in tiers payant the deduction is recovered later, on another payment.
        """
        expense = price * quantity
        base = expense if self.base is None else min(expense, (value_on(self.base, day) or 0) * quantity)
        rate = value_on(self.rate, day) or 0
        gross = (base * rate + PERCENT // 2) // PERCENT
        deduction = min(gross, (value_on(self.deduction, day) or 0) * quantity) if owes_deduction else 0
        withheld, deferred = (0, deduction) if tiers_payant else (deduction, 0)
        amo = gross - withheld
        amc = self._covered(expense - gross, ticket=base - gross, quantity=quantity)
        return Split(expense, amo, amc, expense - amo - amc, base, rate, withheld, deferred)

    def _covered(self, left: int, *, ticket: int, quantity: int) -> int:
        if self.cover == "ticket":
            return ticket
        return left if isinstance(self.cover, str) else min(left, self.cover * quantity)


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
    """The acts and the visits by name, how professionals are called, by profession, and the year's ceilings."""

    acts: Mapping[str, Act]
    visits: Mapping[str, Visit]
    payees: Mapping[str, tuple[str, ...]]
    yearly: Mapping[str, int]


@cache
def catalogue() -> Catalogue:
    """Read acts.yml."""
    raw = yaml.safe_load((Path(__file__).parent / "acts.yml").read_text("utf-8"))
    acts = {name: Act.read(name, entry, raw["deductions"]) for name, entry in raw["acts"].items()}
    visits = {name: _visit(entry, acts) for name, entry in raw["visits"].items()}
    return Catalogue(acts, visits, {kind: tuple(forms) for kind, forms in raw["payees"].items()}, raw["yearly"])


def value_on(values: Dated, day: date) -> int | None:
    """Return the value in force on a day, None before the first."""
    in_force = [since for since in values if since <= day]
    return values[max(in_force)] if in_force else None


def _dated(raw: int | Mapping[date, int]) -> Dated:
    return {ALWAYS: raw} if isinstance(raw, int) else raw


def _prices(low: int, high: int, step: int) -> range:
    return range(low, high + 1, step)


def _visit(raw: Mapping[str, Any], acts: Mapping[str, Act]) -> Visit:
    return Visit(
        care=raw["care"],
        payee=raw["payee"],
        tiers_payant=raw["tiers_payant"],
        always=tuple(acts[name] for name in raw["always"]),
        sometimes=tuple((acts[name], times) for name, times in raw.get("sometimes", {}).items()),
        any_day=raw.get("any_day", False),
    )
