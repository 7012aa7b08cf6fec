"""People entering or leaving the contract."""

from collections.abc import Mapping
from datetime import date

from actions.answering import Turn
from actions.base import Events
from actions.procedure_words import ProcedureWords
from actions.procedures import BeginProcedure
from mutuelle.beneficiaries.enrolment import Enrolment
from mutuelle.beneficiaries.naming import is_expecting, words
from mutuelle.beneficiaries.removal import DEATH, Removal, RemovalContext
from mutuelle.french import long_date
from mutuelle.procedures.service import Progress

BUTTONS = "utter_beneficiaries_buttons"


class RemovalWords(ProcedureWords):
    """The words of people leaving; others, calm ones, for a death."""

    kind = Removal.kind

    def variant(self, progress: Progress) -> str:
        """Return `death` when that is the reason."""
        return DEATH if progress.draft.values.get("reason") == DEATH else ""

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return who, why, from when."""
        del turn
        context: RemovalContext = progress.context
        values = progress.draft.values
        people = context.named(values.get("people", ""))
        reason = words()["reasons"].get(values.get("reason", ""), {}).get("label", "")
        return {
            "names": ", ".join(f"{one.first_name} {one.last_name}" for one in people),
            "reason": reason,
            "since": long_date(date.fromisoformat(values["since"])) if values.get("since") else "",
            "possible": ", ".join(one.first_name for one in context.removable),
        }

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the day by which staff means to have done it."""
        values = super().done(turn, progress)
        return {**values, "expected_on": long_date(date.fromisoformat(values["expected_on"]))}


class EnrolmentWords(ProcedureWords):
    """The words of somebody being enrolled."""

    kind = Enrolment.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return who and since when; the social security number masked."""
        values = progress.draft.values
        relation = words()["relations"].get(values.get("relation", ""), {})
        days = {
            key: long_date(date.fromisoformat(values[key])) if values.get(key) else ""
            for key in ("birth_date", "since")
        }
        return {
            "name": f"{values.get('first_name', '')} {values.get('last_name', '')}".strip(),
            "first_name": values.get("first_name", ""),
            "relation": relation.get("label", ""),
            "proof": relation.get("proof", ""),
            "masked": values.get("masked") or turn.words("utter_beneficiaries_no_number"),
            **days,
        }

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the day by which staff means to have decided."""
        values = super().done(turn, progress)
        return {**values, "expected_on": long_date(date.fromisoformat(values["expected_on"]))}


class RemoveBeneficiary(BeginProcedure):
    """Begins a removal."""

    action_name = "action_beneficiaries_remove"
    words = RemovalWords()


class EnrolBeneficiary(BeginProcedure):
    """Begins an enrolment; a child is enrolled once it is born."""

    action_name = "action_beneficiaries_enrol"
    words = EnrolmentWords()

    async def act(self, turn: Turn) -> Events | None:
        """Say what to prepare for a child to come; else take what the sentence says already."""
        if is_expecting(turn.text):
            say_expecting(turn)
            return None
        return await super().act(turn)


def say_expecting(turn: Turn) -> None:
    """Say when a child that is not born yet can be enrolled, and what to prepare."""
    turn.say("utter_beneficiaries_enrolment_expecting", buttons=[turn.button(BUTTONS, "human")])
