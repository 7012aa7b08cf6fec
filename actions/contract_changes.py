"""Other guarantees, and leaving: what is gathered for a person to answer."""

from collections.abc import Mapping
from datetime import date

from actions.answering import Turn
from actions.letters import DatedWords
from actions.procedures import BeginProcedure
from mutuelle.contract import cancellation, guarantees
from mutuelle.french import long_date
from mutuelle.procedures.model import RECAP
from mutuelle.procedures.service import Progress
from mutuelle.requests.facts import facts

REGRET = "utter_contract_cancellation_regret_{reason}"


class GuaranteesWords(DatedWords):
    """The words of other guarantees being asked for."""

    kind = guarantees.GuaranteesChange.kind
    explains = True

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return needs, people, budget and date."""
        if progress.step.name != RECAP:
            return {}
        values, nothing = progress.draft.values, turn.words("utter_contract_guarantees_unsaid")
        budget = values["budget"]
        return {
            "needs": guarantees.needs_label(values["needs"]),
            "whom": guarantees.whom_label(values.get("whom", "all"), progress.context),
            "budget": turn.words("utter_contract_guarantees_budget", budget=budget) if budget else nothing,
            "when": _when(values["when"], guarantees.when_label(values["when"])) or nothing,
        }


class CancellationWords(DatedWords):
    """The words of leaving."""

    kind = cancellation.ContractCancellation.kind
    explains = True

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return reason, date, and what is known of the conditions."""
        values = progress.draft.values
        reason, when = values.get("reason"), values.get("when", "")
        return {
            "regret": turn.words(REGRET.format(reason="deceased" if reason == "deceased" else "none")),
            "conditions": facts()["leaving_any_time"].told,
            "reason": cancellation.reason_label(reason) if reason else "",
            "when": _when(when, cancellation.when_label(when)),
        }


class ChangeGuarantees(BeginProcedure):
    """Begins a request of other guarantees."""

    action_name = "action_contract_change_guarantees"
    words = GuaranteesWords()


class CancelContract(BeginProcedure):
    """Begins to hand over a wish to leave."""

    action_name = "action_contract_cancel"
    words = CancellationWords()


def _when(when: str, label: str | None) -> str:
    return label or (long_date(date.fromisoformat(when)) if when else "")
