"""A reimbursement that does not come: three questions tell where it got stuck, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.coordinates import read_day
from mutuelle.procedures.model import RECAP, REDO, Choice, Said, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.reimbursements.rules import care_label, named_care
from mutuelle.requests.opening import Requested, open_request
from mutuelle.wording import named_in

OLDEST = timedelta(days=3 * 365)
QUESTIONS = ("amo", "sent", "transmitted", "invoice")
USUAL_CARE = ("gp", "specialist", "dental", "optical", "pharmacy", "laboratory", "physiotherapy", "osteopathy")


@dataclass(frozen=True)
class Today:
    """The day."""

    today: date


class MissingReimbursement(Procedure[Today]):
    """Finds out where a reimbursement got stuck, and has staff look for it once that is confirmed.

    Values: `care` (a kind of care), `care_on` (ISO), and keys of `missing.yml`: `amo` (whether the Sécurité sociale
    paid), `sent` (how it was told), `transmitted` (whether it passed it on to us), `invoice` (whether we were sent it).
    """

    kind = "reimbursements_missing"
    intents = frozenset({"track_reimbursement"})

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Today:
        """Return the day."""
        del connection, viewer
        return Today(today)

    def steps(self, values: Values, context: Today) -> Sequence[Step]:
        """Return the care, its day, and what remains to be known of its way."""
        del context
        first = (Step.of("care"), Step.of("care_on"))
        if values.get("care") in _words()["by_invoice"]:
            return (*first, Step.of("invoice"))
        way = {"yes": (Step.of("transmitted"),), "no": (Step.of("sent"),), "unsure": (Step.of("sent"),)}
        return (*first, Step.of("amo"), *way.get(values.get("amo", ""), ()))

    def found(self, text: str, values: Values, context: Today) -> dict[str, str]:
        """Return the care and its day. Raises NotReadable for a day that cannot be."""
        del values
        care, day = named_care(text), read_day(text, today=context.today)
        if day is not None and not context.today - OLDEST <= day <= context.today:
            raise NotReadable("care_on_range", {"care": care} if care else {})
        return ({"care": care} if care else {}) | ({"care_on": day.isoformat()} if day else {})

    def wish(self, text: str, context: Today) -> dict[str, str]:
        """Return what the first sentence says already."""
        try:
            found = self.found(text, {}, context)
        except NotReadable as unreadable:
            found = dict(unreadable.values)
        for step, answers in _words()["first"].items():
            named = named_in(text, answers)
            found |= {step: named[0]} if named else {}
        return found | ({"amo": "yes"} if "transmitted" in found else {})

    def read(self, step: Step, said: Said, values: Values, context: Today) -> dict[str, str]:
        """Return an answer to one of the questions."""
        del values, context
        if step.name not in QUESTIONS:
            return {}
        answers = _words()[step.name]
        unsure = answers.get("unsure", {}).get("words", ())
        if named_in(said.text, {"": unsure}):
            return {step.name: "unsure"}
        named = named_in(said.text, {key: one["words"] for key, one in answers.items()})
        denied = "no" in named and "yes" in named  # « toujours pas remboursé »
        return {step.name: "no" if denied else named[0]} if named else {}

    def correct(self, text: str, values: Values, context: Today) -> dict[str, str]:
        """Return the day that « c'était le 5 » alone corrects. Raises NotReadable for a day that cannot be."""
        day = read_day(text, today=context.today, like=date.fromisoformat(values["care_on"]))
        if day is not None and not context.today - OLDEST <= day <= context.today:
            raise NotReadable("care_on_range")
        return {"care_on": day.isoformat()} if day else {}

    def choices(self, step: Step, values: Values, context: Today) -> Sequence[Choice]:
        """Return the usual answers; at the recap, what can be changed."""
        words = _words()
        if step.name == "care":
            return [Choice(care_label(care), {"care": care}) for care in USUAL_CARE]
        if step.name in QUESTIONS:
            return [Choice(one["label"], {step.name: key}) for key, one in words[step.name].items()]
        if step.name != RECAP:
            return ()
        asked = [one.name for one in self.steps(values, context)]
        return [Choice(words["choices"][name], {REDO: name}) for name in asked if name in words["choices"]]

    async def carry_out(self, case: Case) -> Outcome:
        """Have staff look for the reimbursement."""
        told = {name: case.values[name] for name in ("care", "care_on", *QUESTIONS) if case.values.get(name)}
        content = {**told, "care": care_label(case.values["care"]), "diagnosis": diagnosis(case.values, case.today)}
        asked = Requested(case.viewer.member_id, self.kind, content, key=case.key)
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due}, recorded.number)


def diagnosis(values: Values, today: date) -> str:
    """Return where the reimbursement got stuck, as far as the answers tell.

    `invoice_missing`, `invoice_sent`; `transmitted` (we have it, or should), `not_linked` (the Sécurité sociale paid
    but passed nothing on), `amo_unclear`; `wait` (usual delays are not over), `paper`, `amo_late`.
    """
    days = _words()["days"]
    age = (today - date.fromisoformat(values["care_on"])).days
    if values["care"] in _words()["by_invoice"]:
        return "invoice_sent" if values.get("invoice") == "yes" else "invoice_missing"
    amo = values.get("amo")
    if amo == "yes":
        usual = days["optical"] if values["care"] == "optical" else days["vitale"]
        told = {"yes": "wait" if age <= usual else "transmitted", "no": "not_linked", "unsure": "amo_unclear"}
        return told[values.get("transmitted", "unsure")]
    if values.get("sent") == "paper":
        return "wait" if age <= days["paper"] else "paper"
    if age <= days["vitale"]:
        return "wait"
    return "amo_late" if amo == "no" else "amo_unclear"


def delays_wanted(text: str) -> bool:
    """Say whether a sentence asks how long it takes, and not where a reimbursement is."""
    return bool(named_in(text, {"": _words()["delays_asked"]})) and not named_in(text, {"": _words()["not_come"]})


def when_paid_wanted(text: str) -> bool:
    """Say whether a sentence asks when a payment was made, and not where one is that did not come."""
    return bool(named_in(text, {"": _words()["when_paid"]})) and not named_in(text, {"": _words()["not_come"]})


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "missing.yml").read_text("utf-8"))
    return words
