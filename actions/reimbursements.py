"""Listing reimbursements."""

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.documents import certificate_again
from actions.documents_letters import letters_on_display
from actions.explanation_words import payment_beside
from actions.glossary import renewal
from actions.instead import unless
from actions.practitioners import search_on_display
from actions.recap import annual_recap
from actions.reimbursements_totals import show_totals
from actions.third_party_words import payees_of, show_direct, show_opening
from actions.withheld import withheld_so_far
from mutuelle.beneficiaries.rules import Person, Relation, label_of
from mutuelle.conversations.messages import Button, Card, Cards, Entry
from mutuelle.conversations.told import Told
from mutuelle.french import euros, euros_of, long_date, short_date
from mutuelle.periods import Period
from mutuelle.ranks import LAST, rank_named
from mutuelle.reimbursements.asking import TOTALS, detail_wanted, latest_wanted, line_named, pocket_named
from mutuelle.reimbursements.reading import Line, Payment
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.rules import Dates, care_label
from mutuelle.reimbursements.service import Page
from mutuelle.reimbursements.totals import Totals
from mutuelle.wording import words_of

BUTTONS = "utter_reimbursements_buttons"
ALL = "#all"
NOTHING = "no_payment"  # what is told
BRIEF = 5  # words
INSTEAD = "utter_reimbursements_instead_{dates}"


class ListReimbursements(MemberAction):
    """Lists what was reimbursed, from the start."""

    action_name = "action_reimbursements_list"

    @unless(annual_recap, withheld_so_far, payment_beside, renewal)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the first page."""
        found = await self.services.reimbursements.look_up(turn.rasa_id, request_of(turn), refine=False)
        show_found(turn, found, most=latest_wanted(turn.text))
        return None


class RefineReimbursements(MemberAction):
    """Narrows the list that the member is looking at."""

    action_name = "action_reimbursements_refine"

    @unless(
        annual_recap, letters_on_display, search_on_display, withheld_so_far, payment_beside, certificate_again, renewal
    )
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the first page of the narrower list, or with the line of it that is to be opened."""
        if line_named(turn.text) and detail_wanted(turn.text):
            show_opening(turn, await self.services.opened_payments.open(turn.rasa_id, request_of(turn)))
            return None
        show_found(turn, await self.services.reimbursements.look_up(turn.rasa_id, request_of(turn), refine=True))
        return None


class ListPeriod(MemberAction):
    """Lists the period that the form asked for."""

    action_name = "action_reimbursements_list_period"
    afterwards = (SlotSet("reimbursements_period", None), SlotSet("reimbursements_attempts", 0))

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the first page of that period; without one, the form was given up."""
        chosen = turn.slot("reimbursements_period")
        if chosen is None:
            turn.say("utter_reimbursements_period_given_up")
            return None
        request = Request(turn.text, period=Period.from_iso(chosen))
        show_found(turn, await self.services.reimbursements.look_up(turn.rasa_id, request, refine=True))
        return None


class NextPage(MemberAction):
    """Shows the page after the one last shown."""

    action_name = "action_reimbursements_next"

    @unless(payment_beside, letters_on_display, search_on_display)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the page."""
        show_page(turn, await self.services.reimbursements.turn_page(turn.rasa_id, forward=True))
        return None


