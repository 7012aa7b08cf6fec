"""Draws what was reimbursed by month and by kind of care, and what was left to pay over the year."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate

from dateutil.relativedelta import relativedelta

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
    months = list(_months(totals))
    sums = totals.by_month()
    reimbursed = [sums[month].amo + sums[month].amc if month in sums else 0 for month in months]
    left = list(accumulate(sums[month].remaining if month in sums else 0 for month in months))
    names = [month_and_year(month) for month in months]
    _add(turn, "month", totals, list(zip(names, reimbursed, strict=True)))
    kinds = [(care_label(care), one.amo + one.amc) for care, one in totals.by_care().items()]
    if totals.care is None and len(kinds) > 1:
        _add(turn, "care", totals, sorted(kinds, key=lambda kind: -kind[1]))
    _add(turn, "left", totals, list(zip(names, left, strict=True)))


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


def _months(totals: Totals) -> Iterator[date]:
    """Give every month from the first to the last that had any, by its first day."""
    known = list(totals.by_month())
    month = known[0]
    while month <= known[-1]:
        yield month
        month += relativedelta(months=1)
