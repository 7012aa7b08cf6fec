"""Who pays which part of an expense. Pure; amounts in euros with two decimals, rates in percent.

Rounding: the part of the Sécurité sociale, and a guarantee told in percent of its base, are rounded half up to the
cent; everything else is sums and differences of these, so that the parts add up to the expense exactly.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
PERCENT = 100


class Cover(StrEnum):
    """What a guarantee pays of an act.

    A percentage of the base, with the part of the Sécurité sociale counted in it or beside it; so many euros a unit;
    whatever is left; or nothing.
    """

    PERCENT_INCLUDED = "percent_included"
    PERCENT_BESIDE = "percent_beside"
    FORFAIT = "forfait"
    FULL = "full"
    NONE = "none"


@dataclass(frozen=True)
class Level:
    """What the mutuelle pays of an act; `amount` in percent, or in euros a unit (a session, a day, an ear)."""

    cover: Cover
    amount: Decimal = ZERO


@dataclass(frozen=True)
class Terms:
    """How the Sécurité sociale reckons with one unit of an act.

    `base` (BRSS) in euros, None: the expense itself, as where prices are agreed. `rate` is the one applied, `full_rate`
    the one of the coordinated pathway: a contrat responsable does not make up for the difference.
    """

    base: Decimal | None
    rate: Decimal
    full_rate: Decimal


@dataclass(frozen=True)
class Split:
    """Who pays what of an expense; amounts in euros.

    expense = amo + amc + remaining, and expense = base + depassement. `gross` is the part of the Sécurité sociale
    before `withheld` (participation forfaitaire or franchise) is taken from it; with `later` (tiers payant) it is taken
    from another payment, so that this one shows none. `ticket_moderateur` is what `rate` leaves of the base, and
    `majoration` the part of it that is due to care outside of the coordinated pathway.
    """

    expense: Decimal
    base: Decimal
    rate: Decimal
    gross: Decimal
    withheld: Decimal
    later: bool
    ticket_moderateur: Decimal
    majoration: Decimal
    depassement: Decimal
    amc: Decimal

    @property
    def withheld_now(self) -> Decimal:
        """What this payment is reduced by."""
        return ZERO if self.later else self.withheld

    @property
    def withheld_later(self) -> Decimal:
        """What another payment will be reduced by."""
        return self.withheld if self.later else ZERO

    @property
    def amo(self) -> Decimal:
        """What the Sécurité sociale pays."""
        return self.gross - self.withheld_now

    @property
    def remaining(self) -> Decimal:
        """What is left to the patient (reste à charge), as this payment shows it."""
        return self.expense - self.amo - self.amc

    @property
    def in_the_end(self) -> Decimal:
        """What is left to the patient once everything was withheld."""
        return self.remaining + self.withheld_later

    @property
    def ticket_moderateur_left(self) -> Decimal:
        """What is left to the patient of the ticket modérateur: all of the majoration, and what the mutuelle left."""
        return self.majoration + max(ZERO, self.ticket_moderateur - self.majoration - self.amc)

    @property
    def depassement_left(self) -> Decimal:
        """What is left to the patient of the dépassement."""
        return self.expense - self.gross - self.amc - self.ticket_moderateur_left


def gross_of(*, expense: Decimal, terms: Terms, units: int = 1) -> Decimal:
    """Return the part of the Sécurité sociale before anything is withheld, in euros, rounded half up to the cent."""
    return _part(_base(expense, terms, units), terms.rate)


def split(
    *,
    expense: Decimal,
    terms: Terms,
    level: Level,
    withheld: Decimal = ZERO,
    later: bool = False,
    units: int = 1,
) -> Split:
    """Return who pays what of an expense in euros, for `units` of one act together.

    `withheld` is what the Sécurité sociale keeps of its part, at most all of it; the mutuelle never repays it. `later`:
    the professional was paid directly (tiers payant). A base of several units is that of one so many times.
    Raises ValueError for an amount below zero.
    """
    if min(expense, withheld, level.amount, terms.rate) < 0 or units < 1:
        raise ValueError("amounts are at least zero, and units at least one")
    base = _base(expense, terms, units)
    gross, full = _part(base, terms.rate), _part(base, max(terms.rate, terms.full_rate))
    return Split(
        expense=expense,
        base=base,
        rate=terms.rate,
        gross=gross,
        withheld=min(withheld, gross),
        later=later,
        ticket_moderateur=base - gross,
        majoration=full - gross,
        depassement=expense - base,
        amc=_amc(expense, full, level, tariff=base if terms.base is None else terms.base * units, units=units),
    )


def _amc(expense: Decimal, full: Decimal, level: Level, *, tariff: Decimal, units: int) -> Decimal:
    """Return the part of the mutuelle: what its level says, as far as the expense leaves room for it."""
    room = expense - full
    said = {
        Cover.NONE: ZERO,
        Cover.FULL: room,
        Cover.FORFAIT: level.amount * units,
        Cover.PERCENT_BESIDE: _part(tariff, level.amount),
        Cover.PERCENT_INCLUDED: _part(tariff, level.amount) - full,
    }[level.cover]
    return max(ZERO, min(said, room)).quantize(CENT)


def _base(expense: Decimal, terms: Terms, units: int) -> Decimal:
    return expense if terms.base is None else min(expense, terms.base * units)


def _part(amount: Decimal, percent: Decimal) -> Decimal:
    return (amount * percent / PERCENT).quantize(CENT, ROUND_HALF_UP)
