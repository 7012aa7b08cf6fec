"""Exporting and printing: one payment, or the list on display."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.documents_letters import letters_on_display
from actions.documents_words import hand_over
from actions.instead import unless
from actions.recap import annual_recap
from actions.third_party import tapped_payment
from actions.third_party_words import payment_button
from mutuelle.documents.exporting import CSV, FORMATS, Asked
from mutuelle.documents.exports import Prepared
from mutuelle.documents.payments import Listed
from mutuelle.documents.service import Wanted
from mutuelle.documents.spreadsheets import CONTRIBUTIONS_CSV
from mutuelle.french import euros

BUTTONS = "utter_documents_export_buttons"
STATES = "utter_documents_export_{state}"


class ExportPrint(MemberAction):
    """Hands over as a file what the member looks at or names."""

    action_name = "action_documents_export"

    @unless(annual_recap, letters_on_display)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the file, or ask what is missing: the format, which payment, which list."""
        asked = asked_in(turn)
        if asked.of_contributions:
            wanted = Wanted(CONTRIBUTIONS_CSV, {}, "contributions_list")
            lead = "" if asked.format in {None, CSV} else turn.words("utter_documents_contributions_csv_only")
            hand_over(turn, await self.services.documents.offer(turn.rasa_id, wanted), lead=lead)
            return None
        prepared = await self.services.exports.prepare(turn.rasa_id, asked)
        turn.shows(prepared.viewer)
        if prepared.wanted is None or prepared.listed is None:
            _ask(turn, prepared, asked)
            return None
        offer = await self.services.documents.offer(turn.rasa_id, prepared.wanted)
        hand_over(turn, offer, lead=" ".join([*_notes(turn, asked), _said(turn, prepared.listed)]))
        return None


def asked_in(turn: Turn) -> Asked:
    """Return what the member asks to export, by his words or by a button of ours."""
    if turn.text:
        return Asked(turn.text, turn.mentions("beneficiary", "person_name"))
    formats = [value.removeprefix("#") for value in turn.mentions("format")]
    lists = turn.mentions("field")
    return Asked(
        "",
        tapped_format=formats[0] if formats else "",
        payment_id=tapped_payment(turn),
        tapped_list=bool(lists),
        tapped_direct={"#direct": True, "#all": False}.get(lists[0]) if lists else None,
    )


def _ask(turn: Turn, prepared: Prepared, asked: Asked) -> None:
    chosen = asked.format or ""
    if prepared.state == "which":
        buttons = [payment_button(turn, one, "export", format=chosen) for one in prepared.candidates]
        turn.say("utter_third_party_which", buttons=buttons)
    elif prepared.state == "format" and prepared.listed is not None:
        suffix = "" if prepared.payment_id is None else "_one"
        values = {"id": prepared.payment_id}
        buttons = [turn.button(BUTTONS, f"{one}{suffix}", **values) for one in FORMATS]
        lines = [*_notes(turn, asked), _said(turn, prepared.listed), turn.words("utter_documents_export_ask_format")]
        turn.add_text("\n".join(lines), buttons)
    else:
        buttons = [turn.button(BUTTONS, name, format=chosen) for name in ("all", "direct")]
        turn.say(STATES.format(state=prepared.state), buttons=buttons)


def _said(turn: Turn, listed: Listed) -> str:
    """Return what is exported: its title, what limits it, how many payments and how much."""
    limits = ", ".join(f"{label.lower()} {value}" for label, value in listed.filters)
    return turn.words(
        "utter_documents_export_listed" if limits else "utter_documents_export_listed_one",
        title=listed.title,
        limits=limits,
        count=listed.counted,
        paid=euros(listed.sums[-1]),
    )


def _notes(turn: Turn, asked: Asked) -> list[str]:
    notes = []
    if asked.by_mail:
        notes.append(turn.words("utter_documents_export_not_mailed"))
    if asked.other_format:
        notes.append(turn.words("utter_documents_export_no_such_format", format=asked.other_format))
    return notes
