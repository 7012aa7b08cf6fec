"""How far the year's participations and franchises went, whatever a question on them was taken for."""

from collections.abc import Sequence

from actions.answering import Turn
from actions.base import Services
from mutuelle.beneficiaries.rules import Person
from mutuelle.french import euros
from mutuelle.reimbursements.counters import Counter
from mutuelle.reimbursements.withheld import Withheld

KINDS = "utter_reimbursements_explained_kinds"
BUTTONS = "utter_reimbursements_withheld_buttons"


async def withheld_so_far(turn: Turn, services: Services) -> bool:
    """Answer with the counters when the sentence asks for them; say whether it does."""
    if not services.withheld.is_wanted(turn.text):
        return False
    found = await services.withheld.so_far(turn.rasa_id, turn.text, turn.mentions("beneficiary", "person_name"))
    turn.shows(found.viewer)
    buttons = [turn.button(BUTTONS, name) for name in ("participation", "franchise", "list")]
    if found.of:
        lines = [_line(turn, person, counters) for person, counters in found.of]
        opening = turn.words("utter_reimbursements_withheld", year=found.year)
        turn.add_text("\n".join([opening, *lines, turn.words("utter_reimbursements_withheld_note")]), buttons)
    else:
        turn.add_text(_nothing(turn, found), buttons)
    return True


def _line(turn: Turn, person: Person, counters: Sequence[Counter]) -> str:
    said = turn.words("utter_reimbursements_withheld_joint").join(_counter(turn, counter) for counter in counters)
    return turn.words("utter_reimbursements_withheld_line", first_name=person.first_name, counters=said)


def _counter(turn: Turn, counter: Counter) -> str:
    response = "utter_reimbursements_withheld_capped" if counter.cap else "utter_reimbursements_withheld_uncapped"
    return turn.words(
        response,
        kind=turn.custom(KINDS)[counter.kind]["title"].lower(),
        kept=euros(counter.kept),
        cap=euros(counter.cap) if counter.cap else "",
    )


def _nothing(turn: Turn, found: Withheld) -> str:
    person = found.asked_for
    whose = turn.words("utter_reimbursements_withheld_whose", first_name=person.first_name) if person else ""
    return turn.words("utter_reimbursements_withheld_none", year=found.year, whose=whose)
