"""Draws what was reimbursed by month and by kind of care, and what was left to pay over the year."""

from collections.abc import Sequence

from actions.answering import Turn
from mutuelle.conversations.messages import Bar, Chart
from mutuelle.french import euros_of, month_and_year
from mutuelle.reimbursements.rules import care_label
from mutuelle.reimbursements.totals import Totals

TITLE = "utter_reimbursements_chart_{of}"
SAID = "utter_reimbursements_chart_{of}_said"
COLUMNS = "utter_reimbursements_chart_{of}_columns"
HIDDEN = "utter_reimbursements_totals_hidden"
CENTS = 100


def add_charts(turn: Turn, totals: Totals) -> None:
    """Add a chart by month, one by kind of care (where there are several) and one of what was left to pay."""
    months = totals.by_month
    _add(turn, "month", totals, [(month_and_year(one.day), one.sum.reimbursed) for one in months])
    kinds = [(care_label(care), one.reimbursed) for care, one in totals.by_care.items()]
    if totals.care is None and len(kinds) > 1:
        _add(turn, "care", totals, sorted(kinds, key=lambda kind: -kind[1]))
    _add(turn, "left", totals, [(month_and_year(one.day), one.left) for one in months])


def _add(turn: Turn, of: str, totals: Totals, values: Sequence[tuple[str, int]]) -> None:
    first, second = turn.words(COLUMNS.format(of=of)).split("|")
    most = max(values, key=lambda value: value[1])
    turn.add(
        Chart(
            text=turn.words(SAID.format(of=of), most=most[0], amount=euros_of(most[1]), last=euros_of(values[-1][1])),
            title=turn.words(TITLE.format(of=of), period=turn.period(totals.period)),
            first=first,
            second=second,
            bars=tuple(Bar(label, cents / CENTS, euros_of(cents)) for label, cents in values),
            instead=turn.words(HIDDEN) if of == "care" else "",
        )
    )
