"""Having the guarantees evolve: need, people, budget and date are gathered for an adviser; no price is ever given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.beneficiaries.rules import Everyone, NobodyCovered, Person, SeveralCovered, named_beneficiary
from mutuelle.beneficiaries.service import covered_people
from mutuelle.contract.dates import wished_day
from mutuelle.contract.holder import Holder, open_holder
from mutuelle.errors import RequestOpenAlready
from mutuelle.procedures.model import RECAP, REDO, Choice, Said, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.requests.opening import Requested, open_of_kind, open_request
from mutuelle.wording import named_in

_EUROS = re.compile(r"(?<![\d/])(\d{1,4})(?:[.,]\d{1,2})?\s*(?:€|e\b|eur|euro)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d/])(\d{1,4})(?![\d/])")


@dataclass(frozen=True)
class GuaranteesContext:
    """Whose contract, whom it covers, and the day."""

    holder: Holder
    people: tuple[Person, ...]
    today: date


class GuaranteesChange(Procedure[GuaranteesContext]):
    """Gathers what an adviser must know to answer.

    Values: `needs` (keys of `guarantees.yml`, comma-separated), `whom` (`all`, or ids, comma-separated), `budget`
    (euros a month, empty for none), `when` (a key of `guarantees.yml`, a date, or empty).
    """

    kind = "contract_guarantees"
    intents = frozenset({"change_coverage"})

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> GuaranteesContext:
        """Return whose contract it is. Raises ContractClosed, RequestOpenAlready."""
        holder = await open_holder(connection, viewer.member_id, today)
        under_way = await open_of_kind(connection, viewer.member_id, self.kind)
        if under_way is not None:
            raise RequestOpenAlready(*under_way)
        return GuaranteesContext(holder, await covered_people(connection, viewer.contract_id, today), today)

    def steps(self, values: Values, context: GuaranteesContext) -> Sequence[Step]:
        """Return needs, people (where there are several), budget and date."""
        del values
        whom = (Step.of("whom"),) if len(context.people) > 1 else ()
        return (Step.of("needs"), *whom, Step.of("budget", optional=True), Step.of("when", optional=True))

    def found(self, text: str, values: Values, context: GuaranteesContext) -> dict[str, str]:
        """Return needs, people and a budget in euros; needs add to those that were told."""
        named = [need for need in _needs_in(text) if need != "other"]
        told = values.get("needs", "").split(",") if values.get("needs") else []
        found = {"needs": ",".join(dict.fromkeys([*told, *named]))} if named and set(named) - set(told) else {}
        found |= self._whom(text, context)
        euros = _EUROS.search(text)
        return found | ({"budget": euros[1]} if euros else {})

    def read(self, step: Step, said: Said, values: Values, context: GuaranteesContext) -> dict[str, str]:
        """Return a budget told without its currency, a date, or « something else ». Raises NotReadable."""
        del values
        if step.name == "needs" and "other" in _needs_in(said.text):
            return {"needs": "other"}
        if step.name == "budget" and (number := _NUMBER.search(said.text)):
            return {"budget": number[1]}
        if step.name == "when":
            named = named_in(said.text, {key: one["words"] for key, one in _words()["when"].items()})
            day = None if named else wished_day(said.text, today=context.today)
            return {"when": named[0]} if named else {"when": day.isoformat()} if day else {}
        return {}

    def choices(self, step: Step, values: Values, context: GuaranteesContext) -> Sequence[Choice]:
        """Return the usual answers; at the recap, what can be changed."""
        del values
        words = _words()
        if step.name == "needs":
            return [Choice(one["label"], {"needs": key}) for key, one in words["needs"].items()]
        if step.name == "whom":
            people = [Choice(one.first_name, {"whom": str(one.id)}) for one in context.people]
            return [Choice(words["whom"]["all"], {"whom": "all"}), *people]
        if step.name == "budget":
            return (Choice(words["choices"]["no_budget"], {"budget": ""}),)
        if step.name == "when":
            usual = [Choice(one["label"], {"when": key}) for key, one in words["when"].items()]
            return [*usual, Choice(words["choices"]["no_when"], {"when": ""})]
        asked = [one.name for one in self.steps({}, context)] if step.name == RECAP else []
        return [Choice(words["choices"][name], {REDO: name}) for name in asked]

    async def carry_out(self, case: Case) -> Outcome:
        """Record the request, with its summary for the adviser."""
        context: GuaranteesContext = case.context
        needs = needs_label(case.values["needs"])
        content = {
            "contract": context.holder.contract_number,
            "title": context.holder.title,
            "needs": needs,
            "whom": whom_label(case.values.get("whom", "all"), context),
            "budget_euros_a_month": case.values["budget"],
            "when": case.values["when"],
        }
        asked = Requested(case.viewer.member_id, self.kind, content, subject=needs, key=case.key)
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due}, recorded.number)

    def _whom(self, text: str, context: GuaranteesContext) -> dict[str, str]:
        named = named_beneficiary(text, context.people)
        if isinstance(named, NobodyCovered):
            raise NotReadable("person")
        if isinstance(named, Everyone):
            return {"whom": "all"}
        if isinstance(named, SeveralCovered):
            return {"whom": ",".join(str(one.id) for one in named.people)}
        return {"whom": str(named.id)} if named else {}


def needs_label(needs: str) -> str:
    """Return needs in French, e.g. « Dentaire, Optique »."""
    return ", ".join(_words()["needs"][need]["label"] for need in needs.split(","))


def whom_label(whom: str, context: GuaranteesContext) -> str:
    """Return for whom, by first names; the whole family by its word."""
    if whom == "all":
        return str(_words()["whom"]["all"])
    return ", ".join(one.first_name for one in context.people if str(one.id) in whom.split(","))


def when_label(when: str) -> str | None:
    """Return a usual date in French; None for a day."""
    known = _words()["when"].get(when)
    return str(known["label"]) if known else None


def _needs_in(text: str) -> list[str]:
    return named_in(text, {key: one["words"] for key, one in _words()["needs"].items()})


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "guarantees.yml").read_text("utf-8"))
    return words
