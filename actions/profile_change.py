"""Changing contact details and family status, in words."""

from collections.abc import Mapping
from datetime import date

from actions.answering import Turn
from actions.base import Events
from actions.procedure_words import ProcedureWords, say_opening
from actions.procedures import START, BeginProcedure, tapped, tapped_values
from actions.profile_words import BUTTONS, email_words, phone_words
from mutuelle.account import coordinates
from mutuelle.account.contact_change import ContactChange
from mutuelle.account.contact_reading import KINDS, NUMBERS, kinds_of
from mutuelle.account.status_change import StatusChange, status_label
from mutuelle.conversations.messages import Button
from mutuelle.french import long_date
from mutuelle.places.service import towns_of
from mutuelle.procedures.procedure import Outcome
from mutuelle.procedures.service import Progress

RECAPPED = "utter_profile_contact_recap_{kind}"
DONE = "utter_profile_contact_done_{kind}"
FEW_TOWNS = 3
JOINED = frozenset({"married", "pacsed", "cohabiting"})
PARTED = frozenset({"divorced", "separated"})
WIDOWED = "widowed"


class ContactWords(ProcedureWords):
    """The words of addresses, phones and e-mail being changed: one line for each."""

    kind = ContactChange.kind

    def question(self, turn: Turn, progress: Progress) -> str:
        """Return the question; the town alone when its postcode is known."""
        known = progress.draft.values
        if progress.step.name == "place" and "postcode" in known:
            return turn.words("utter_profile_contact_ask_city")
        if progress.step.name == "place" and "town" in known:
            return turn.words("utter_profile_contact_ask_postcode", town=known["town"])
        return super().question(turn, progress)

    def recap(self, turn: Turn, progress: Progress) -> str:
        """Return every change, as this channel may show it; a slip in an e-mail address is asked about."""
        shown = self.values(turn, progress)
        kinds = kinds_of(progress.draft.values)
        changes = "\n".join(turn.words(RECAPPED.format(kind=kind), **shown) for kind in kinds)
        if any(choice.name == "hint" for choice in progress.choices):
            return turn.words("utter_profile_contact_recap_hint", changes=changes, **shown)
        return turn.words("utter_profile_contact_recap", changes=changes)

    def ending(self, turn: Turn, progress: Progress, outcome: Outcome) -> str:
        """Return what was changed, and who is told of it."""
        del progress
        values, since = outcome.values, outcome.values.get("since")
        told = {"since": long_date(date.fromisoformat(since)) if since else ""}
        kinds = values["kinds"].split()
        otherwise = {"address": "address_later"} if values.get("later") else {}
        otherwise |= {kind: f"{kind}_removed" for kind in values.get("removed", "").split()}
        lines = [turn.words(DONE.format(kind=otherwise.get(kind, kind)), **told) for kind in kinds]
        notice = "utter_profile_contact_notice_former" if values.get("former") else "utter_profile_contact_notice"
        return "\n".join([*lines, turn.words(notice)])

    def done_buttons(self, turn: Turn, progress: Progress) -> list[Button]:
        """Return the way to the profile, unless something interrupted goes on."""
        return [] if progress.resumes else [turn.button(BUTTONS, "show")]

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the new values as this channel may show them."""
        clear = progress.viewer.channel == "web"
        values = dict(progress.draft.values)
        removed = turn.words("utter_profile_contact_removed")
        shown = {kind: phone_words(values[kind], clear=clear) or removed for kind in NUMBERS if kind in values}
        if "street" in values:
            shown["street"] = values["street"] if clear else coordinates.masked_street(values["street"])
        if "email" in values:
            shown["email"] = email_words(values["email"], clear=clear)
            shown["hint"] = email_words(coordinates.email_hint(values["email"]), clear=clear)
        if "postcode" in values:
            shown["towns"] = ", ".join(towns_of(values["postcode"])[:FEW_TOWNS])
        if "since" in values:
            shown["since"] = long_date(date.fromisoformat(values["since"]))
        return {**values, **shown}


class UpdateContact(BeginProcedure):
    """Begins a change of address, phone or contact e-mail."""

    action_name = "action_profile_update_contact"
    words = ContactWords()

    async def act(self, turn: Turn) -> Events | None:
        """Take what the sentence says already; a button of another answer names one kind."""
        kind = tapped(turn)
        values = {"wanted": kind} if kind in KINDS else tapped_values(turn)
        progress = await self.services.procedures.begin(turn.rasa_id, self.words.kind, turn.text, values)
        say_opening(turn, progress, self.words)
        return START


class StatusWords(ProcedureWords):
    """The words of the family status being changed."""

    kind = StatusChange.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the status as it is said of the member, and from when."""
        values = progress.draft.values
        status = status_label(values.get("status"), progress.context.profile.gender)
        return {"status": status, "since": _from(turn, values.get("since", ""))}

    def opening(self, turn: Turn, progress: Progress) -> str:
        """Return the opening; who was widowed is not thanked."""
        if progress.draft.values.get("status") == WIDOWED:
            return turn.words("utter_profile_status_condolences")
        return super().opening(turn, progress)

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the status as it is said of the member."""
        values = super().done(turn, progress)
        return {
            "status": status_label(values["status"], values["gender"]),
            "since": _from(turn, values.get("since", "")),
        }

    def done_buttons(self, turn: Turn, progress: Progress) -> list[Button]:
        """Return what the change makes likely: a person to inscribe, or to remove."""
        status = progress.outcome.values["status"] if progress.outcome else ""
        if status in JOINED:
            names = ("add_partner", "remove")
        elif status in PARTED:
            names = ("remove_parted", "add")
        else:
            names = ("remove_dead", "human") if status == WIDOWED else ("add", "remove")
        return [turn.button(BUTTONS, name) for name in names]


def _from(turn: Turn, since: str) -> str:
    """Return « du 20 juin 2027 »; that it is today where no day is known."""
    if not since:
        return turn.words("utter_profile_status_no_date")
    return turn.words("utter_profile_status_from", day=long_date(date.fromisoformat(since)))
