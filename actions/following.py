"""Where requests are, in plain words: what comes next, what is missing, what takes longer than it should."""

from actions.answering import Turn
from actions.procedure_words import BUTTONS
from mutuelle.clock import PARIS
from mutuelle.conversations.messages import Button, Card, Cards
from mutuelle.french import long_date
from mutuelle.requests.rules import State, label_of, state_label
from mutuelle.requests.service import Follow, Followed

IN_MEMBERS_WORDS = frozenset({"requests_message", "requests_complaint"})  # a subject that may tell of care
NEXT = "utter_requests_next_{state}"


def say_follow(turn: Turn, follow: Follow) -> None:
    """Show requests, with what can be done about them."""
    turn.shows(follow.viewer)
    if not follow.requests:
        turn.say("utter_requests_none")
        return
    cards = tuple(_card(turn, one) for one in follow.requests)
    turn.add(Cards(text=turn.words(_heading(follow)), cards=cards, buttons=tuple(_buttons(turn, follow))))


def _heading(follow: Follow) -> str:
    if follow.missed:
        return "utter_requests_shown_other"
    if len(follow.requests) == 1:
        return "utter_requests_shown_one"
    return "utter_requests_shown"


def _buttons(turn: Turn, follow: Follow) -> list[Button]:
    lacking = [one for one in follow.requests if one.state is State.MISSING_DOCUMENT]
    buttons = [turn.button(BUTTONS, "send", number=one.number) for one in lacking]
    if len(follow.requests) == 1 and follow.requests[0].state is State.RECEIVED:
        buttons.append(turn.button(BUTTONS, "withdraw", number=follow.requests[0].number))
    if any(one.overdue for one in follow.requests):
        buttons.append(turn.button(BUTTONS, "human"))
    return buttons


def _card(turn: Turn, followed: Followed) -> Card:
    private = followed.kind in IN_MEMBERS_WORDS
    due = long_date(followed.expected_on) if followed.expected_on and followed.is_open else ""
    return turn.card(
        "utter_requests_card",
        label=label_of(followed.kind),
        number=followed.number,
        state=state_label(followed.state),
        subject="" if private else followed.subject,
        private_subject=followed.subject if private else "",
        created=long_date(followed.created_at.astimezone(PARIS).date()),
        updated=long_date(followed.updated_at.astimezone(PARIS).date()) if len(followed.moves) > 1 else "",
        expected="" if followed.overdue else due,
        overdue=turn.words("utter_requests_overdue", day=due) if followed.overdue else "",
        next=turn.words(NEXT.format(state=followed.state)),
        note=followed.moves[-1].note,
    )
