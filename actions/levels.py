"""What the member's guarantees pay, as a table and in words: all of it, or of one kind of care."""

from actions.answering import Turn
from actions.base import Events, Services
from mutuelle.contract.levels import KnownLevel, families_of, family_label, unit_label
from mutuelle.conversations.messages import Table
from mutuelle.conversations.told import Told
from mutuelle.french import euros
from mutuelle.reimbursements.rules import care_label

BUTTONS = "utter_beneficiaries_buttons"
LEVEL = "utter_contract_level_{cover}"
LEVELS = "levels"  # what is told


async def show_levels(turn: Turn, services: Services, care: str | None = None) -> None:
    """Answer with what the member's guarantees pay, of a kind of care or by all families; or that it is unknown."""
    own = await services.levels.own_levels(turn.rasa_id)
    turn.shows(own.viewer)
    turn.tells(LEVELS)
    shown = [one for one in own.levels if care is None or one.family in families_of(care)]
    if not shown:
        unknown = "utter_contract_levels_unknown" if not own.levels else "utter_contract_levels_unknown_of"
        offers = ["human", *["levels"] * bool(own.levels)]
        turn.add_text(turn.words(unknown), [turn.button(BUTTONS, name) for name in offers])
        return
    lead = "utter_contract_levels" if care is None else "utter_contract_levels_of"
    names = ("simulate", "contract") if care is None else ("simulate", "levels", "contract")
    turn.add(
        Table(
            text=turn.words(lead, care=care_label(care) if care else ""),
            caption=turn.words("utter_contract_levels_caption"),
            columns=tuple(turn.words("utter_contract_levels_columns").split(" | ")),
            rows=tuple((family_label(one.family), level_words(turn, one)) for one in shown),
            footer=turn.words("utter_contract_levels_note"),
            buttons=tuple(turn.button(BUTTONS, name) for name in names),
        )
    )


async def levels_of_another(turn: Turn, services: Services, told: Told) -> Events | None:
    """Answer with the levels of another kind of care: « et en dentaire ? »."""
    del told
    care = services.levels.care_named(turn.text)
    if care is None:
        return None
    await show_levels(turn, services, care)
    return []


def level_words(turn: Turn, known: KnownLevel) -> str:
    """Return what a guarantee pays, in French, e.g. « 25,00 € par séance, 5 par an »."""
    amount = known.level.amount
    said = turn.words(
        LEVEL.format(cover=known.level.cover.value),
        percent=f"{amount.normalize():f}",
        euros=euros(amount),
        unit=unit_label(known.unit),
    ).strip()
    return said if known.a_year is None else turn.words("utter_contract_level_a_year", level=said, count=known.a_year)
