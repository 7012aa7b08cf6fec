"""Asking for people to leave the contract: who, why, from when. Nobody loses cover before staff has done it."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.coordinates import read_day
from mutuelle.beneficiaries.naming import people_named, words
from mutuelle.beneficiaries.open_changes import removals_asked
from mutuelle.beneficiaries.rules import Person, Relation
from mutuelle.beneficiaries.service import covered_people
from mutuelle.contract.holder import open_holder
from mutuelle.errors import NobodyToRemove
from mutuelle.procedures.model import Choice, Field, Said, SentFile, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.requests.opening import Requested, open_request
from mutuelle.wording import named_in

DEATH = "death"
LATEST = timedelta(days=366)
EARLIEST_DEATH = timedelta(days=3 * 366)
EARLIEST = timedelta(days=92)
PROOF = Step("proof", ("proof",), page=True, optional=True)


@dataclass(frozen=True)
class RemovalContext:
    """Who may leave, and who is leaving already: the number of the request, by person."""

    people: tuple[Person, ...]
    asked: Mapping[int, str]
    today: date

    @property
    def removable(self) -> tuple[Person, ...]:
        """Everybody but the policyholder and those whose removal was asked for."""
        return tuple(
            one for one in self.people if one.relation is not Relation.POLICYHOLDER and one.id not in self.asked
        )

    def named(self, ids: str) -> tuple[Person, ...]:
        """Return the people of a value; one who may not leave is not among them."""
        wanted = {int(one) for one in ids.split() if one.isdecimal()}
        return tuple(one for one in self.removable if one.id in wanted)


class Removal(Procedure[RemovalContext]):
    """Values: `people` (ids), `reason` (a key of words.yml), `since` (ISO: last day, or day of death), `proof`."""

    kind = "beneficiaries_removal"
    purpose = "remove_beneficiary"

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> RemovalContext:
        """Return who may leave. Raises ContractClosed, NobodyToRemove."""
        holder = await open_holder(connection, viewer.member_id, today)
        people = await covered_people(connection, holder.contract_id, today)
        asked = await removals_asked(connection, viewer.member_id, secret=self._secret)
        context = RemovalContext(people, asked, today)
        if not context.removable:
            numbers = sorted(set(asked.values()))
            raise NobodyToRemove(numbers[-1] if numbers else None)
        return context

    def steps(self, values: Values, context: RemovalContext) -> Sequence[Step]:
        """Return who, why, from when; the proof may come later."""
        del values, context
        return (Step.of("people"), Step.of("reason"), Step.of("since"), PROOF)

    def wish(self, text: str, context: RemovalContext) -> dict[str, str]:
        """Return what the first sentence says; that it names nobody who may leave is said."""
        return self.found(text, {}, context)

    def found(self, text: str, values: Values, context: RemovalContext) -> dict[str, str]:
        """Return people, reason and day that a sentence says beyond doubt."""
        said = self._reason(text)
        try:
            said = self._people(text, context) | said
        except NotReadable as unusable:
            raise NotReadable(unusable.problem, said) from None
        return said | self._day(text, {**values, **said}, context, said)

    def read(self, step: Step, said: Said, values: Values, context: RemovalContext) -> dict[str, str]:
        """Return « oui » for the one person who may leave; a day of this month."""
        if step.name == "people" and len(context.removable) == 1 and said.reply == "yes":
            return {"people": str(context.removable[0].id)}
        if step.name == "since":  # « le 12 » alone
            return self._day(said.text, {**values, "since": context.today.isoformat()}, context)
        return {}

    def choices(self, step: Step, values: Values, context: RemovalContext) -> Sequence[Choice]:
        """Return the people, the reasons, or the usual days."""
        if step.name == "people":
            return [Choice(one.first_name, {"people": str(one.id)}) for one in context.removable]
        if step.name == "reason":
            return [Choice(one["label"], {"reason": key}) for key, one in words()["reasons"].items()]
        if step.name == "since" and values.get("reason") != DEATH:
            days = {"today": context.today, **_ends(context.today)}
            return [Choice(words()["choices"][key], {"since": day.isoformat()}) for key, day in days.items()]
        if step.name == "proof":
            return [Choice(words()["choices"]["no_proof"], {"proof": ""})]
        return ()

    def fields(self, step: Step, values: Values, context: RemovalContext) -> Sequence[Field]:
        """Return the proof."""
        del step, values, context
        said = words()["fields"]["removal_proof"]
        return (Field("proof", "files", said["label"], said["hint"], required=False),)

    def read_fields(
        self, step: Step, form: Values, files: Mapping[str, Sequence[SentFile]], values: Values, context: RemovalContext
    ) -> dict[str, str]:
        """Return the ids of what was sent."""
        del step, form, values, context
        return {"proof": " ".join(one.id for one in files.get("proof", ()))}

    async def carry_out(self, case: Case) -> Outcome:
        """Record the request; staff ends the cover."""
        context: RemovalContext = case.context
        people = context.named(case.values["people"])
        if not people:
            raise NobodyToRemove(None)
        names = ", ".join(one.first_name for one in people)
        content = {
            "people": [one.id for one in people],
            "names": [f"{one.first_name} {one.last_name}" for one in people],
            "reason": case.values["reason"],
            "since": case.values["since"],
        }
        proof = case.values.get("proof", "")
        asked = Requested(case.viewer.member_id, self.kind, content, subject=names, key=case.key, attachments=proof)
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        death = case.values["reason"] == DEATH
        return Outcome({"expected_on": due, "names": names}, recorded.number, DEATH if death else "")

    def _people(self, text: str, context: RemovalContext) -> dict[str, str]:
        named = people_named(text, context.people)
        free = {one.id for one in context.removable}
        people = [one for one in named.people if one.id in free]
        if people:
            return {"people": " ".join(str(one.id) for one in people)}
        if named.people:
            raise NotReadable("asked_already")
        if named.unclear:
            raise NotReadable("which")
        if named.policyholder:
            raise NotReadable("policyholder")
        if named.unknown:
            raise NotReadable("unknown")
        return {}

    def _reason(self, text: str) -> dict[str, str]:
        named = named_in(text, {key: one["words"] for key, one in words()["reasons"].items()})
        return {"reason": named[0]} if named else {}

    def _day(self, text: str, values: Values, context: RemovalContext, said: Values | None = None) -> dict[str, str]:
        """Return the day; a death is in the past. Raises NotReadable, which keeps what else was `said`."""
        in_words = named_in(text, words()["days"])
        known = date.fromisoformat(values["since"]) if "since" in values else None
        day = _ends(context.today)[in_words[0]] if in_words else read_day(text, today=context.today, like=known)
        if day is None:
            return {}
        death = DEATH in {values.get("reason"), self._reason(text).get("reason")}
        if death and day > context.today:
            day = _latest_before(day, text, context.today)
        earliest = context.today - (EARLIEST_DEATH if death else EARLIEST)
        latest = context.today if death else context.today + LATEST
        if not earliest <= day <= latest:
            raise NotReadable("since_death" if death else "since_range", said)
        return {"since": day.isoformat()}


def _latest_before(day: date, text: str, today: date) -> date:
    """Return the latest day that « mardi » or « le 12 décembre » may have been; a year that is said stays."""
    if str(day.year) in text:
        return day
    spoken = any(char.isdigit() for char in text)
    back = day - (relativedelta(years=1) if spoken else relativedelta(weeks=1))
    return back if back <= today else day


def _ends(today: date) -> dict[str, date]:
    """Return the last day of the month and of the year, by their names in words.yml."""
    month_end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return {"month_end": month_end, "year_end": date(today.year, 12, 31)}
