"""Puts payments to professionals into words: a table on the web, a card each on Telegram, where care may be hidden."""

from collections.abc import Sequence

from actions.answering import Turn
from mutuelle.beneficiaries.rules import label_of
from mutuelle.conversations.messages import Button, Card, Cards, Table
from mutuelle.french import euros, long_date, short_date
from mutuelle.reimbursements.opening import Candidates, Opened, part_of
from mutuelle.reimbursements.reading import Line, Payment
from mutuelle.reimbursements.service import Page

BUTTONS = "utter_third_party_buttons"
WEB = "web"
PERIOD = "utter_third_party_period_{title}"
WITHHOLDING = "utter_third_party_deferred_{kind}"


def show_direct(
    turn: Turn, page: Page, *, filters: Sequence[str], rank: str, buttons: Sequence[Button], fresh: bool
) -> None:
    """Answer with a page of payments to professionals; `fresh`: says first what that is."""
    lines = [turn.words("utter_third_party_meaning")] if fresh else []
    text = "\n".join([*lines, *_opening(turn, page, filters)])
    every = (*(payment_button(turn, one, "open") for one in page.payments), *buttons)
    if page.viewer.channel != WEB:
        cards = tuple(_card(turn, page, payment) for payment in page.payments)
        turn.add(Cards(text=text, cards=cards, footer=rank, buttons=every))
        return
    turn.add(
        Table(
            text=text,
            caption=turn.words("utter_third_party_caption", period=turn.period(page.period)),
            columns=tuple(turn.words("utter_third_party_columns").split("|")),
            rows=tuple(_row(page, payment) for payment in page.payments),
            footer=rank,
            buttons=every,
            instead=turn.words("utter_third_party_hidden"),
        )
    )


def show_opening(turn: Turn, found: Opened | Candidates) -> None:
    """Answer with a payment that was opened, or ask which one is to be."""
    if isinstance(found, Candidates):
        say_candidates(turn, found, "open")
    else:
        show_opened(turn, found)


def show_opened(turn: Turn, opened: Opened) -> None:
    """Answer with the acts of one payment: seven values each, and what they say in a sentence."""
    turn.shows(opened.viewer)
    payment = opened.payment
    values = {
        "paid_on": long_date(payment.paid_on),
        "payee": payment.payee,
        "first_name": opened.person.first_name,
        "paid": euros(payment.paid),
    }
    buttons = tuple(turn.button(BUTTONS, name, id=payment.id) for name in ("explain", "export_one", "list"))
    several = [turn.words("utter_third_party_latest_of", count=opened.fitting)] if opened.fitting > 1 else []
    if opened.payment.overall is None:
        turn.add_text(turn.words("utter_third_party_no_acts", **values), buttons)
        return
    footer = "\n".join(_sentences(turn, opened))
    if opened.viewer.channel != WEB:
        text = "\n".join([*several, turn.words("utter_third_party_opened_hidden", **values)])
        cards = tuple(_act_card(turn, line, payment) for line in payment.lines)
        turn.add(Cards(text=text, cards=cards, footer=footer, buttons=buttons))
        return
    response = "utter_third_party_opened" if payment.payee else "utter_third_party_opened_to_member"
    rows = [_act_row(line, line.label, short_date(line.care_on)) for line in payment.lines]
    if len(rows) > 1:
        rows.append(_act_row(opened.payment.overall, turn.words("utter_third_party_overall"), ""))
    turn.add(
        Table(
            text="\n".join([*several, turn.words(response, **values)]),
            caption=turn.words("utter_third_party_opened_caption", **values),
            columns=tuple(turn.words("utter_third_party_act_columns").split("|")),
            rows=tuple(rows),
            footer=footer,
            buttons=buttons,
            instead=turn.words("utter_third_party_hidden"),
        )
    )


def say_candidates(turn: Turn, candidates: Candidates, what: str, **values: object) -> None:
    """Ask which of the payments on display is meant, to `open` or `export` it."""
    turn.shows(candidates.viewer)
    if not candidates.payments:
        turn.say("utter_third_party_none_fits", buttons=[turn.button(BUTTONS, "list")])
        return
    buttons = [payment_button(turn, one, what, **values) for one in candidates.payments]
    turn.say("utter_third_party_which", buttons=buttons)


def payment_button(turn: Turn, payment: Payment, name: str, **values: object) -> Button:
    """Return a button for a payment, which tells its day and amount only."""
    day, paid = short_date(payment.paid_on), euros(payment.paid)
    return turn.button(BUTTONS, name, paid_on=day, paid=paid, id=payment.id, **values)


def _opening(turn: Turn, page: Page, filters: Sequence[str]) -> list[str]:
    lines = []
    if page.lately_none is not None:
        lines.append(turn.words("utter_third_party_lately_none", period=turn.period(page.lately_none)))
    default = not page.chosen and page.lately_none is None and page.cents is None
    title = "default" if default else page.dates
    lines += [turn.words(PERIOD.format(title=title), period=turn.period(page.period)), *filters, *payees_of(turn, page)]
    amount = "utter_third_party_sum_one" if page.count == 1 else "utter_third_party_sum_many"
    return [*lines, turn.words(amount, count=page.count, paid=euros(page.paid)), turn.words("utter_third_party_shares")]


def payees_of(turn: Turn, page: Page) -> list[str]:
    """Return the professionals that a list is limited to, where they may be told."""
    if not page.payees or not page.viewer.sees_care:
        return []
    return [turn.words("utter_third_party_payees", names=", ".join(page.payees))]


def _row(page: Page, payment: Payment) -> tuple[str, ...]:
    person = page.people[payment.beneficiary_id]
    return (short_date(payment.paid_on), payment.payee, person.first_name, euros(payment.paid))


def _card(turn: Turn, page: Page, payment: Payment) -> Card:
    person = page.people[payment.beneficiary_id]
    return turn.card(
        "utter_third_party_card",
        paid=euros(payment.paid),
        paid_on=long_date(payment.paid_on),
        payee=payment.payee,
        first_name=person.first_name,
        relation=label_of(person),
    )


def _act_row(line: Line, label: str, day: str) -> tuple[str, ...]:
    amounts = (line.expense, line.amo, line.amc, line.amo + line.amc, line.remaining)
    return (label, day, *map(euros, amounts))


def _act_card(turn: Turn, line: Line, payment: Payment) -> Card:
    return turn.card(
        "utter_third_party_act_card",
        act=line.label,
        payee=payment.payee,
        care_on=short_date(line.care_on),
        expense=euros(line.expense),
        amo=euros(line.amo),
        amc=euros(line.amc),
        total=euros(line.amo + line.amc),
        remaining=euros(line.remaining),
    )


def _sentences(turn: Turn, opened: Opened) -> list[str]:
    """Return who paid what in percent, and what is kept back later; only from the payment's own amounts."""
    overall = opened.payment.overall
    lines = []
    if overall is not None and overall.expense > 0:
        amo, amc = (part_of(overall.expense, amount) for amount in (overall.amo, overall.amc))
        exact = "utter_third_party_parts" if amo.exact and amc.exact else "utter_third_party_parts_about"
        lines.append(turn.words(exact, amo=amo.percent, amc=amc.percent, remaining=euros(overall.remaining)))
    for kind, kept in opened.deferred.items():
        lines.append(turn.words(WITHHOLDING.format(kind=kind), amount=euros(kept)))
    return lines
