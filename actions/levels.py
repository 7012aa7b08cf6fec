"""What the member's guarantees pay, as a table and in words."""

from actions.answering import Turn
from actions.base import Services
from mutuelle.contract.levels import KnownLevel, family_label, unit_label
from mutuelle.conversations.messages import Table
from mutuelle.french import euros

BUTTONS = "utter_beneficiaries_buttons"
LEVEL = "utter_contract_level_{cover}"


async def show_levels(turn: Turn, services: Services) -> None:
    """Answer with what the member's guarantees pay by family of act, or that this is not known."""
    own = await services.levels.own_levels(turn.rasa_id)
    turn.shows(own.viewer)
    if not own.levels:
        turn.add_text(turn.words("utter_contract_levels_unknown"), [turn.button(BUTTONS, "human")])
        return
    turn.add(
        Table(
            text=turn.words("utter_contract_levels"),
            caption=turn.words("utter_contract_levels_caption"),
            columns=tuple(turn.words("utter_contract_levels_columns").split(" | ")),
            rows=tuple((family_label(one.family), level_words(turn, one)) for one in own.levels),
            footer=turn.words("utter_contract_levels_note"),
            buttons=tuple(turn.button(BUTTONS, name) for name in ("simulate", "contract")),
        )
    )


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
