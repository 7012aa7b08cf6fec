"""The values that the law and the agreements set, by day; one that is not certain is never given as a fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml


class Certainty(StrEnum):
    """How sure a value is: agreeing or public sources, one good source, a weak one, or general knowledge."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "B"
    GENERAL = "G"


class Unit(StrEnum):
    """What a value counts."""

    EURO = "euro"
    PERCENT = "percent"
    YEARS = "years"
    TIMES = "times"


TOLD_AS_FACTS = frozenset({Certainty.HIGH, Certainty.MEDIUM})


@dataclass(frozen=True)
class Fact:
    """A value in force, certain enough to be told: in euros, percent, years or times.

    `since`: the day it took effect; `source`: where it is from, in words; `checked`: when that was looked at.
    """

    code: str
    value: Decimal
    unit: Unit
    since: date
    source: str
    checked: date
    certainty: Certainty


@dataclass(frozen=True)
class Uncertain:
    """There is a value, but its sources are too weak or contradict each other: no number may be told."""

    code: str
    certainty: Certainty


@dataclass(frozen=True)
class Unknown:
    """No value is known for that day."""

    code: str


NotKnown: TypeAlias = Uncertain | Unknown
Found: TypeAlias = Fact | NotKnown


@dataclass(frozen=True)
class Dated:
    """A value and the days of care it holds for; `until` None: as long as no other follows."""

    fact: Fact
    until: date | None

    def in_force(self, day: date) -> bool:
        """Say whether the value began by that day and was not said to end before."""
        return self.fact.since <= day and (self.until is None or day <= self.until)


def value_on(code: str, day: date) -> Found:
    """Return the value in force on a day of care.

    Raises KeyError for a code that is not in `rules.yml`: a mistake of ours, unlike a value that is not known.
    """
    values = [dated for dated in rules()[code] if dated.fact.since <= day]
    if not values or not values[-1].in_force(day):
        return Unknown(code)
    fact = values[-1].fact
    return fact if fact.certainty in TOLD_AS_FACTS else Uncertain(code, fact.certainty)


def history(code: str) -> tuple[Fact | Uncertain, ...]:
    """Return a rule's values, the oldest first, uncertain ones without their number. Raises KeyError."""
    facts = (dated.fact for dated in rules()[code])
    return tuple(fact if fact.certainty in TOLD_AS_FACTS else Uncertain(code, fact.certainty) for fact in facts)


@cache
def rules() -> Mapping[str, tuple[Dated, ...]]:
    """Read and check `rules.yml`. Raises ValueError for a rule that cannot be right."""
    raw = yaml.safe_load((Path(__file__).parent / "rules.yml").read_text("utf-8"))
    return {code: read_rule(code, rule, checked=raw["checked"]) for code, rule in raw["rules"].items()}


def read_rule(code: str, raw: Mapping[str, Any], *, checked: date) -> tuple[Dated, ...]:
    """Return the values of one rule. Raises ValueError: no value, days out of order, a negative or unsourced value."""
    unit = Unit(raw["unit"])
    values = tuple(_read_value(code, unit, value, checked) for value in raw["values"])
    days = [dated.fact.since for dated in values]
    if not values or days != sorted(set(days)):
        raise ValueError(f"{code}: the days of effect must follow each other")
    return values


def _read_value(code: str, unit: Unit, raw: Mapping[str, Any], checked: date) -> Dated:
    since, until = raw["since"], raw.get("until")
    value, source = raw["value"], str(raw["source"]).strip()
    if not isinstance(since, date) or not isinstance(value, str) or not source:
        raise ValueError(f"{code}: a value needs a day, a quoted number and a source")
    fact = Fact(
        code=code,
        value=Decimal(value),
        unit=unit,
        since=since,
        source=source,
        checked=raw.get("checked", checked),
        certainty=Certainty(raw["certainty"]),
    )
    if fact.value < 0 or (until is not None and until < since):
        raise ValueError(f"{code}: a value below zero, or that ends before it begins")
    return Dated(fact, until)
