"""Contributions: how they are paid, the next one, the history, one debit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.documents_words import hand_over
from actions.instead import unless
from actions.recap import annual_recap
from actions.refusals import say_period_refused
from actions.reimbursements import RefineReimbursements, out_of_pocket
from actions.withheld import withheld_so_far
from mutuelle.contract.finding import resembles
from mutuelle.contract.history import RECEIVED, Paid
from mutuelle.contract.questions import ContributionQuestion
from mutuelle.contract.rules import frequency_label, mode_label, state_label, wants_file
from mutuelle.contract.service import Contributions
from mutuelle.conversations.messages import Bar, Card, Cards, Chart, Table
from mutuelle.conversations.told import Told
from mutuelle.documents.service import Wanted
from mutuelle.documents.spreadsheets import CONTRIBUTIONS_CSV
from mutuelle.errors import PeriodRefused
from mutuelle.french import euros_of, long_date, month_and_year, short_date
from mutuelle.periods import Period
from mutuelle.reimbursements.asking import OLDER, neighbour_named

BUTTONS = "utter_contract_buttons"
LEAD = "utter_contract_contributions_{topic}"
UNKNOWN = "utter_contract_amount_unknown"
FEWEST_BARS, MOST_BARS = 3, 24  # more contributions than that are drawn year by year
CSV = "#csv"
TABLES = frozenset({"history", "rejected", "rise"})
HISTORY_NONE = "utter_contract_history_none"
NONE = {"rejected": "utter_contract_rejected_none"}
SHOWN = {"latest": "utter_contract_latest", "before": "utter_contract_before"}
NONE_OF = {"before": "utter_contract_before_none"}
CONTRIBUTION = "contribution"  # what is told
NARROWS = "refine_reimbursements"


class ViewContributions(MemberAction):
    """Answers a question on contributions."""

    action_name = "action_contract_contributions"

    @unless(annual_recap, withheld_so_far, out_of_pocket)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with what was asked: the overview, the next one, the history, one debit."""
        asks_for_file = CSV in turn.mentions("format") or wants_file(turn.text) or turn.intent == "export_print"
        try:
            found = await self._found(turn)
        except PeriodRefused as refused:
            say_period_refused(turn, refused, again=(BUTTONS, "period"))
            return None
        if asks_for_file:
            await self._hand_over_csv(turn, found.question.period)
            return None
        if turn.intent == NARROWS and found.question.topic is None:  # « pour ma fille » is about reimbursements
            return await RefineReimbursements(self.services).act(turn)
        turn.shows(found.viewer)
        if found.question.topic in {"one", "latest"}:
            _show_some(turn, found)
        elif found.question.topic in TABLES:
            _show_history(turn, found)
        else:
            _show_overview(turn, found)
        return None

    async def _found(self, turn: Turn) -> Contributions:
        """Return what answers the sentence, or the button that was tapped."""
        if turn.text:
            return await self.services.contracts.contributions(turn.rasa_id, turn.text)
        topics = [value[1:] for value in turn.mentions("field") if value.startswith("#")]
        periods = [Period.from_iso(value) for value in turn.mentions("period")]
        tapped = ContributionQuestion(topics[0] if topics else None, periods[0] if periods else None)
        return await self.services.contracts.contributions(turn.rasa_id, tapped)

    async def _hand_over_csv(self, turn: Turn, period: Period | None) -> None:
        parameters = {"period": period.iso()} if period else {}
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
    if topic == "future" and found.next is None:
        topic = "next"  # that says already that nothing to come is known
    turn.tells(CONTRIBUTION, due_on=(found.next.due_on if found.next else date.max).isoformat())
    lead = LEAD.format(topic=topic) if topic else "utter_contract_contributions_shown"
    if topic == "account" and not account:
        lead = "utter_contract_contributions_no_account"
    card: Card = turn.card("utter_contract_contributions_card", **values)
    names = ["history", *(["debit"] if found.terms.mode == "direct_debit" else []), "certificate_paid"]
    names = ["human", *names] if topic == "terms" else names
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
        turn.say(NONE.get(question.topic or "", HISTORY_NONE), buttons=[turn.button(BUTTONS, "history")])
        return
    caption = _caption(turn, found)
    lead = [turn.words("utter_contract_rise")] if question.topic == "rise" else []
    turn.add(
        Table(
            text=" ".join([*lead, _total(turn, found)]),
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
    if question.topic in {"rejected", "rise"}:
        buttons.insert(0, turn.button(BUTTONS, "human"))
    turn.add_text(turn.words("utter_contract_history_more"), buttons)


def _caption(turn: Turn, found: Contributions) -> str:
    """Return what the table shows, in words."""
    topic, period = found.question.topic, found.question.period
    if topic == "rise":
        period = Period(found.listed[-1].due_on, found.listed[0].due_on)
    refused = topic == "rejected"
    if period is not None:
        response = "utter_contract_rejected_caption" if refused else "utter_contract_history_caption"
        return turn.words(response, period=turn.period(period))
    if refused:
        return turn.words("utter_contract_rejected_all")
    if found.recent:
        return turn.words("utter_contract_history_recent", count=len(found.listed))
    return turn.words("utter_contract_history_year", year=found.listed[0].due_on.year)


def _total(turn: Turn, found: Contributions) -> str:
    """Return how many there are and what was paid; what is not known is said to be left out."""
    count, left_out = len(found.listed), found.unknown
    if left_out and not found.total_cents:
        return turn.words("utter_contract_history_total_unknown", count=count)
    whole = "utter_contract_history_total_one" if count == 1 else "utter_contract_history_total"
    response = "utter_contract_history_total_partly" if left_out else whole
    return turn.words(response, count=count, total=euros_of(found.total_cents), unknown=left_out)


def _row(turn: Turn, one: Paid) -> tuple[str, ...]:
    amount = _amount(turn, one)
    span = month_and_year(one.period_start)
    if month_and_year(one.period_end) != span:
        span = f"{span} – {month_and_year(one.period_end)}"
    return (span, short_date(one.due_on), amount, mode_label(one.mode), state_label(one.state))


def _bars(listed: Sequence[Paid]) -> tuple[Bar, ...]:
    """Return a bar for each contribution received, or for each year when they are many."""
    received = [(one.due_on, one.amount_cents) for one in reversed(listed) if one.state in RECEIVED]
    known = [(day, cents) for day, cents in received if cents is not None]
    if len(known) <= MOST_BARS:
        return tuple(_bar(month_and_year(day), cents) for day, cents in known)
    years = sorted({day.year for day, _ in known})
    return tuple(_bar(str(year), sum(cents for day, cents in known if day.year == year)) for year in years)


def _bar(label: str, cents: int) -> Bar:
    return Bar(label, cents / 100, euros_of(cents))


def _chart(turn: Turn, bars: tuple[Bar, ...], caption: str) -> Chart:
    first, second = turn.words("utter_contract_chart_columns").split("|")
    return Chart(
        turn.words("utter_contract_chart", first=bars[0].label, last=bars[-1].label), caption, first, second, bars
    )


async def contribution_before(turn: Turn, services: Services, told: Told) -> Events | None:
    """Answer with the contribution before the one just told: « et celui d'avant ? »."""
    if neighbour_named(turn.text) != OLDER:
        return None
    question = ContributionQuestion("before", day=date.fromisoformat(told.details["due_on"]))
    found = await services.contracts.contributions(turn.rasa_id, question)
    turn.shows(found.viewer)
    _show_some(turn, found)
    return []


def _show_some(turn: Turn, found: Contributions) -> None:
    """Show the contributions that a debit may be, the latest, or the one before."""
    if not found.listed:
        turn.say(NONE_OF.get(found.question.topic or "", "utter_contract_latest_none"))
        return
    turn.tells(CONTRIBUTION, due_on=found.listed[-1].due_on.isoformat())
    response = SHOWN.get(found.question.topic or "", "utter_contract_one")
    if found.near:
        alike = resembles(found.listed[0], found.question)
        response = "utter_contract_one_near" if alike else "utter_contract_one_far"
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
