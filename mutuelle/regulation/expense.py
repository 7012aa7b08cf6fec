"""The expense of one act on its day of care, split by the rules in force that day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mutuelle.regulation.rules import NotKnown
from mutuelle.regulation.splitting import ZERO, Level, Split, Terms, split
from mutuelle.regulation.terms import Sector, rates_on, terms_on
from mutuelle.regulation.withholding import NO_EXEMPTION, Exemption, due, is_exempt, withholding_on


@dataclass(frozen=True)
class Withheld:
    """What was withheld already, in euros: that day of the same kind, and that year under the same cap."""

    that_day: Decimal = ZERO
    that_year: Decimal = ZERO


NOTHING_YET = Withheld()


def split_expense(
    *,
    act: str,
    care_on: date,
    expense: Decimal,
    level: Level,
    birth_date: date,
    units: int = 1,
    sector: Sector = Sector.ONE,
    coordinated: bool = True,
    tiers_payant: bool = False,
    exemption: Exemption = NO_EXEMPTION,
    already: Withheld = NOTHING_YET,
    base: Decimal | None = None,
) -> Split | NotKnown:
    """Return who pays what of `expense` euros for `units` of an act, or which rule is not known for that day.

    `base`: the BRSS of one unit where it was read from an estimate (devis), which wins over the rules. Raises KeyError
    for an act that is not in `acts.yml`, ValueError for an amount below zero.
    """
    terms = terms_on(act=act, day=care_on, sector=sector, coordinated=coordinated)
    if base is not None:
        terms = terms_with_base(act=act, day=care_on, coordinated=coordinated, base=base)
    if not isinstance(terms, Terms):
        return terms
    withheld = withheld_of(
        act=act, care_on=care_on, birth_date=birth_date, units=units, exemption=exemption, already=already
    )
    if not isinstance(withheld, Decimal):
        return withheld
    return split(expense=expense, terms=terms, level=level, withheld=withheld, later=tiers_payant, units=units)


def withheld_of(
    *, act: str, care_on: date, birth_date: date, units: int, exemption: Exemption, already: Withheld
) -> Decimal | NotKnown:
    """Return what is withheld of an act, in euros, as the patient's age, exemption and counters leave it."""
    withholding = withholding_on(act=act, day=care_on)
    exempt = is_exempt(birth_date=birth_date, day=care_on, exemption=exemption)
    if not isinstance(exempt, bool):
        return exempt
    if isinstance(withholding, NotKnown):
        return withholding
    return due(
        withholding=withholding,
        units=units,
        that_day=already.that_day,
        that_year=already.that_year,
        exempt=exempt,
    )


def terms_with_base(*, act: str, day: date, coordinated: bool, base: Decimal) -> Terms | NotKnown:
    """Return the terms of an act whose base was read from an estimate, or which rate is not known."""
    rates = rates_on(act=act, day=day, coordinated=coordinated)
    return Terms(base, *rates) if isinstance(rates, tuple) else rates
