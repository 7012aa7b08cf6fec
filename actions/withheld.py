"""How far the year's participations and franchises went, whatever a question on them was taken for."""

from collections.abc import Sequence

from actions.answering import Turn
from actions.base import Events, Services
from mutuelle.beneficiaries.rules import Person
from mutuelle.conversations.told import Told
from mutuelle.french import euros
from mutuelle.reimbursements.counters import Counter
from mutuelle.reimbursements.withheld import Counted, Withheld, kinds_of

KINDS = "utter_reimbursements_explained_kinds"
COUNTER = "utter_reimbursements_withheld_counter_{cap}"
BUTTONS = "utter_reimbursements_withheld_buttons"
PEOPLE = ("beneficiary", "person_name")
WITHHELD = "withheld"  # what is told


async def withheld_so_far(turn: Turn, services: Services) -> bool:
    """Answer with the counters when the sentence asks for them; say whether it does."""
    if not services.withheld.is_wanted(turn.text):
        return False
    _show(turn, await services.withheld.so_far(turn.rasa_id, turn.text, turn.mentions(*PEOPLE)))
    return True


async def withheld_of_defined(turn: Turn, services: Services, told: Told) -> Events | None:
    """Answer with the counters of what was just defined: « et on m'en a pris combien cette année ? »."""
    kinds = kinds_of(told.details["terms"])
    if not kinds or not services.withheld.is_wanted_of_defined(turn.text):
        return None
    _show(turn, await services.withheld.so_far(turn.rasa_id, turn.text, turn.mentions(*PEOPLE), kinds=kinds))
    return []


async def withheld_again(turn: Turn, services: Services, told: Told) -> Events | None:
    """Answer with the same counters of another year, person or kind: « et en 2025 ? », « et pour Hugo ? »."""
    before = Counted(tuple(told.details["kinds"]), told.details["year"], told.details["person"])
    found = await services.withheld.again(turn.rasa_id, turn.text, before, turn.mentions(*PEOPLE))
    if found is None:
        return None
    _show(turn, found)
    return []


def _show(turn: Turn, found: Withheld) -> None:
    turn.shows(found.viewer)
    counted = found.counted
    turn.tells(WITHHELD, kinds=list(counted.kinds), year=counted.year, person=counted.person_id)
    buttons = [turn.button(BUTTONS, name) for name in ("participation", "franchise", "list")]
    if found.of:
        lines = [_line(turn, person, counters) for person, counters in found.of]
        opening = turn.words("utter_reimbursements_withheld", year=found.year)
        turn.add_text("\n".join([opening, *lines, turn.words("utter_reimbursements_withheld_note")]), buttons)
    else:
        turn.add_text(_nothing(turn, found), buttons)


def _line(turn: Turn, person: Person, counters: Sequence[Counter]) -> str:
    told = [counter_words(turn, counter, COUNTER) for counter in counters]
    said = turn.words("utter_reimbursements_explained_joint").join(told)
    return turn.words("utter_reimbursements_withheld_line", first_name=person.first_name, counters=said)


def counter_words(turn: Turn, counter: Counter, response: str, **values: object) -> str:
    """Return a counter in the words of a response, which has others where the cap is not certain (`{cap}`)."""
    named = turn.custom(KINDS)[counter.kind]
    return turn.words(
        response.format(cap="capped" if counter.cap else "uncapped"),
        kind=named["title"],
        name=named["name"],
        year=counter.year,
        kept=euros(counter.kept),
        cap=euros(counter.cap) if counter.cap else "",
        **values,
    )


def _nothing(turn: Turn, found: Withheld) -> str:
    person = found.asked_for
    whose = turn.words("utter_reimbursements_withheld_whose", first_name=person.first_name) if person else ""
    return turn.words("utter_reimbursements_withheld_none", year=found.year, whose=whose)
