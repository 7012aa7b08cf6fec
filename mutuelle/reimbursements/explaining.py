"""Why a line is what it is: pure, from what the line says and the rules of its day. Amounts in euros."""

from dataclasses import dataclass
from decimal import Decimal

from mutuelle.regulation import rules
from mutuelle.regulation.rules import Fact
from mutuelle.regulation.splitting import ZERO, Terms, gross_of
from mutuelle.regulation.terms import acts
from mutuelle.regulation.withholding import yearly_cap
from mutuelle.reimbursements.reading import Line

PARTICIPATION, FRANCHISE = "participation", "franchise"
CAPS = {PARTICIPATION: yearly_cap("participation_forfaitaire"), FRANCHISE: yearly_cap("franchise_box")}


@dataclass(frozen=True)
class Worked:
    """How the Sécurité sociale and the mutuelle came to a line's amounts.

    gross = rate x base; amo = gross - withheld; ticket_moderateur = base - gross; depassement = expense - base.
    `ticket_left`, `depassement_left`: what the mutuelle did not pay of these; with what was withheld they make the
    reste a charge.
    """

    base: Decimal
    rate: int
    gross: Decimal
    withheld: Decimal
    deferred: Decimal
    ticket_moderateur: Decimal
    depassement: Decimal
    ticket_left: Decimal
    depassement_left: Decimal

    @property
    def is_reimbursed(self) -> bool:
        """Say whether the Sécurité sociale knows the act at all."""
        return self.rate > 0 and self.base > 0


@dataclass(frozen=True)
class Change:
    """What differs from the last identical act: `what` (price, base, rate, withheld, amc), before and now.

    `rate` in percent, the others in euros a unit, but `amc`, of the whole line.
    """

    what: str
    before: Decimal
    now: Decimal


def worked_out(line: Line) -> Worked | None:
    """Return how a line's amounts came about; None when it was not told, or what was told does not give them."""
    if line.base is None or line.rate is None or line.withheld is None:
        return None
    rate = Decimal(line.rate)
    gross = gross_of(expense=line.base, terms=Terms(None, rate, rate))
    ticket, depassement = line.base - gross, line.expense - line.base
    ticket_left = max(ZERO, ticket - line.amc)
    depassement_left = line.remaining - line.withheld - ticket_left
    if gross - line.withheld != line.amo or min(depassement, depassement_left) < 0:
        return None
    return Worked(
        base=line.base,
        rate=line.rate,
        gross=gross,
        withheld=line.withheld,
        deferred=line.deferred or ZERO,
        ticket_moderateur=ticket,
        depassement=depassement,
        ticket_left=ticket_left,
        depassement_left=depassement_left,
    )


def rule_withheld(line: Line) -> Fact | None:
    """Return the rule of what is kept back of one unit of a line's act, in force on its day; None when not certain."""
    act = acts().get(line.act)
    if act is None or act.withheld is None:
        return None
    found = rules.value_on(act.withheld, line.care_on)
    return found if isinstance(found, Fact) else None


def changes_since(before: Line, now: Line) -> tuple[Change, ...]:
    """Return what changed between two identical acts; what one of them does not tell is left out."""
    told: list[tuple[str, Decimal | None, Decimal | None]] = [
        ("price", before.expense / before.quantity, now.expense / now.quantity),
        ("base", _unit(before.base, before), _unit(now.base, now)),
        ("rate", _decimal(before.rate), _decimal(now.rate)),
        ("withheld", _withheld(before), _withheld(now)),
    ]
    if before.quantity == now.quantity:
        told.append(("amc", before.amc, now.amc))
    return tuple(Change(what, a, b) for what, a, b in told if a is not None and b is not None and a != b)


def _unit(amount: Decimal | None, line: Line) -> Decimal | None:
    return None if amount is None else amount / line.quantity


def _withheld(line: Line) -> Decimal | None:
    if line.withheld is None:
        return None
    return (line.withheld + (line.deferred or ZERO)) / line.quantity


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)
