"""Words an explanation of a payment: where each amount comes from."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from actions.answering import Turn
from actions.base import Services
from actions.withheld import KINDS, counter_words
from mutuelle.conversations.messages import Text
from mutuelle.french import euros, long_date, short_date
from mutuelle.regulation.splitting import ZERO
from mutuelle.reimbursements.counters import Counter, cap_that_cut
from mutuelle.reimbursements.explaining import FRANCHISE, PARTICIPATION, Change, Worked
from mutuelle.reimbursements.explanations import ExplainedLine, Explanation
from mutuelle.reimbursements.reading import Line, Payment

BUTTONS = "utter_reimbursements_explained_buttons"
UNITS = "utter_reimbursements_explained_units"
PART = "utter_reimbursements_explained_part_{part}"
COUNTER = "utter_reimbursements_explained_counter_{cap}"
EXPLAINED = "explained"  # what is told
CHANGE = "utter_reimbursements_explained_change_{what}"


async def payment_beside(turn: Turn, services: Services) -> bool:
    """Explain the payment next to the one on display when the sentence asks for it; say whether it does."""
    found = await services.explanations.beside(turn.rasa_id, turn.text)
    if found is None:
        return False
    show_explanation(turn, found)
    return True


def show_explanation(turn: Turn, found: Explanation) -> None:
    """Answer with where each amount of a payment comes from."""
    turn.shows(found.viewer)
    turn.tells(EXPLAINED, payment=found.payment.id)
    buttons = tuple(turn.button(BUTTONS, name) for name in ("list", "contest"))
    turn.add(Text("\n".join(_explained(turn, found)), buttons, instead=_hidden(turn, found)))


def _explained(turn: Turn, found: Explanation) -> Iterator[str]:
    yield turn.words("utter_reimbursements_explained_opening", **payment_values(turn, found))
    if found.picked:
        yield turn.words("utter_reimbursements_explained_picked")
    if not found.lines:
        yield turn.words("utter_reimbursements_explained_no_lines")
    for one in found.lines:
        yield ""
        yield from _line(turn, one, found.counters)
    if found.counters:
        yield ""
    for counter in found.counters:
        yield counter_words(turn, counter, COUNTER, first_name=found.person.first_name)


def payment_values(turn: Turn, found: Explanation) -> dict[str, Any]:
    """Return what was paid, when, to whom and for whom, in words."""
    payment: Payment = found.payment
    to = "utter_reimbursements_to_professional" if payment.payee else "utter_reimbursements_to_member"
    return {
        "paid": euros(payment.paid),
        "paid_on": long_date(payment.paid_on),
        "paid_to": turn.words(to),
        "first_name": found.person.first_name,
    }


def _hidden(turn: Turn, found: Explanation) -> str:
    overall = found.payment.overall
    if overall is None:
        return turn.words("utter_reimbursements_explained_opening", **payment_values(turn, found))
    return turn.words(
        "utter_reimbursements_explained_hidden",
        **payment_values(turn, found),
        expense=euros(overall.expense),
        amo=euros(overall.amo),
        amc=euros(overall.amc),
        remaining=euros(overall.remaining),
    )


def _line(turn: Turn, one: ExplainedLine, counters: Sequence[Counter]) -> Iterator[str]:
    line = one.line
    response = (
        "utter_reimbursements_explained_line_many" if line.quantity > 1 else "utter_reimbursements_explained_line"
    )
    yield turn.words(
        response,
        act=line.label,
        quantity=line.quantity,
        care_on=short_date(line.care_on),
        expense=euros(line.expense),
    )
    if one.worked is None:
        yield turn.words(
            "utter_reimbursements_explained_untold",
            amo=euros(line.amo),
            amc=euros(line.amc),
            remaining=euros(line.remaining),
        )
    else:
        yield from _worked(turn, one, one.worked, counters)
    if one.before is not None:
        yield _since_last(turn, one.before, one.changes)


def _worked(turn: Turn, one: ExplainedLine, worked: Worked, counters: Sequence[Counter]) -> Iterator[str]:
    line = one.line
    if worked.is_reimbursed:
        base = {"base": euros(worked.base), "rate": worked.rate, "gross": euros(worked.gross)}
        yield turn.words("utter_reimbursements_explained_base", **base)
    else:
        yield turn.words("utter_reimbursements_explained_not_reimbursed")
    if line.coordinated is False:
        yield turn.words("utter_reimbursements_explained_out_of_pathway")
    if worked.withheld:
        yield _withheld(turn, one, worked, counters)
    if worked.deferred:
        yield turn.words(
            "utter_reimbursements_explained_deferred",
            deferred=euros(worked.deferred),
            kind=_kind(turn, line.withholding),
        )
    if worked.depassement and worked.is_reimbursed:
        yield turn.words("utter_reimbursements_explained_depassement", depassement=euros(worked.depassement))
    yield _mutuelle(turn, line, worked)
    yield _remaining(turn, line, worked)


def _withheld(turn: Turn, one: ExplainedLine, worked: Worked, counters: Sequence[Counter]) -> str:
    line = one.line
    values: dict[str, Any] = {
        "withheld": euros(worked.withheld),
        "kind": _kind(turn, line.withholding),
        "amo": euros(line.amo),
    }
    if one.rule is None:
        return turn.words("utter_reimbursements_explained_withheld", **values)
    cap = cap_that_cut(counters, line.withholding, worked, full=one.rule.value * line.quantity)
    if cap is not None:
        return turn.words("utter_reimbursements_explained_withheld_capped", **values, cap=euros(cap))
    return turn.words(
        "utter_reimbursements_explained_withheld_rule",
        **values,
        amount=euros(one.rule.value),
        unit=turn.custom(UNITS)[one.rule.code],
        since=long_date(one.rule.since),
    )


def _mutuelle(turn: Turn, line: Line, worked: Worked) -> str:
    extra = line.amc - worked.ticket_moderateur
    values = {"amc": euros(line.amc), "ticket": euros(worked.ticket_moderateur), "extra": euros(max(extra, ZERO))}
    if not line.amc:
        return turn.words("utter_reimbursements_explained_amc_none")
    if not worked.is_reimbursed:
        return turn.words("utter_reimbursements_explained_amc_forfait", **values)
    if extra > 0 and not worked.ticket_moderateur:
        return turn.words("utter_reimbursements_explained_amc_beyond", **values)
    if extra > 0:
        return turn.words("utter_reimbursements_explained_amc_more", **values)
    response = "utter_reimbursements_explained_amc_less" if extra < 0 else "utter_reimbursements_explained_amc_ticket"
    return turn.words(response, **values)


def _remaining(turn: Turn, line: Line, worked: Worked) -> str:
    if not line.remaining:
        return turn.words("utter_reimbursements_explained_remaining_none")
    amounts = shares_left(line, worked)
    parts = [turn.words(PART.format(part=part), amount=euros(amount)) for part, amount in amounts.items() if amount]
    return turn.words(
        "utter_reimbursements_explained_remaining",
        remaining=euros(line.remaining),
        parts=turn.words("utter_reimbursements_explained_and").join(parts),
    )


def shares_left(line: Line, worked: Worked) -> dict[str, Decimal]:
    """Return what makes up what is left to pay of a line, in euros, by reason; 0 for those that count for nothing."""
    beyond = "depassement" if worked.is_reimbursed else "uncovered"
    return {
        beyond: worked.depassement_left,
        "ticket": worked.ticket_left,
        PARTICIPATION: worked.withheld if line.withholding == PARTICIPATION else ZERO,
        FRANCHISE: worked.withheld if line.withholding == FRANCHISE else ZERO,
    }


def _since_last(turn: Turn, before: Line, changes: tuple[Change, ...]) -> str:
    if not changes:
        return turn.words("utter_reimbursements_explained_same", before_on=short_date(before.care_on))
    told = [
        turn.words(
            CHANGE.format(what=change.what),
            before=_value(change.what, change.before),
            now=_value(change.what, change.now),
        )
        for change in changes
    ]
    return turn.words(
        "utter_reimbursements_explained_changed",
        before_on=short_date(before.care_on),
        changes=turn.words("utter_reimbursements_explained_joint").join(told),
    )


def _value(what: str, value: Decimal) -> str:
    return str(int(value)) if what == "rate" else euros(value)


def _kind(turn: Turn, withholding: str) -> str:
    return str(turn.custom(KINDS)[withholding]["name"])
