"""The annual recap: recognised by its words whatever the intent, handed over as a document."""

from actions.answering import Turn
from actions.base import Services
from actions.documents_words import hand_over
from mutuelle.beneficiaries.rules import label_of
from mutuelle.documents.recaps import Recap, RecapAsked
from mutuelle.french import day_and_month, euros_of

TAPPED = "#recap"
BUTTONS = "utter_documents_recap_buttons"
STATES = "utter_documents_recap_{state}"


async def annual_recap(turn: Turn, services: Services) -> bool:
    """Hand over the annual recap when the sentence asks for that; say whether it does."""
    if not _is_wanted(turn, services):
        return False
    found = await services.recaps.prepare(turn.rasa_id, _asked(turn))
    turn.shows(found.viewer)
    if found.wanted is None:
        _say(turn, found)
    else:
        offer = await services.documents.offer(turn.rasa_id, found.wanted)
        hand_over(turn, offer, lead=_lead(turn, found))
    return True


def _is_wanted(turn: Turn, services: Services) -> bool:
    if turn.text == "":
        return TAPPED in turn.mentions("format")
    return services.recaps.is_wanted(turn.text)


def _asked(turn: Turn) -> RecapAsked:
    if turn.text:
        return RecapAsked(turn.text, turn.mentions("beneficiary", "person_name"))
    years, people = turn.mentions("period"), turn.mentions("beneficiary")
    return RecapAsked(
        year=int(years[0]) if years and years[0].isdecimal() else None,
        person_id=int(people[0].removeprefix("#")) if people else None,
    )


def _lead(turn: Turn, found: Recap) -> str:
    assert found.overall is not None
    whole = (found.end.month, found.end.day) == (12, 31)
    return turn.words(
        "utter_documents_recap" if whole else "utter_documents_recap_so_far",
        year=found.year,
        end=day_and_month(found.end),
        whose=_whose(turn, found),
        expense=euros_of(found.overall.expense),
        paid=euros_of(found.overall.reimbursed),
        remaining=euros_of(found.overall.remaining),
    )


def _whose(turn: Turn, found: Recap) -> str:
    person = found.person
    return turn.words("utter_documents_recap_for", first_name=person.first_name) if person else ""


def _say(turn: Turn, found: Recap) -> None:
    buttons = [
        turn.button(BUTTONS, "person", first_name=one.first_name, relation=label_of(one), id=one.id, year=found.year)
        for one in found.people
    ]
    if found.other_year is not None:
        whose = "year_of" if found.person else "year"
        buttons.append(turn.button(BUTTONS, whose, year=found.other_year, id=found.person.id if found.person else ""))
    if found.state == "to_come":
        buttons.append(turn.button(BUTTONS, "year", year=found.end.year))
    turn.say(STATES.format(state=found.state), buttons=buttons, year=found.year, whose=_whose(turn, found))
