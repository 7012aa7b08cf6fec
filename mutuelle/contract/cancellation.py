"""Leaving: reason and wished date are handed over; the contract is not cancelled by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.contract.dates import wished_day
from mutuelle.contract.holder import Holder, open_holder
from mutuelle.errors import RequestOpenAlready
from mutuelle.procedures.model import DETOUR, RECAP, REDO, Choice, Said, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.requests.opening import Requested, open_of_kind, open_request
from mutuelle.wording import named_in


@dataclass(frozen=True)
class Leaving:
    """Whose contract, and the day."""

    holder: Holder
    today: date


class ContractCancellation(Procedure[Leaving]):
    """Hands a wish to leave over to staff. Values: `reason`, `when` (keys of `cancellation.yml`, or a date)."""

    kind = "contract_cancellation"
    intents = frozenset({"cancel_contract"})

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Leaving:
        """Return whose contract it is. Raises ContractClosed, RequestOpenAlready."""
        holder = await open_holder(connection, viewer.member_id, today)
        under_way = await open_of_kind(connection, viewer.member_id, self.kind)
        if under_way is not None:
            raise RequestOpenAlready(*under_way)
        return Leaving(holder, today)

    def steps(self, values: Values, context: Leaving) -> Sequence[Step]:
        """Return reason and date."""
        del values, context
        return (Step.of("reason"), Step.of("when"))

    def found(self, text: str, values: Values, context: Leaving) -> dict[str, str]:
        """Return reason and date. Raises NotReadable for a date that cannot be."""
        reason = named_in(text, {key: one["words"] for key, one in _words()["reasons"].items() if key != "other"})
        when = named_in(text, {key: one["words"] for key, one in _words()["when"].items() if key != "unsure"})
        day = None if when else wished_day(text, today=context.today, like=values.get("when", ""))
        found = {"reason": reason[0]} if reason else {}
        found |= {"when": when[0]} if when else {"when": day.isoformat()} if day else {}
        return {key: value for key, value in found.items() if values.get(key) != value}  # said again, it tells nothing

    def wish(self, text: str, context: Leaving) -> dict[str, str]:
        """Return what the first sentence says already.

        A date that cannot be is asked for instead, and so is one that may only mean « by now » (« j'ai maintenant… »).
        """
        try:
            found = self.found(text, {}, context)
        except NotReadable:
            return {}
        return {key: value for key, value in found.items() if value != context.today.isoformat()}

    def read(self, step: Step, said: Said, values: Values, context: Leaving) -> dict[str, str]:
        """Return another reason, or no date, where one is asked for."""
        del values, context
        vague = {"reason": ("other", _words()["reasons"]["other"]), "when": ("unsure", _words()["when"]["unsure"])}
        value, entry = vague[step.name]
        return {step.name: value} if named_in(said.text, {"": entry["words"]}) else {}

    def choices(self, step: Step, values: Values, context: Leaving) -> Sequence[Choice]:
        """Return the usual answers; at the recap, what can be changed."""
        del values, context
        words = _words()
        if step.name == "reason":
            return [Choice(one["label"], {"reason": key}) for key, one in words["reasons"].items()]
        if step.name == "when":
            usual = [Choice(one["label"], {"when": key}) for key, one in words["when"].items()]
            return [*usual, Choice(words["choices"]["guarantees"], {DETOUR: "contract_guarantees"})]
        return (
            [Choice(words["choices"][name], {REDO: name}) for name in ("reason", "when")] if step.name == RECAP else ()
        )

    async def carry_out(self, case: Case) -> Outcome:
        """Record the wish; nothing of the contract changes."""
        holder: Holder = case.context.holder
        reason = reason_label(case.values["reason"])
        content = {"contract": holder.contract_number, "reason": reason, "when": case.values["when"]}
        asked = Requested(case.viewer.member_id, self.kind, content, key=case.key)
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due}, recorded.number)


def reason_label(reason: str) -> str:
    """Return a reason in French."""
    return str(_words()["reasons"][reason]["label"])


def when_label(when: str) -> str | None:
    """Return a usual date in French; None for a day."""
    known = _words()["when"].get(when)
    return str(known["label"]) if known else None


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cancellation.yml").read_text("utf-8"))
    return words
