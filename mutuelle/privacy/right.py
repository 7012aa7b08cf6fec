"""Exercising a right that a person has to deal with: rectification, erasure of the file, objection, anything else."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.privacy.asking import privacy_words, right_label, right_of
from mutuelle.procedures.model import RECAP, REDO, Choice, Said, Step
from mutuelle.procedures.procedure import Case, Outcome, Procedure, Values
from mutuelle.procedures.replies import reply_in
from mutuelle.requests.letter import Letters
from mutuelle.requests.opening import Requested, open_request

A_SENTENCE = 40  # characters from which the first sentence says what is wanted


class RightExercised(Procedure[Letters]):
    """Records what a member asks of the data protection officer.

    Values: `right`, a key of `words.yml`; `message`, sealed, empty for none.
    """

    kind = "privacy_right"
    intents = frozenset({"gdpr_request"})

    def __init__(self, secret: str) -> None:
        self._letters = Letters(secret)

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Letters:
        """Return what opens the member's words."""
        del connection, viewer, today
        return self._letters

    def steps(self, values: Values, context: Letters) -> Sequence[Step]:
        """Return the right and the message."""
        del values, context
        return (Step.of("right"), Step.of("message", letter=True, optional=True))

    def wish(self, text: str, context: Letters) -> dict[str, str]:
        """Return the right, and what is wanted when it was told at once."""
        right = right_of(text)
        if right is None:
            return {}
        return {"right": right, "message": context.written(text)} if len(text) >= A_SENTENCE else {"right": right}

    def read(self, step: Step, said: Said, values: Values, context: Letters) -> dict[str, str]:
        """Return the right, or the message."""
        del values
        if step.name == "message":
            return {"message": context.sealed(said.text.strip())} if reply_in(said.text) is None else {}
        right = right_of(said.text)
        return {"right": right} if right else {}

    def choices(self, step: Step, values: Values, context: Letters) -> Sequence[Choice]:
        """Return the rights; nothing to add; at the recap, what can be changed."""
        del values, context
        words = privacy_words()
        if step.name == "right":
            return [Choice(one["label"], {"right": key}) for key, one in words["rights"].items()]
        if step.name == "message":
            return [Choice(words["choices"]["no_message"], {"message": ""})]
        return [Choice(words["choices"]["redo"], {REDO: "message"})] if step.name == RECAP else ()

    async def carry_out(self, case: Case) -> Outcome:
        """Record it."""
        right = right_label(case.values["right"])
        content = {"right": right, "message": case.values["message"]}
        asked = Requested(case.viewer.member_id, self.kind, content, subject=right, key=case.key)
        recorded = await open_request(case.connection, asked, secret=self._letters.secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due}, recorded.number)