class PreviousPage(MemberAction):
    """Shows the page before the one last shown."""

    action_name = "action_reimbursements_previous"

    @unless(payment_beside, letters_on_display, search_on_display)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the page."""
        show_page(turn, await self.services.reimbursements.turn_page(turn.rasa_id, forward=False))
        return None


async def out_of_pocket(turn: Turn, services: Services) -> bool:
    """Answer with the sums when the sentence is about what its member paid himself for care; say whether it is."""
    if not pocket_named(turn.text):
        return False
    request = replace(request_of(turn), view=TOTALS)
    show_found(turn, await services.reimbursements.look_up(turn.rasa_id, request, refine=False))
    return True


async def latest_instead(turn: Turn, services: Services, told: Told) -> Events | None:
    """Answer with the latest payment of a search that found none in its period: « le dernier alors »."""
    if rank_named(turn.text) != LAST or len(words_of(turn.text)) > BRIEF:
        return None
    request = Request("", period=Period.from_iso(told.details["latest"]))
    show_found(turn, await services.reimbursements.look_up(turn.rasa_id, request, refine=True))
    return []


def request_of(turn: Turn, *, direct: bool = False) -> Request:
    """Return what the member asks for, by his words or by a button of ours."""
    ids = [value[1:] for value in turn.mentions("beneficiary") if value.startswith("#")]
    tapped = turn.text == ""
    return Request(
        text=turn.text,
        mentioned=turn.mentions("beneficiary", "person_name") if not tapped else (),
        beneficiary_id=int(ids[0]) if tapped and ids and ids[0].isdecimal() else None,
        period=tapped_period(turn),
        everyone=tapped and ALL in turn.mentions("beneficiary"),
        all_care=tapped and ALL in turn.mentions("care_type"),
        care=next((value[1:] for value in turn.mentions("care_type") if tapped and value.startswith("#")), None),
        view=next((value[1:] for value in turn.mentions("field") if tapped and value.startswith("#")), None),
        direct=direct,
    )


def tapped_period(turn: Turn) -> Period | None:
    """Return the period of a button of ours, if one was tapped."""
    periods = turn.mentions("period") if turn.text == "" else ()
    return Period.from_iso(periods[0]) if periods else None


def show_found(turn: Turn, found: Page | Totals, *, most: int | None = None, fresh: bool = False) -> None:
    """Answer with what was found: a page of payments, or sums; `fresh` when it narrows nothing."""
    if isinstance(found, Totals):
        show_totals(turn, found)
    else:
        show_page(turn, found, most=most, fresh=fresh)


def show_page(turn: Turn, page: Page, *, most: int | None = None, fresh: bool = False) -> None:
    """Answer with a page of payments, at `most` so many, or with what to try when there is none."""
    turn.shows(page.viewer)
    if not page.payments:
        _show_nothing(turn, page)
        return
    rank = ""
    if page.has_next or page.has_previous:
        rank = turn.words("utter_reimbursements_rank", first=page.first, last=page.last, count=page.count)
    if page.direct:
        buttons = _buttons(turn, page)
        show_direct(turn, page, filters=_filters(turn, page), rank=rank, buttons=buttons, fresh=fresh)
        return
    turn.add(
        Cards(
            text=turn.words("utter_reimbursements_latest") if most else "\n".join(_opening(turn, page)),
            cards=tuple(payment_card(turn, one, page.people[one.beneficiary_id]) for one in page.payments[:most]),
            footer="" if most else rank,
            buttons=tuple(_buttons(turn, page)),
        )
    )


def _opening(turn: Turn, page: Page) -> list[str]:
    lines = []
    if page.lately_none is not None:
        lines.append(turn.words("utter_reimbursements_lately_none", period=turn.period(page.lately_none)))
    lines.append(turn.words(_period_response(page), period=turn.period(page.period)))
    lines += _filters(turn, page)
    amount = "utter_reimbursements_sum_one" if page.count == 1 else "utter_reimbursements_sum_many"
    lines.append(turn.words(amount, count=page.count, paid=euros(page.paid)))
    if any(payment.payee for payment in page.payments):
        lines.append(turn.words("utter_reimbursements_sum_third_party"))
    return lines


def _period_response(page: Page) -> str:
    if page.instead_of is not None:
        return INSTEAD.format(dates=page.instead_of)
    if page.dates is Dates.CARE:
        return "utter_reimbursements_period_care"
    default = not page.chosen and page.lately_none is None and page.cents is None
    return "utter_reimbursements_period_default" if default else "utter_reimbursements_period"


def _filters(turn: Turn, page: Page) -> list[str]:
    lines = []
    if page.person is not None:
        alone = page.person.relation is Relation.POLICYHOLDER
        response = "utter_reimbursements_person_self" if alone else "utter_reimbursements_person"
        lines.append(turn.words(response, first_name=page.person.first_name, relation=label_of(page.person)))
    if page.care is not None:
        lines.append(turn.words("utter_reimbursements_care", care=care_label(page.care)))
    if page.cents is not None:
        lines.append(turn.words("utter_reimbursements_amount", amount=euros_of(page.cents)))
    return lines


def payment_card(turn: Turn, payment: Payment, person: Person) -> Card:
    """Return a payment for a person as a card, its acts folded away."""
    to = "utter_reimbursements_to_professional" if payment.payee else "utter_reimbursements_to_member"
    days = sorted({line.care_on for line in payment.lines})
    return turn.card(
        "utter_reimbursements_card",
        details=[entry for line in payment.lines for entry in _details(turn, line)],
        paid=euros(payment.paid),
        paid_on=long_date(payment.paid_on),
        first_name=person.first_name,
        relation=label_of(person),
        care=care_label(payment.care),
        care_on=", ".join(short_date(day) for day in days),
        paid_to=turn.words(to),
        payee=payment.payee,
    )


def _details(turn: Turn, line: Line) -> tuple[Entry, ...]:
    return turn.entries(
        "utter_reimbursements_line",
        act=line.label,
        care_on=short_date(line.care_on),
        expense=euros(line.expense),
        amo=euros(line.amo),
        amc=euros(line.amc),
        remaining=euros(line.remaining),
    )


def _show_nothing(turn: Turn, page: Page) -> None:
    lines = [turn.words(_nothing_response(page), period=turn.period(page.period)), *_filters(turn, page)]
    if page.direct:
        lines += payees_of(turn, page)
    if page.last_paid_on is not None:
        lines.append(turn.words("utter_reimbursements_none_tip", last_paid_on=long_date(page.last_paid_on)))
    buttons = [turn.button(BUTTONS, name) for name in ("period", *_widening(page), "everything")]
    if page.last_paid_on is not None and page.dates is Dates.PAID:
        day = Period(page.last_paid_on, page.last_paid_on).iso()
        buttons.insert(0, turn.button(BUTTONS, "latest", day=long_date(page.last_paid_on), iso=day))
        turn.tells(NOTHING, latest=day)
    turn.add_text("\n".join(lines), buttons)


def _nothing_response(page: Page) -> str:
    if not page.chosen and page.last_paid_on is None:
        return "utter_third_party_none_ever" if page.direct else "utter_reimbursements_none_ever"
    if page.direct:
        return "utter_third_party_none"
    return "utter_reimbursements_none_care" if page.dates is Dates.CARE else "utter_reimbursements_none"


def _buttons(turn: Turn, page: Page) -> list[Button]:
    names = ["next"] * page.has_next + ["previous"] * page.has_previous + ["period"] + _widening(page)
    names += ["export"] if page.direct else ["totals", "export"]
    return [turn.button(BUTTONS, name) for name in names]


def _widening(page: Page) -> list[str]:
    """Return the buttons that take away the filters in force."""
    return ["all_care"] * (page.care is not None or bool(page.payees)) + ["everyone"] * (page.person is not None)
