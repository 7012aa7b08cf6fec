"""Asking for somebody to be covered: who, since when; number and proof on the secure page. Staff checks and decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from stdnum.exceptions import ValidationError
from stdnum.fr import nir as nir_number

from mutuelle.account.access import Viewer
from mutuelle.account.coordinates import read_day
from mutuelle.beneficiaries import enrolment_reading as reading
from mutuelle.beneficiaries.naming import words
from mutuelle.beneficiaries.open_changes import enrolments_asked
from mutuelle.beneficiaries.rules import Person
from mutuelle.beneficiaries.service import covered_people
from mutuelle.contract.holder import Holder, open_holder
from mutuelle.procedures.model import Choice, Field, Said, SentFile, Step
from mutuelle.procedures.procedure import Case, FieldsRefused, NotReadable, Outcome, Procedure, Values
from mutuelle.procedures.replies import reply_in
from mutuelle.requests.opening import Requested, open_request
from mutuelle.wording import fold, named_in, words_of

NEWBORN = timedelta(days=92)
BRIEF, SHORT = 5, 7  # words
EARLIEST, LATEST = timedelta(days=92), timedelta(days=366)
NAME = Step("name", ("first_name", "last_name"), free=True)
IDENTITY = Step("identity", ("nir", "masked", "proof"), page=True)


@dataclass(frozen=True)
class EnrolmentContext:
    """The policyholder, whom the contract covers, who is being enrolled already: first name, birth date (ISO)."""

    holder: Holder
    people: tuple[Person, ...]
    asked: tuple[tuple[str, str, str], ...]
    today: date


class Enrolment(Procedure[EnrolmentContext]):
    """Asks who, then number and proof, then since when.

    Values: `relation` (a key of words.yml), `child` (set once one is spoken of without saying which), `first_name`,
    `last_name`, `birth_date`, `nir` (sealed), `since`.
    """

    kind = "beneficiaries_enrolment"

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> EnrolmentContext:
        """Return the family. Raises ContractClosed."""
        holder = await open_holder(connection, viewer.member_id, today)
        people = await covered_people(connection, holder.contract_id, today)
        asked = await enrolments_asked(connection, viewer.member_id, secret=self._secret)
        return EnrolmentContext(holder, people, tuple(asked), today)

    def steps(self, values: Values, context: EnrolmentContext) -> Sequence[Step]:
        """Return who, then number and proof, then since when."""
        del values, context
        return (Step.of("relation"), NAME, Step.of("birth_date"), IDENTITY, Step.of("since"))

    def wish(self, text: str, context: EnrolmentContext) -> dict[str, str]:
        """Return relation, name and birth date that the first sentence says."""
        born = reading.birth_in(text, {}, today=context.today) if reading.says_birth(text) else {}
        found = reading.relation_in(text) | born | reading.name_told(text, context.holder.last_name)
        return found | reading.child_in(text, found)

    def found(self, text: str, values: Values, context: EnrolmentContext) -> dict[str, str]:
        """Return a relation, and a birth date that is said to be one."""
        early, few = "masked" not in values, len(words_of(text))
        of_birth = reading.says_birth(text) or (early and "birth_date" in values and few <= SHORT)
        found = reading.birth_in(text, values, today=context.today) if of_birth else {}
        corrects = early and few <= BRIEF  # « on est pacsés », « non c'est ma fille »
        relation = reading.relation_in(text) if corrects or "relation" not in values else {}
        relation = relation or reading.child_in(text, values)
        found |= reading.name_in(text, context.holder.last_name)
        self._refuse_known({**values, **found}, context)
        return relation | found

    def read(self, step: Step, said: Said, values: Values, context: EnrolmentContext) -> dict[str, str]:
        """Return the answer to the question."""
        read: dict[str, str] = {}
        if step.name == "relation":
            read = reading.relation_alone(said.text)
        elif step.name == "name" and not reply_in(said.text):
            read = reading.name_answered(said.text, context.holder.last_name)
        elif step.name == "birth_date":
            read = reading.birth_in(said.text, values, today=context.today)
        elif step.name == "since":
            read = self._since(said.text, values, context)
        self._refuse_known({**values, **read}, context)
        return read

    def beside(self, said: Said, values: Values, context: EnrolmentContext) -> dict[str, str]:
        """Return who it is after all, typed while the page is waited for: « non, elle est née avant-hier »."""
        return self.found(said.text, values, context) or self.correct(said.text, values, context)

    def correct(self, text: str, values: Values, context: EnrolmentContext) -> dict[str, str]:
        """Return a corrected day, or a name after « c'est », « c'est parfait » being none."""
        return self._since(text, values, context) or reading.name_corrected(text, context.holder.last_name)

    def choices(self, step: Step, values: Values, context: EnrolmentContext) -> Sequence[Choice]:
        """Return the relations, or the usual days."""
        if step.name == "relation":
            relations = words()["relations"]
            likely = words()["child_gender"] if "child" in values else relations
            return [Choice(relations[key]["label"], {"relation": key}) for key in likely]
        if step.name == "since":
            days = [Choice(words()["choices"]["today"], {"since": context.today.isoformat()})]
            if _newborn(values, context.today):
                days.insert(0, Choice(words()["choices"]["birth"], {"since": values["birth_date"]}))
            return days
        return ()

    def fields(self, step: Step, values: Values, context: EnrolmentContext) -> Sequence[Field]:
        """Return the social security number and the proof."""
        del step
        said = words()["fields"]
        hint = said["proof"]["hint"].format(proof=_relation(values)["proof"].capitalize())
        needed = not _newborn(values, context.today)
        return (
            Field("nir", "nir", said["nir"]["label"], said["nir"]["hint"], required=needed, secret=True),
            Field("proof", "files", said["proof"]["label"], hint, required=False),
        )

    def read_fields(
        self,
        step: Step,
        form: Values,
        files: Mapping[str, Sequence[SentFile]],
        values: Values,
        context: EnrolmentContext,
    ) -> dict[str, str]:
        """Return the number, checked against its own key, the sex and the birth date. Raises FieldsRefused."""
        del step
        problems, typed = words()["problems"], form.get("nir", "")
        proof = " ".join(one.id for one in files.get("proof", ()))
        if not typed:
            if not _newborn(values, context.today):
                raise FieldsRefused({"nir": problems["nir_missing"]})
            return {"nir": "", "masked": "", "proof": proof}
        try:
            number = nir_number.validate(typed)
        except ValidationError:
            raise FieldsRefused({"nir": problems["nir"]}) from None
        if not _is_of(number, _relation(values)["gender"], date.fromisoformat(values["birth_date"])):
            raise FieldsRefused({"nir": problems["nir_person"]})
        return {"nir": number, "masked": f"{number[0]} •• •• … {number[-2:]}", "proof": proof}

    async def carry_out(self, case: Case) -> Outcome:
        """Record the request; cover begins only once staff has checked it."""
        context: EnrolmentContext = case.context
        self._refuse_known(case.values, context)
        relation = _relation(case.values)
        content = {
            "relation": relation["relation"],
            "gender": relation["gender"],
            "kind": case.values["relation"],
            **{key: case.values[key] for key in ("first_name", "last_name", "birth_date", "since")},
            "nir": case.values.get("nir", ""),
        }
        asked = Requested(
            case.viewer.member_id,
            self.kind,
            content,
            subject=case.values["first_name"],
            key=case.key,
            attachments=case.values.get("proof", ""),
        )
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due, "first_name": case.values["first_name"]}, recorded.number)

    def _since(self, text: str, values: Values, context: EnrolmentContext) -> dict[str, str]:
        known = date.fromisoformat(values["since"]) if "since" in values else context.today
        if named_in(text, {"": words()["since_birth"]}) and _newborn(values, context.today):
            return {"since": values["birth_date"]}
        day = read_day(text, today=context.today, like=known)
        if day is None:
            return {}
        if not context.today - EARLIEST <= day <= context.today + LATEST:
            raise NotReadable("since_range")
        return {"since": day.isoformat()}

    def _refuse_known(self, values: Values, context: EnrolmentContext) -> None:
        first, born = fold(values.get("first_name", "")), values.get("birth_date", "")
        if not first or not born:
            return
        if any((fold(one.first_name), one.birth_date.isoformat()) == (first, born) for one in context.people):
            raise NotReadable("covered_already")
        if any((fold(name), day) == (first, born) for _, name, day in context.asked):
            raise NotReadable("asked_already")


def _relation(values: Values) -> dict[str, Any]:
    found: dict[str, Any] = words()["relations"][values["relation"]]
    return found


def _newborn(values: Values, today: date) -> bool:
    born = values.get("birth_date")
    return born is not None and today - date.fromisoformat(born) <= NEWBORN


def _is_of(number: str, gender: str, born: date) -> bool:
    """Say whether a social security number may be of this person; a month outside of 1 to 12 says nothing."""
    sexes = {"F": "2478", "M": "1378"}
    month = int(number[3:5])
    fits = 1 <= month <= 12  # noqa: PLR2004
    return number[0] in sexes[gender] and number[1:3] == f"{born:%y}" and (not fits or month == born.month)
