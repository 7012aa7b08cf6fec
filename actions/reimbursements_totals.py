"""Tells what reimbursements sum up to."""

from collections.abc import Sequence

from actions.answering import Turn
from actions.reimbursements_charts import add_charts
from mutuelle.conversations.messages import Table
from mutuelle.french import euros_of
from mutuelle.reimbursements.asking import CHARTS
from mutuelle.reimbursements.rules import Dates, care_label
from mutuelle.reimbursements.totals import Sum, Totals

BUTTONS = "utter_reimbursements_buttons"
TITLE = "utter_reimbursements_totals_{dates}"
BY = "utter_reimbursements_totals_by_{of}"
COLUMNS = "utter_reimbursements_totals_columns_{of}"


def show_totals(turn: Turn, totals: Totals) -> None:
    """Answer with the sums by person and by kind of care, or with what to try when nothing was paid."""
    turn.shows(totals.viewer)
    period = turn.period(totals.period)
    charts = totals.view == CHARTS
    buttons = [turn.button(BUTTONS, name) for name in ("totals" if charts else "charts", "list", "period")]
    if not totals.spent:
        response = "utter_reimbursements_none_care" if totals.dates is Dates.CARE else "utter_reimbursements_none"
        lines = [turn.words(response, period=period), *_limits(turn, totals)]
        turn.add_text("\n".join(lines), [turn.button(BUTTONS, name) for name in ("period", "everything")])
        return
    buttons.append(turn.button(BUTTONS, "recap", year=totals.period.end.year))
    turn.add_text("\n".join([_overall(turn, totals, period), *_limits(turn, totals)]))
    if charts:
        add_charts(turn, totals)
        turn.say("utter_reimbursements_totals_note", buttons=buttons)
        return
    if totals.person is None:
        _add_table(
            turn, "person", [(totals.people[key].first_name, one) for key, one in totals.by_person.items()], totals
        )
    if totals.care is None:
        _add_table(turn, "care", [(care_label(care), one) for care, one in totals.by_care.items()], totals)
    turn.say("utter_reimbursements_totals_note", buttons=buttons)


def _overall(turn: Turn, totals: Totals, period: str) -> str:
    overall = totals.overall
    acts = "utter_reimbursements_totals_acts_one" if overall.acts == 1 else "utter_reimbursements_totals_acts_many"
    return turn.words(
        "utter_reimbursements_totals",
        title=turn.words(TITLE.format(dates=totals.dates), period=period),
        acts=turn.words(acts, count=overall.acts),
        expense=euros_of(overall.expense),
        amo=euros_of(overall.amo),
        amc=euros_of(overall.amc),
        remaining=euros_of(overall.remaining),
    )


def _limits(turn: Turn, totals: Totals) -> list[str]:
    lines = [turn.words("utter_third_party_only")] if totals.direct else []
    if totals.person is not None:
        lines.append(turn.words("utter_reimbursements_totals_for", first_name=totals.person.first_name))
    if totals.care is not None:
        lines.append(turn.words("utter_reimbursements_care", care=care_label(totals.care)))
    return lines


def _add_table(turn: Turn, of: str, sums: Sequence[tuple[str, Sum]], totals: Totals) -> None:
    rows = [_row(label, one) for label, one in sums]
    if len(rows) > 1:
        rows.append(_row(turn.words("utter_reimbursements_totals_overall"), totals.overall))
    title = turn.words(BY.format(of=of))
    turn.add(
        Table(
            text=title,
            caption=turn.words(TITLE.format(dates=totals.dates), period=turn.period(totals.period)),
            columns=tuple(turn.words(COLUMNS.format(of=of)).split("|")),
            rows=tuple(rows),
            instead=turn.words("utter_reimbursements_totals_hidden") if of == "care" else "",
        )
    )


def _row(label: str, one: Sum) -> tuple[str, ...]:
    return (label, str(one.acts), *(euros_of(cents) for cents in (one.expense, one.amo, one.amc, one.remaining)))
