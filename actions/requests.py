"""Asking for a person; following what was asked, sending what is missing, taking a request back."""

from collections.abc import Mapping

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.following import say_follow
from actions.letters import DatedWords
from actions.procedure_words import BUTTONS, ProcedureWords, say_opening
from actions.procedures import START, tapped, tapped_values
from mutuelle.account.coordinates import masked_phone
from mutuelle.conversations.messages import Button
from mutuelle.errors import MutuelleError, NotLoggedIn
from mutuelle.procedures.service import Progress
from mutuelle.requests.callback import RequestHuman, wants_a_call, when_label
from mutuelle.requests.document import RequestDocument, wanted
from mutuelle.requests.letter import FILES, files_in
from mutuelle.requests.rules import wants_withdrawal
from mutuelle.requests.withdrawal import RequestWithdrawal
from mutuelle.settings import Settings


class HumanWords(DatedWords):
    """The words of a call being asked for."""

    kind = RequestHuman.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the number, masked, and when to call."""
        del turn
        numbers, values = progress.context.numbers, progress.draft.values
        chosen = progress.context.chosen(values)
        when = when_label(values.get("when", "any"))
        return {"phone": masked_phone(numbers[chosen]) if chosen else "", "when": when}

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the number, masked, when to call, and the day by which we mean to."""
        values = super().done(turn, progress)
        return {**values, "when": when_label(values["when"])}


class DocumentWords(ProcedureWords):
    """The words of a document being sent."""

    kind = RequestDocument.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the request and the names of the files."""
        del turn
        values = progress.draft.values
        if "number" not in values and len(progress.context.requests) > 1:
            return {}
        request, letters = wanted(values, progress.context), progress.context.letters
        files = files_in(letters.opened(values.get(FILES, "")))
        return {"label": request.label, "number": request.number, "files": ", ".join(one["name"] for one in files)}


class WithdrawalWords(ProcedureWords):
    """The words of a request being taken back."""

    kind = RequestWithdrawal.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the request."""
        del turn
        if "number" not in progress.draft.values:
            return {}
        request = progress.context.wanted(progress.draft.values)
        return {"label": request.label, "number": request.number}

    def done_buttons(self, turn: Turn, progress: Progress) -> list[Button]:
        """Return nothing: there is nothing to follow any more."""
        del turn, progress
        return []


class FindHuman(MemberAction):
    """Says how to reach a person, and has a member called back who asks for it."""

    action_name = "action_requests_human"
    words = HumanWords()

    async def act(self, turn: Turn) -> Events | None:
        """Answer with phone and hours at once; a member may be called back, whoever is not logged in can log in."""
        try:
            viewer = await self.services.accounts.viewer(turn.rasa_id)
        except NotLoggedIn:
            url = await self.services.accounts.issue_login_link(turn.rasa_id, resume=wants_a_call(turn.text))
            text = f"{reach(turn, self.services.settings)} {turn.words('utter_requests_human_log_in')}"
            turn.add_link(text, turn.words("utter_account_login_label"), url)
            return None
        turn.shows(viewer)
        if tapped(turn) or wants_a_call(turn.text):
            progress = await self.services.procedures.begin(turn.rasa_id, RequestHuman.kind, turn.text)
            turn.add_text(reach(turn, self.services.settings))
            say_opening(turn, progress, self.words)
            return START
        names = ["call", *(["resume"] if await self._left(turn) else []), "write"]
        turn.add_text(reach(turn, self.services.settings), [turn.button(BUTTONS, name) for name in names])
        return None

    async def _left(self, turn: Turn) -> bool:
        """Say whether something was left in the middle that can go on."""
        try:
            return (await self.services.procedures.progress(turn.rasa_id)).state == "asking"
        except MutuelleError:
            return False


class FollowRequests(MemberAction):
    """Says where the member's requests are; begins to send what one of them lacks, or to take one back."""

    action_name = "action_requests_follow"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the requests that the sentence is about, else with all, the open first."""
        values = tapped_values(turn)
        if "send" in values:
            return await self._begin(turn, DocumentWords(), values["send"])
        if "withdraw" in values:
            return await self._begin(turn, WithdrawalWords(), values["withdraw"])
        if wants_withdrawal(turn.text):
            return await self._begin(turn, WithdrawalWords(), turn.text)
        asked = turn.text or " ".join(turn.mentions("request_id"))
        follow = await self.services.requests.follow(turn.rasa_id, asked)
        say_follow(turn, follow)
        return None

    async def _begin(self, turn: Turn, words: ProcedureWords, about: str) -> Events:
        progress = await self.services.procedures.begin(turn.rasa_id, words.kind, about)
        say_opening(turn, progress, words)
        return START


def say_human(turn: Turn, settings: Settings) -> None:
    """Say how this deployment's members reach a person."""
    turn.add_text(reach(turn, settings))


def reach(turn: Turn, settings: Settings) -> str:
    """Return phone number and hours of this deployment, or where the member can read the number."""
    if settings.support_phone and settings.support_hours:
        return turn.words("utter_requests_human", phone=settings.support_phone, hours=settings.support_hours)
    if settings.support_phone:
        return turn.words("utter_requests_human_phone", phone=settings.support_phone)
    return turn.words("utter_requests_human_unknown")
