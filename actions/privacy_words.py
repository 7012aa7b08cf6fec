"""The words of the two procedures about one's own data."""

from collections.abc import Mapping

from actions.answering import Turn
from actions.letters import DatedWords, excerpt
from actions.procedure_words import ProcedureWords
from mutuelle.privacy.asking import right_label
from mutuelle.privacy.erasure import ConversationErasure
from mutuelle.privacy.kept import legal_facts
from mutuelle.privacy.right import RightExercised
from mutuelle.procedures.model import RECAP
from mutuelle.procedures.service import Progress

SCOPE = "utter_privacy_erasure_scope_{scope}"


class ErasureWords(ProcedureWords):
    """The words of erasing one's conversations."""

    kind = ConversationErasure.kind

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return which conversations, and what stays in Telegram's hands."""
        scope = progress.draft.values.get("scope", "")
        on_telegram = progress.viewer.channel == "telegram"
        return {
            "scope": turn.words(SCOPE.format(scope=scope)) if scope else "",
            "telegram": turn.words("utter_privacy_erasure_telegram") if on_telegram else "",
        }

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return how much and when, and what stays in Telegram's hands."""
        on_telegram = progress.viewer.channel == "telegram"
        telegram = turn.words("utter_privacy_erasure_telegram") if on_telegram else ""
        return {**super().done(turn, progress), "telegram": telegram}


class RightWords(DatedWords):
    """The words of a right that a person deals with."""

    kind = RightExercised.kind
    explains = True

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return the right and the first lines of the message."""
        if progress.step.name != RECAP:
            return {}
        values = progress.draft.values
        said = progress.context.opened(values["message"])
        message = excerpt(turn, said) if said else turn.words("utter_privacy_right_no_message")
        return {"right": right_label(values["right"]), "excerpt": message}

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return by when an answer is due, as the law has it, and where to go next."""
        facts = {name: legal_facts()[name].told for name in ("answer_month", "complaint")}
        return {**super().done(turn, progress), **facts}
