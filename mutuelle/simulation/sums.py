"""What the estimates share: an expense split for a patient, and what may be left over several cases. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from mutuelle.regulation.expense import Withheld, split_expense
from mutuelle.regulation.rules import Fact, value_on
from mutuelle.regulation.splitting import ZERO, Cover, Level, Split, Terms, split
from mutuelle.regulation.terms import Sector, acts
from mutuelle.regulation.withholding import yearly_cap
from mutuelle.simulation.model import UNSURE, Care, Case, Estimate, Note, Patient

ADULT = 40  # whoever's age is not known is taken for an adult: retenues are due
ANY_PRICE = Decimal(100_000)  # beyond every base: what is paid of it is the most that can be paid
FULL, NOTHING = Level(Cover.FULL), Level(Cover.NONE)
NO_TERMS = Terms(ZERO, ZERO, ZERO)


@dataclass(frozen=True)
class Ask:
    """What an estimate is made from."""

    care: Care
    values: Mapping[str, str]
    patient: Patient

    @property
    def day(self) -> date:
        """The day whose rules are used: today's, since the care is to come."""
        return self.patient.today

    @property
    def price(self) -> Decimal | None:
        """The price told, in euros; None when it is not known."""
        return self.number("price")

    @property
    def expense(self) -> Decimal:
        """The price told, or one beyond every base."""
        return self.price if self.price is not None else ANY_PRICE

    @property
    def born(self) -> date:
        """When the patient was born, or might have been."""
        if (age := self.number("age")) is not None:
            return self.day - relativedelta(years=int(age))
        return self.patient.birth_date or self.day - relativedelta(years=ADULT)

    def number(self, key: str) -> Decimal | None:
        """Return a figure that was told; None for one that was not, or is not known."""
        told = self.values.get(key, UNSURE)
        return None if told == UNSURE else Decimal(told)

    def fact(self, code: str) -> Decimal | None:
        """Return a value of the rules; None when it is not certain or not known: it cannot be told then."""
        found = value_on(code, self.day)
        return found.value if isinstance(found, Fact) else None

    def unsure(self, key: str) -> bool:
        """Say whether a question was answered « je ne sais pas »."""
        return self.values.get(key) == UNSURE

    def withheld(self, act: str) -> Decimal:
        """Return what was kept back this year already, in euros, under the cap that an act's retenue counts in."""
        kind = acts()[act].withheld
        return self.patient.withheld.get(yearly_cap(kind), ZERO) if kind else ZERO

    def case(
        self,
        name: str,
        *,
        family: str = "",
        act: str = "",
        expense: Decimal | None = None,
        sector: Sector = Sector.ONE,
        base: Decimal | None = None,
        units: int = 1,
        settled: bool = False,
    ) -> Case | None:
        """Return one case by the rules in force; None when one of them is not known."""
        level = self.patient.level(family or self.care.family)
        found = split_expense(
            act=act or self.care.act,
            care_on=self.day,
            expense=self.expense if expense is None else expense,
            level=FULL if settled else level.level if level else NOTHING,
            birth_date=self.born,
            units=units,
            sector=sector,
            coordinated=self.values.get("pathway") != "out",
            base=base,
            already=Withheld(that_year=self.withheld(act or self.care.act)),
        )
        return Case(name, found, level, settled=settled) if isinstance(found, Split) else None

    def beside(
        self,
        name: str,
        *,
        family: str,
        expense: Decimal | None = None,
        units: int = 1,
        settled: bool = False,
        amo_known: bool = True,
    ) -> Case:
        """Return a case in which the Sécurité sociale pays nothing, or (`amo_known` False) little that is not known."""
        level = self.patient.level(family) if family else None
        shared = split(
            expense=self.expense if expense is None else expense,
            terms=NO_TERMS,
            level=FULL if settled else level.level if level else NOTHING,
            units=units,
        )
        return Case(name, shared, level, settled=settled, amo_known=amo_known)

    def estimate(
        self,
        cases: Sequence[Case | None],
        notes: Sequence[Note | None] = (),
        *,
        together: bool = False,
        lowest: Decimal | None = None,
        highest: Decimal | None = None,
        priced: bool | None = None,
    ) -> Estimate:
        """Return what comes out, the same case once, with what may be left where every part is known."""
        kept = _distinct([case for case in cases if case is not None])
        told = self.price is not None if priced is None else priced
        if lowest is None and highest is None and told and kept and all(case.amc_known for case in kept):
            left = [case.split.remaining for case in kept]
            lowest, highest = (sum(left, ZERO), sum(left, ZERO)) if together else (min(left), max(left))
        return Estimate(
            self.care, kept, tuple(note for note in notes if note is not None), together, told, lowest, highest
        )


def note_of(name: str, **values: Decimal | str | None) -> Note | None:
    """Return a note; None when what it would tell is not known."""
    known = {key: value for key, value in values.items() if value is not None}
    return Note(name, known) if len(known) == len(values) else None


def _distinct(cases: Sequence[Case]) -> tuple[Case, ...]:
    kept: list[Case] = []
    for case in cases:
        if not any((case.split, case.level) == (other.split, other.level) for other in kept):
            kept.append(case)
    return tuple(kept)
