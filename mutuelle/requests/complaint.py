"""Complaining: what about, what happened, what is expected; taken first by staff."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.procedures.model import RECAP, REDO, Choice, Said, Step
from mutuelle.procedures.procedure import Case, Outcome, Procedure, Values
from mutuelle.procedures.replies import reply_in
from mutuelle.requests.letter import Letters
from mutuelle.requests.opening import Requested, open_request
from mutuelle.wording import named_in, words_of

A_STORY = 80  # characters from which the first sentence tells what happened already
A_SENTENCE = 40  # and from which an answer to the first question does
FEW_WORDS = 3


class RequestComplaint(Procedure[Letters]):
    """Records a complaint.

    Values: `topic`, a key of `complaint.yml`; `message`, sealed; `outcome`, a key of `complaint.yml` or the member's
    own words, sealed; empty for none.
    """

    kind = "requests_complaint"
    intents = frozenset({"complaint"})

    def __init__(self, secret: str) -> None:
        self._letters = Letters(secret)

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Letters:
        """Return what opens the member's words."""
        del connection, viewer, today
        return self._letters

    def steps(self, values: Values, context: Letters) -> Sequence[Step]:
        """Return topic, message, and what is expected."""
        del values, context
        return (
            Step.of("topic", free=True),
            Step.of("message", letter=True),
            Step.of("outcome", letter=True, optional=True),
        )

    def wish(self, text: str, context: Letters) -> dict[str, str]:
        """Return what the complaint is about, and the story when it was told at once."""
        about = _topic_in(text)
        return {"topic": "other", **about, "message": context.written(text)} if len(text) >= A_STORY else about

    def found(self, text: str, values: Values, context: Letters) -> dict[str, str]:
        """Return the topic when it is asked for and is all that is said."""
        del context
        return _topic_in(text) if "topic" not in values and len(words_of(text)) <= FEW_WORDS else {}

    def read(self, step: Step, said: Said, values: Values, context: Letters) -> dict[str, str]:
        """Return the topic, the message, or what is expected; the story may come at the first question."""
        del values
        if step.name == "message":
            return {"message": context.written(said.text)}
        if step.name == "outcome":
            return {"outcome": context.sealed(said.text.strip())} if reply_in(said.text) is None else {}
        if reply_in(said.text) is not None:
            return {}
        about = _topic_in(said.text)
        if len(said.text) >= A_SENTENCE:
            return {"topic": "other", **about, "message": context.written(said.text)}
        return about

    def correct(self, text: str, values: Values, context: Letters) -> dict[str, str]:
        """Return the message with what is to be added."""
        adds = named_in(text, {"": _words()["adding"]})
        return {"message": context.written(text, values["message"])} if adds else {}

    def choices(self, step: Step, values: Values, context: Letters) -> Sequence[Choice]:
        """Return the usual topics and outcomes; at the recap, what can be changed."""
        del values, context
        words = _words()["choices"]
        if step.name == "topic":
            return [Choice(one["label"], {"topic": key}) for key, one in _words()["topics"].items()]
        if step.name == "outcome":
            usual = [Choice(one["label"], {"outcome": key}) for key, one in _words()["outcomes"].items()]
            return [*usual, Choice(words["no_outcome"], {"outcome": ""})]
        return (
            [Choice(words[name], {REDO: name}) for name in ("message", "topic", "outcome")]
            if step.name == RECAP
            else ()
        )

    async def carry_out(self, case: Case) -> Outcome:
        """Record the complaint, to be taken first."""
        about = topic_label(case.values["topic"])
        outcome = outcome_of(case.values["outcome"], case.context)
        content = {"topic": about, "message": case.values["message"], "outcome": outcome}
        asked = Requested(case.viewer.member_id, self.kind, content, subject=about, urgent=True, key=case.key)
        recorded = await open_request(case.connection, asked, secret=self._letters.secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due}, recorded.number)


def manner_of(text: str) -> str:
    """Return what a sentence that complains wants.

    `mediation` explained; to be recorded (`asking`); news of one that was (`following`); or nothing but `anger`.
    """
    if named_in(text, {"": _words()["following"]}) and not named_in(text, {"": _words()["filing"]}):
        return "following"
    named = named_in(text, {key: _words()[key] for key in ("mediation", "asking")})
    return named[0] if named else "asking" if len(text) >= A_STORY else "anger"


def topic_label(topic: str) -> str:
    """Return what a complaint is about, in French."""
    return str(_words()["topics"][topic]["label"])


def outcome_of(value: str, letters: Letters) -> str:
    """Return what is expected, in French or in the member's own words."""
    known = _words()["outcomes"].get(value)
    return str(known["label"]) if known else letters.opened(value)


def _topic_in(text: str) -> dict[str, str]:
    named = named_in(text, {key: one["words"] for key, one in _words()["topics"].items()})
    return {"topic": named[0]} if named else {}


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "complaint.yml").read_text("utf-8"))
    return words
