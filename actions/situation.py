"""« Ma situation change »: what is told is recognised, and leads to what can be done about it."""

from collections.abc import Mapping
from datetime import date

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.beneficiary_changes import say_expecting
from actions.procedure_words import ProcedureWords, say_opening
from actions.procedures import START, tapped, tapped_values
from actions.profile_change import ContactWords, StatusWords
from mutuelle.account.status_change import STATUSES
from mutuelle.beneficiaries.naming import is_expecting
from mutuelle.beneficiaries.removal import Removal
from mutuelle.conversations.messages import Button
from mutuelle.conversations.told import Told
from mutuelle.errors import MutuelleError
from mutuelle.french import long_date
from mutuelle.procedures.service import Progress
from mutuelle.requests import situation_reading as reading
from mutuelle.requests.situation import SituationReport
from mutuelle.requests.situation_reading import BANK, BIRTH, CONTACT, COVER, DEATH, SITUATION, STATUS

BUTTONS = "utter_requests_situation_buttons"
OFFER = "utter_requests_situation_{branch}"
OFFERED = {
    DEATH: ("remove_dead", "human", "status"),
    BIRTH: ("add_daughter", "add_son"),
    BANK: ("debit", "refund"),
    COVER: ("cover", "contract"),
}
MENU = ("coordinates", "address", "cover", "bank", "status", "birth", "death", "other")
CONDOLED = "condoled"  # what is told
FAMILY, OTHER = "family", "other"  # what buttons of ours carry beside the branches


class SituationWords(ProcedureWords):
    """The words of a change that staff deals with."""

    kind = SituationReport.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return what changes, from when, and what was added."""
        values = progress.draft.values
        told = {key: values.get(key, "") for key in ("new_name", "detail", "note")}
        more = next((text for text in (told["new_name"], told["detail"]) if text), "")
        notes = " – ".join(text for text in (more, told["note"]) if text)
        return {
            "what": reading.words()["labels"].get(values.get("what", ""), ""),
            "since": long_date(date.fromisoformat(values["since"]))
            if values.get("since")
            else turn.words("utter_requests_situation_no_date"),
            "notes": turn.words("utter_requests_situation_notes", notes=notes) if notes else "",
        }

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return by when staff means to answer."""
        values = super().done(turn, progress)
        return {"expected_on": long_date(date.fromisoformat(str(values["expected_on"])))}

    def done_buttons(self, turn: Turn, progress: Progress) -> list[Button]:
        """Return the request; who must join an employer's cover may want to leave."""
        own = super().done_buttons(turn, progress)
        leaves = progress.outcome is not None and progress.outcome.values.get("what") == "employer_cover"
        return [*own, turn.button(BUTTONS, "leave")] if leaves else own


ALL_WORDS: dict[str, ProcedureWords] = {STATUS: StatusWords(), CONTACT: ContactWords(), SITUATION: SituationWords()}


class ReportSituation(MemberAction):
    """Leads to what can be done about a change in the member's life; several are taken one after the other."""

    action_name = "action_profile_report_situation"

    async def act(self, turn: Turn) -> Events | None:
        """Answer what needs no questions, begin the procedures of the rest; the menu when nothing is recognised."""
        branches, values = _told(turn)
        if branches == (DEATH,):
            await self._condole(turn)
            return None
        turn.shows(await self.services.accounts.viewer(turn.rasa_id))
        if not branches:
            turn.say("utter_requests_situation_menu", buttons=[turn.button(BUTTONS, name) for name in MENU])
            return None
        for branch in branches:
            if branch in OFFERED:
                self._offer(turn, branch)
        return await self._begin(turn, [branch for branch in branches if branch in ALL_WORDS], values)

    async def _begin(self, turn: Turn, branches: list[str], values: dict[str, str]) -> Events | None:
        """Begin the procedures, the first of them last: the others wait under it."""
        if not branches:
            return None
        if len(branches) > 1:
            turn.say("utter_requests_situation_several")
        for branch in reversed(branches):
            words = ALL_WORDS[branch]
            progress = await self.services.procedures.begin(turn.rasa_id, words.kind, turn.text, values)
        say_opening(turn, progress, words)
        return START

    async def _condole(self, turn: Turn) -> None:
        """Offer what can be done after a death, without asking again who it was and when."""
        try:
            said = await self.services.procedures.wished(turn.rasa_id, Removal.kind, turn.text)
        except MutuelleError:  # not logged in, or nobody to remove: it is said when it is asked for
            said = {}
        known = "".join(f"&{key}={said[key]}" for key in ("people", "since") if said.get(key))
        buttons = [turn.button(BUTTONS, name, said=known) for name in OFFERED[DEATH]]
        turn.say(OFFER.format(branch=DEATH), buttons=buttons)
        turn.tells(CONDOLED, said=known)

    def _offer(self, turn: Turn, branch: str) -> None:
        if branch == BIRTH and is_expecting(turn.text):
            say_expecting(turn)
            return
        turn.say(OFFER.format(branch=branch), buttons=[turn.button(BUTTONS, name) for name in OFFERED[branch]])


async def steps_after_death(turn: Turn, services: Services, told: Told) -> Events | None:
    """Answer what there is to do after a death, and with which papers, when that is asked next."""
    del services
    if not reading.asks_what_to_do(turn.text):
        return None
    buttons = [turn.button(BUTTONS, name, said=told.details["said"]) for name in OFFERED[DEATH]]
    turn.say("utter_requests_situation_death_steps", buttons=buttons)
    turn.tells(CONDOLED, **told.details)
    return []


def _told(turn: Turn) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return what the sentence or the button tells of, and the values that the button gives."""
    choice = tapped(turn)
    if choice in STATUSES:
        return (STATUS,), {"status": choice}
    if choice in OFFERED:
        return (choice,), {}
    if choice:
        return {FAMILY: (STATUS,), OTHER: (SITUATION,)}.get(choice, ()), tapped_values(turn)
    return reading.branches_of(turn.text), {}
