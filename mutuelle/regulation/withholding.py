"""What the Sécurité sociale keeps of its part: the participation forfaitaire and the franchises, with their caps."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from mutuelle.regulation.rules import Fact, NotKnown, rules, value_on
from mutuelle.regulation.splitting import ZERO
from mutuelle.regulation.terms import acts

AGE = "withheld.from_age"
PARTICIPATION_FORFAITAIRE = "participation_forfaitaire"
FRANCHISE_CAP = "franchise.per_year"


@dataclass(frozen=True)
class Exemption:
    """Why a patient owes neither: `maternity` (from the sixth month to 12 days after the birth), or `c2s` (C2S, AME).

    An ALD exempts from neither.
    """

    maternity: bool = False
    c2s: bool = False


@dataclass(frozen=True)
class Withholding:
    """A retenue on a day: euros a unit (an act, a box, a transport), at most so much a day (None: no cap) and a year.

    `per_year` is of all participations together, or of all franchises together: 50 € each.
    """

    kind: str
    amount: Decimal
    per_day: Decimal | None
    per_year: Decimal


NOTHING = Withholding("", ZERO, None, ZERO)
NO_EXEMPTION = Exemption()


def withholding_on(*, act: str, day: date) -> Withholding | NotKnown:
    """Return what is withheld of one unit of an act on a day of care; `NOTHING` where the act bears none.

    Dentists, midwives' acts and full hospital stays bear none. Raises KeyError for an act that is not in `acts.yml`.
    """
    kind = acts()[act].withheld
    if kind is None:
        return NOTHING
    amount, per_year = value_on(kind, day), value_on(yearly_cap(kind), day)
    per_day = value_on(f"{kind}.per_day", day) if f"{kind}.per_day" in rules() else None
    if not isinstance(amount, Fact):
        return amount
    if not isinstance(per_year, Fact):
        return per_year
    if per_day is None or isinstance(per_day, Fact):
        return Withholding(kind, amount.value, per_day.value if per_day else None, per_year.value)
    return per_day


def yearly_cap(kind: str) -> str:
    """Return the rule of the cap that a retenue counts in: franchises share one."""
    return f"{kind}.per_year" if kind == PARTICIPATION_FORFAITAIRE else FRANCHISE_CAP


def is_exempt(*, birth_date: date, day: date, exemption: Exemption = NO_EXEMPTION) -> bool | NotKnown:
    """Say whether a patient owes no retenue on a day: not 18 yet, late in a pregnancy, or with C2S or AME."""
    age = value_on(AGE, day)
    if not isinstance(age, Fact):
        return age
    return relativedelta(day, birth_date).years < age.value or exemption.maternity or exemption.c2s


def due(
    *,
    withholding: Withholding,
    units: int = 1,
    that_day: Decimal = ZERO,
    that_year: Decimal = ZERO,
    exempt: bool = False,
) -> Decimal:
    """Return what is withheld of `units` of an act, in euros.

    `that_day`: already withheld that day of the same kind (participations: by the same professional); `that_year`:
    already withheld that calendar year under the same cap. `split` sees to it that no more than all of the Sécurité
    sociale's part is kept of an act.
    """
    if exempt:
        return ZERO
    wanted = withholding.amount * units
    if withholding.per_day is not None:
        wanted = min(wanted, withholding.per_day - that_day)
    return max(ZERO, min(wanted, withholding.per_year - that_year))
