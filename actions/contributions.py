"""Contributions: how they are paid, the next one, the history, one debit."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import FollowupAction

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.documents_words import hand_over
from mutuelle.contract.history import Paid
from mutuelle.contract.rules import frequency_label, mode_label, state_label, wants_file
from mutuelle.contract.service import Contributions
from mutuelle.conversations.messages import Bar, Card, Cards, Chart, Table
from mutuelle.documents.service import Wanted
from mutuelle.documents.spreadsheets import CONTRIBUTIONS_CSV
from mutuelle.french import euros_of, long_date, month_and_year, short_date

BUTTONS = "utter_contract_buttons"
LEAD = "utter_contract_contributions_{topic}"
UNKNOWN = "utter_contract_amount_unknown"
FEWEST_BARS = 3
CSV = "#csv"
NARROWS = "refine_reimbursements"


class ViewContributions(MemberAction):
    """Answers a question on contributions."""

    action_name = "action_contract_contributions"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with what was asked: the overview, the next one, the history, one debit."""
        if CSV in turn.mentions("format") or wants_file(turn.text) or turn.intent == "export_print":
            await self._hand_over_csv(turn)
            return None
        tapped = [value[1:] for value in turn.mentions("field") if value.startswith("#")] if turn.text == "" else []
        topic = tapped[0] if tapped else None
        found = await self.services.contracts.contributions(turn.rasa_id, turn.text, topic=topic)
        if turn.intent == NARROWS and found.question.topic is None:  # « pour ma fille » is about reimbursements
            return [FollowupAction("action_reimbursements_refine")]
        turn.shows(found.viewer)
        if found.question.topic == "one":
            _show_one(turn, found)
        elif found.question.topic in {"history", "rejected"}:
            _show_history(turn, found)
        else:
            _show_overview(turn, found)
        return None

    async def _hand_over_csv(self, turn: Turn) -> None:
        periods = turn.mentions("period") if turn.text == "" else ()
        parameters = {"period": periods[0]} if periods else {}
        wanted = Wanted(CONTRIBUTIONS_CSV, parameters, "contributions_list")
        hand_over(turn, await self.services.documents.offer(turn.rasa_id, wanted))


def next_words(turn: Turn, found: Contributions) -> str:
    """Return when and how much the next contribution is, or that none is known."""
    if found.next is None:
        ended = found.standing == "ended"
        return turn.words("utter_contract_next_ended" if ended else "utter_contract_next_none")
    amount = found.next.amount_cents
    return turn.words(
        "utter_contract_next" if amount is not None else "utter_contract_next_unknown",
        day=long_date(found.next.due_on),
        amount=euros_of(amount) if amount is not None else "",
    )


def _show_overview(turn: Turn, found: Contributions) -> None:
    topic = found.question.topic
    if found.terms is None:
        turn.say("utter_contract_contributions_unknown", buttons=[turn.button(BUTTONS, "human")])
        return
    account = found.account.masked if found.account else ""
    planned = found.planned_account
    values: dict[str, Any] = {
        "mode": mode_label(found.terms.mode),
        "frequency": frequency_label(found.terms.frequency),
        "notice": frequency_label(found.terms.notice),
        "account": account,
        "planned": turn.words("utter_contract_planned", account=planned.masked, since=long_date(planned.since))
        if planned
        else "",
        "next": next_words(turn, found),
        "next_day": long_date(found.next.due_on) if found.next else turn.words("utter_contract_none"),
        "next_amount": _amount(turn, found.next),
    }
    lead = LEAD.format(topic=topic) if topic else "utter_contract_contributions_shown"
    if topic == "account" and not account:
        lead = "utter_contract_contributions_no_account"
    card: Card = turn.card("utter_contract_contributions_card", **values)
    names = ["history", *(["debit"] if found.terms.mode == "direct_debit" else []), "certificate_paid"]
    buttons = tuple(turn.button(BUTTONS, name) for name in names)
    turn.add(Cards(text=turn.words(lead, **values), cards=(card,), buttons=buttons))


def _amount(turn: Turn, one: Paid | None) -> str:
    """Return an amount in words; one that is not known is said so, never 0 €."""
    if one is None or one.amount_cents is None:
        return turn.words(UNKNOWN)
    return euros_of(one.amount_cents)


def _show_history(turn: Turn, found: Contributions) -> None:
    question = found.question
    if not found.listed:
        response = "utter_contract_rejected_none" if question.topic == "rejected" else "utter_contract_history_none"
        turn.say(response, buttons=[turn.button(BUTTONS, "history")])
        return
    period = turn.period(question.period) if question.period else ""
    caption = turn.words("utter_contract_history_caption" if period else "utter_contract_history_year", period=period)
    total = "utter_contract_history_total" if len(found.listed) > 1 else "utter_contract_history_total_one"
    turn.add(
        Table(
            text=turn.words(total, count=len(found.listed), total=euros_of(found.total_cents)),
            caption=caption,
            columns=tuple(turn.words("utter_contract_history_columns").split("|")),
            rows=tuple(_row(turn, one) for one in found.listed),
        )
    )
    bars = _bars(found.listed)
    if len(bars) >= FEWEST_BARS:
        turn.add(_chart(turn, bars, caption))
    export = turn.button(BUTTONS, "export", period=question.period.iso()) if question.period else None
    buttons = [export or turn.button(BUTTONS, "export_all"), turn.button(BUTTONS, "certificate_paid")]
    turn.add_text(turn.words("utter_contract_history_more"), buttons)


def _row(turn: Turn, one: Paid) -> tuple[str, ...]:
    amount = _amount(turn, one)
    span = month_and_year(one.period_start)
    if month_and_year(one.period_end) != span:
        span = f"{span} – {month_and_year(one.period_end)}"
    return (span, short_date(one.due_on), amount, mode_label(one.mode), state_label(one.state))


def _bars(listed: Sequence[Paid]) -> tuple[Bar, ...]:
    """Return a bar for each contribution, or for each year when there are several years."""
    paid = [one for one in reversed(listed) if one.amount_cents is not None and one.state != "due"]
    years = sorted({one.due_on.year for one in paid})
    if len(years) <= 1:
        return tuple(_bar(month_and_year(one.due_on), one.amount_cents or 0) for one in paid)
    return tuple(
        _bar(str(year), sum(one.amount_cents or 0 for one in paid if one.due_on.year == year)) for year in years
    )


def _bar(label: str, cents: int) -> Bar:
    return Bar(label, cents / 100, euros_of(cents))


def _chart(turn: Turn, bars: tuple[Bar, ...], caption: str) -> Chart:
    first, second = turn.words("utter_contract_chart_columns").split("|")
    return Chart(
        turn.words("utter_contract_chart", first=bars[0].label, last=bars[-1].label), caption, first, second, bars
    )


def _show_one(turn: Turn, found: Contributions) -> None:
    if not found.listed:
        turn.say("utter_contract_history_none")
        return
    response = "utter_contract_one_near" if found.near else "utter_contract_one"
    cards = tuple(_one(turn, one) for one in found.listed)
    buttons = tuple(turn.button(BUTTONS, name) for name in ("history", "human"))
    turn.add(Cards(text=turn.words(response), cards=cards, buttons=buttons))


def _one(turn: Turn, one: Paid) -> Card:
    return turn.card(
        "utter_contract_one_card",
        amount=_amount(turn, one),
        due_on=long_date(one.due_on),
        period=turn.words("utter_contract_span", start=short_date(one.period_start), end=short_date(one.period_end)),
        mode=mode_label(one.mode),
        state=state_label(one.state),
        paid_on=long_date(one.paid_on) if one.paid_on else "",
    )
