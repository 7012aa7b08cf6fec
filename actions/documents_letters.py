"""Letters that the mutuelle sent: the list, its pages, one of them as a file."""

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.documents_words import hand_over
from actions.instead import unless
from actions.recap import annual_recap
from actions.refusals import say_period_refused
from mutuelle.conversations.messages import Button, Table
from mutuelle.errors import PeriodRefused
from mutuelle.french import long_date, short_date
from mutuelle.letters.reading import Asked, any_document
from mutuelle.letters.rules import EARLIEST, LATEST, Letter, kind_label, lately, letter_words
from mutuelle.letters.service import Opened, Page
from mutuelle.periods import Period, Problem
from mutuelle.ranks import bare_rank, rank_named
from mutuelle.reimbursements.asking import detail_wanted

BUTTONS = "utter_documents_letters_buttons"
PAGES = {"next_page": True, "previous_page": False}
OPENING = "utter_documents_letters_{which}"


class ListLetters(MemberAction):
    """Lists the letters sent to the member, or hands one over."""

    action_name = "action_documents_letters"

    @unless(annual_recap)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the first page, with the letter that is meant, or with what documents there are."""
        if any_document(turn.text):
            turn.say("utter_smalltalk_section_documents")
        else:
            await _answer(turn, self.services, refine=False)
        return None


async def letters_on_display(turn: Turn, services: Services) -> bool:
    """Answer what is said of the letters on display: pages, what narrows them, the one to open; say whether it is."""
    if turn.text == "" and turn.intent not in PAGES:
        return False
    if not await services.letters.is_displayed(turn.rasa_id):
        return False
    if turn.intent in PAGES:
        page = await services.letters.turn_page(turn.rasa_id, forward=PAGES[turn.intent])
        _show(turn, page)
        return True
    return await _answer(turn, services, refine=True)


async def letter_opened(turn: Turn, services: Services) -> bool:
    """Hand over one of the letters on display when the sentence names a line of it."""
    ranked = rank_named(turn.text) is not None or bare_rank(turn.text) is not None
    return (ranked or detail_wanted(turn.text)) and await letters_on_display(turn, services)


async def _answer(turn: Turn, services: Services, *, refine: bool) -> bool:
    try:
        found = await services.letters.find(turn.rasa_id, _asked(turn), refine=refine)
    except PeriodRefused as refused:
        if refused.refusal.problem is Problem.FUTURE:
            turn.say("utter_documents_letters_future", text=refused.refusal.text[:60])
            return True
        say_period_refused(turn, refused, again=(BUTTONS, "period"))
        return True
    if isinstance(found, Opened):
        offer = await services.documents.offer(turn.rasa_id, found.wanted)
        hand_over(turn, offer, lead=_lead(turn, found))
    elif found is not None:
        _show(turn, found)
    elif not refine:
        turn.say("utter_documents_letters_gone")
    return found is not None or not refine


def _asked(turn: Turn) -> Asked:
    if turn.text:
        return Asked(turn.text)
    ids, kinds, orders = (turn.mentions(one) for one in ("request_id", "letter_type", "field"))
    return Asked(
        letter_id=int(ids[0].removeprefix("#")) if ids else None,
        kind=kinds[0].removeprefix("#") if kinds else "",
        order=orders[0].removeprefix("#") if orders else "",
        period=next((Period.from_iso(value) for value in turn.mentions("period")), None),
    )


def _lead(turn: Turn, found: Opened) -> str:
    letter = found.letter
    said = turn.words("utter_documents_letter", name=letter.name, sent_on=long_date(letter.sent_on))
    if found.of == 1:
        return said
    latest = turn.words("utter_documents_letter_latest", count=found.of, kind=kind_label(letter.kind))
    return f"{said} {latest}"


def _show(turn: Turn, page: Page) -> None:
    turn.shows(page.viewer)
    if not page.letters:
        _show_none(turn, page)
        return
    rows = tuple(
        (str(rank), short_date(one.sent_on), one.label, one.subject or one.title)
        for rank, one in enumerate(page.letters, start=page.first)
    )
    paged = page.has_next or page.has_previous
    turn.add(
        Table(
            text="\n".join(_opening(turn, page)),
            caption=turn.words("utter_documents_letters_caption"),
            columns=tuple(letter_words()["columns"]),
            rows=rows,
            footer=turn.words("utter_documents_letters_rank", first=page.first, last=page.last, count=page.count)
            if paged
            else "",
            buttons=(*(_open_button(turn, one) for one in page.letters), *_buttons(turn, page)),
        )
    )


def _opening(turn: Turn, page: Page) -> list[str]:
    lines = []
    if page.lately_none is not None:
        lines.append(
            turn.words("utter_documents_letters_lately_none", **_span(page.lately_none), kinds=_kinds(turn, page))
        )
    if page.whole:
        which = "all"
    elif not page.chosen:
        which = "default"
    else:
        which = "about" if page.search.by_subject else "sent"
    lines.append(turn.words(OPENING.format(which=which), **_span(page.period), kinds=_kinds(turn, page)))
    if page.search.order == EARLIEST:
        lines.append(turn.words("utter_documents_letters_earliest"))
    if page.which:
        lines.append(turn.words("utter_documents_letters_which"))
    return lines


def _show_none(turn: Turn, page: Page) -> None:
    values = {**_span(page.period), "kinds": _kinds(turn, page)}
    if page.latest is None:
        turn.say("utter_documents_letters_none_ever", buttons=[turn.button(BUTTONS, "human")], **values)
        return
    names = ["last", *(["all_kinds"] if page.search.kinds else [])]
    buttons = [turn.button(BUTTONS, name, iso=lately(page.latest).iso()) for name in names]
    turn.say("utter_documents_letters_none", buttons=buttons, latest=long_date(page.latest), **values)


def _span(period: Period) -> dict[str, str]:
    return {"start": short_date(period.start), "end": short_date(period.end)}


def _kinds(turn: Turn, page: Page) -> str:
    kinds = [kind_label(kind) for kind in page.search.kinds]
    return turn.words("utter_documents_letters_and").join(kinds) or turn.words("utter_documents_letters_any")


def _open_button(turn: Turn, letter: Letter) -> Button:
    return turn.button(BUTTONS, "open", title=letter.name, id=letter.id)


def _buttons(turn: Turn, page: Page) -> list[Button]:
    names = ["next"] * page.has_next + ["previous"] * page.has_previous
    if page.count > 1:
        names.append(LATEST if page.search.order == EARLIEST else EARLIEST)
    return [turn.button(BUTTONS, name) for name in names]
