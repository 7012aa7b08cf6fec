"""Words an explanation of a payment in easy words: what each paid, why something is left; the same amounts."""

from collections.abc import Iterator

from actions.answering import Turn
from actions.explanation_words import BUTTONS, payment_values, shares_left
from mutuelle.conversations.messages import Text
from mutuelle.french import euros, short_date
from mutuelle.reimbursements.explanations import ExplainedLine, Explanation
from mutuelle.reimbursements.reading import Line

SIMPLY = "utter_reimbursements_simply_{part}"
WHY = "utter_reimbursements_simply_left_{part}"
TO = {True: "to_professional", False: "to_member"}
SIMPLY_TOLD = "explained_simply"


def show_simply(turn: Turn, found: Explanation) -> None:
    """Answer with who paid what of each act in easy words; without the acts where care is hidden."""
    turn.shows(found.viewer)
    turn.tells(SIMPLY_TOLD, payment=found.payment.id)
    buttons = tuple(turn.button(BUTTONS, name) for name in ("list", "contest"))
    opening = [_say(turn, "opening"), *_paid(turn, found)]
    lines = [said for one in found.lines for said in ("", *_line(turn, one))]
    overall = found.payment.overall
    hidden = [] if overall is None else [*_amounts(turn, overall), _say(turn, "hidden")]
    text = "\n".join([*opening, *(lines or [turn.words("utter_reimbursements_explained_no_lines")])])
    turn.add(Text(text, buttons, instead="\n".join([*opening, *hidden])))


def say_no_simpler(turn: Turn) -> None:
    """Say that it cannot be said in easier words, and offer a person."""
    turn.add_text(_say(turn, "no_simpler"), [turn.button(BUTTONS, name) for name in ("contest", "list")])


def _paid(turn: Turn, found: Explanation) -> Iterator[str]:
    values = payment_values(turn, found)
    yield turn.words(SIMPLY.format(part="paid"), **values)
    yield _say(turn, TO[bool(found.payment.payee)])


def _line(turn: Turn, one: ExplainedLine) -> Iterator[str]:
    line = one.line
    yield turn.words(SIMPLY.format(part="act"), act=line.label, care_on=short_date(line.care_on))
    yield from _amounts(turn, line)
    if one.worked is None:
        return
    if line.coordinated is False:
        yield _say(turn, "out_of_pathway")
    for part, amount in shares_left(line, one.worked).items():
        if amount:
            yield turn.words(WHY.format(part=part), amount=euros(amount))
    if one.worked.deferred:
        yield turn.words(SIMPLY.format(part="deferred"), deferred=euros(one.worked.deferred))


def _amounts(turn: Turn, line: Line) -> Iterator[str]:
    values = {"expense": line.expense, "amo": line.amo, "amc": line.amc}
    yield turn.words(SIMPLY.format(part="amounts"), **{key: euros(amount) for key, amount in values.items()})
    yield (
        turn.words(SIMPLY.format(part="yours"), remaining=euros(line.remaining))
        if line.remaining
        else _say(turn, "free")
    )


def _say(turn: Turn, part: str) -> str:
    return turn.words(SIMPLY.format(part=part))
