"""What is known of a simulation while it is talked over, and what an estimate is made of. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.beneficiaries.rules import Person
from mutuelle.contract.levels import KnownLevel, Levels
from mutuelle.patience import DROP_AFTER
from mutuelle.regulation.splitting import Split
from mutuelle.simulation.glasses import with_their_sum

UNSURE = "?"  # the value of a question answered « je ne sais pas »
CARE = "care"
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Care:
    """Something that can be simulated. `kind`: how it is reckoned; `act`, `family`: its rules and its level.

    `network`: the network of care has professionals for it, at negotiated prices.
    `urgent`: who names it may be in danger.
    """

    name: str
    kind: str
    act: str
    family: str
    article: str
    words: tuple[str, ...]
    network: bool
    urgent: bool


@dataclass(frozen=True)
class Patient:
    """For whom it is. `levels`: None for a visitor, empty when none is known; `ended`: his contract covers no more.

    `withheld`: what was told to be kept back of his care this year, in euros, by the rule of the cap it counts in.
    `paid`: how many acts of this year's care were paid for already, by kind of care.
    """

    today: date
    birth_date: date | None = None
    person: Person | None = None
    levels: Levels | None = None
    ended: bool = False
    withheld: Mapping[str, Decimal] = field(default_factory=dict)
    paid: Mapping[str, int] = field(default_factory=dict)

    def level(self, family: str) -> KnownLevel | None:
        """Return what the guarantees pay of a family of act; None when that is not known."""
        return (self.levels or {}).get(family)


@dataclass(frozen=True)
class Simulation:
    """What was said so far: texts by what they answer. `shown`: what was said when the estimate was last shown.

    In a row: `tries`, answers that could not be used; `strays`, messages about something else while it was asking.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    tries: int = 0
    strays: int = 0
    shown: bool = False
    resumes: bool = False  # a procedure was left for it, to be gone on with

    def told(self, values: Mapping[str, str], *, same_person: bool = True) -> "Simulation":
        """Return the simulation with more values; another care begins anew, for the `same_person` perhaps."""
        kept = dict(self.values)
        before = kept.get(CARE)
        if before is not None and values.get(CARE, before) != before and cares()[before].kind != "dental":
            kept = {key: value for key, value in kept.items() if same_person and key in {"whom", "age"}}
        merged = with_their_sum({**kept, **values}, values, UNSURE)
        if "odd" in values:
            merged.pop("price", None)
        elif "price" in values:
            merged.pop("odd", None)
        return replace(self, values=merged, tries=0, strays=0, shown=False)

    def strayed(self) -> "Simulation":
        """Return the simulation after one more message about something else."""
        return replace(self, strays=self.strays + 1)

    @property
    def dropped(self) -> bool:
        """Say whether so much else was asked that its question is not asked again."""
        return self.strays >= DROP_AFTER

    def to_json(self) -> dict[str, Any]:
        """Return the simulation as JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Simulation":
        """Return the simulation that was kept so."""
        return cls(**kept)


@dataclass(frozen=True)
class Case:
    """One way that it may turn out, or one act of several: `name` is a key of `words.yml`.

    `level` None: what the guarantee pays is not known, and `split` counts none, unless `settled`: the law or every
    contrat responsable leaves nothing to pay. `amo_known` False: the base is not certain, and `split` counts none.
    `ceiling_known` False: the price may be above what is settled so, and no part is counted from it.
    """

    name: str
    split: Split
    level: KnownLevel | None = None
    settled: bool = False
    amo_known: bool = True
    ceiling_known: bool = True

    @property
    def amc_known(self) -> bool:
        """Say whether what the mutuelle pays is known."""
        return self.level is not None or self.settled


@dataclass(frozen=True)
class Note:
    """Something to say beside the figures: a response's name, and what it names (euros, percent, or words)."""

    name: str
    values: Mapping[str, Decimal | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Estimate:
    """What comes out: `cases` as alternatives, or acts that add up (`together`); none when it cannot be reckoned.

    `priced`: whether a price was told; without one, the parts are what they can come to at most. `lowest`, `highest`:
    what may be left, in euros, as far as that can be said.
    """

    care: Care
    cases: tuple[Case, ...] = ()
    notes: tuple[Note, ...] = ()
    together: bool = False
    priced: bool = True
    lowest: Decimal | None = None
    highest: Decimal | None = None


@cache
def cares() -> Mapping[str, Care]:
    """Read care.yml."""
    raw = yaml.safe_load((FOLDER / "care.yml").read_text("utf-8"))
    return {
        name: Care(
            name,
            one["kind"],
            one.get("act", ""),
            one.get("family", ""),
            one["article"],
            tuple(one["words"]),
            one.get("network", False),
            one.get("urgent", False),
        )
        for name, one in raw.items()
    }


@cache
def words() -> dict[str, Any]:
    """Read words.yml."""
    content: dict[str, Any] = yaml.safe_load((FOLDER / "words.yml").read_text("utf-8"))
    return content
