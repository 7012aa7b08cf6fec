"""Writing to us, and complaining."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.answering import Turn
from actions.base import Events
from actions.following import say_follow
from actions.procedure_words import ProcedureWords
from actions.procedures import BeginProcedure, tapped
from mutuelle.french import long_date
from mutuelle.procedures.model import RECAP
from mutuelle.procedures.service import Progress
from mutuelle.requests.complaint import RequestComplaint, manner_of, outcome_of, topic_label
from mutuelle.requests.facts import facts
from mutuelle.requests.letter import FILES, files_in
from mutuelle.requests.message import RequestMessage, subject_of

EXCERPT = 280
INVITE = "utter_requests_message_invite_{kind}"
MANNER = "utter_requests_complaint_{manner}"


class DatedWords(ProcedureWords):
    """Words of what ends with a number and a day by which we mean to answer."""

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the outcome's values, with that day in words."""
        values = dict(super().done(turn, progress))
        return {**values, "expected_on": long_date(date.fromisoformat(values["expected_on"]))}


class MessageWords(DatedWords):
    """The words of a message being written."""

    kind = RequestMessage.kind
    explains = True

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return subject, first lines and the names of the files; how long the message is so far."""
        values, letters = progress.draft.values, progress.context
        written = letters.opened(values.get("message", ""))
        files = ", ".join(one["name"] for one in files_in(letters.opened(values.get(FILES, ""))))
        return {
            "subject": subject_of(values, letters) if "subject" in values else "",
            "excerpt": excerpt(turn, written),
            "files": files or turn.words("utter_requests_no_file"),
            "invite": turn.words(INVITE.format(kind="papers" if progress.step.optional else "words")),
            "so_far": turn.words("utter_requests_message_so_far", length=len(written)) if written else "",
        }


class ComplaintWords(DatedWords):
    """The words of a complaint being told."""

    kind = RequestComplaint.kind
    explains = True

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return topic, first lines, and what is expected."""
        if progress.step.name != RECAP:
            return {}
        values, letters = progress.draft.values, progress.context
        return {
            "topic": topic_label(values["topic"]),
            "excerpt": excerpt(turn, letters.opened(values["message"])),
            "outcome": excerpt(turn, outcome_of(values["outcome"], letters)),
        }

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the day by which we mean to answer, and what comes after as far as we know."""
        return {**super().done(turn, progress), **_remedies()}


class WriteToUs(BeginProcedure):
    """Begins a message."""

    action_name = "action_requests_write"
    words = MessageWords()


class Complain(BeginProcedure):
    """Begins a complaint where one is asked for; offers it to who is angry; tells of the ombudsman and of its news."""

    action_name = "action_requests_complain"
    words = ComplaintWords()

    async def act(self, turn: Turn) -> Events | None:
        """Answer as the sentence asks."""
        manner = "asking" if tapped(turn) else manner_of(turn.text)
        if manner == "following":
            follow = await self.services.requests.follow(turn.rasa_id, turn.text)
            if follow.named:
                say_follow(turn, follow)
                return None
        if manner in {"asking", "following"}:
            return await super().act(turn)
        turn.say(MANNER.format(manner=manner), buttons=(), **_remedies())
        return None


def excerpt(turn: Turn, text: str) -> str:
    """Return the first lines of a text; how long it is when that is not all of it."""
    if not text:
        return turn.words("utter_requests_nothing_written")
    if len(text) <= EXCERPT:
        return text
    return turn.words("utter_requests_excerpt", start=text[:EXCERPT].rsplit(" ", 1)[0], length=len(text))


def _remedies() -> dict[str, Any]:
    return {name: facts()[name].told for name in ("complaint_answer", "mediation")}
