"""Telling of a change that staff deals with: retirement, a job, a regime; what it is, from when, a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.contract.holder import Holder, holder_of
from mutuelle.procedures.model import DETOUR, Choice, Said, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.procedures.replies import reply_in, says_nothing
from mutuelle.requests import situation_reading as reading
from mutuelle.requests.opening import Requested, open_request
from mutuelle.wording import named_in

OTHER, NAME = "other", "name"
WHAT, SINCE = Step.of("what"), Step.of("since", optional=True)
NEW_NAME, DETAIL = Step.of("new_name", free=True), Step.of("detail", free=True)
NOTE = Step.of("note", free=True, optional=True)
LONGEST_NOTE = 500


@dataclass(frozen=True)
class SituationContext:
    """Who tells, and the day."""

    holder: Holder
    today: date


class SituationReport(Procedure[SituationContext]):
    """Asks what changes, from when, and a free note; a request for staff comes of it.

    Values: `what` (a key of the labels in situation.yml), `since` (ISO, "" when not known), `new_name` of a change of
    name, `detail` of what has no label of its own, `note` ("" for none).
    """

    kind = "requests_situation"

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> SituationContext:
        """Return who tells it."""
        return SituationContext(await holder_of(connection, viewer.member_id, today), today)

    def steps(self, values: Values, context: SituationContext) -> Sequence[Step]:
        """Return the questions: a name and what has no label are told first."""
        del context
        told = {NAME: (NEW_NAME,), OTHER: (DETAIL,)}.get(values.get("what", ""), ())
        return (WHAT, *told, SINCE) if values.get("what") == OTHER else (WHAT, *told, SINCE, NOTE)

    def wish(self, text: str, context: SituationContext) -> dict[str, str]:
        """Return what changes, and from when."""
        events = reading.events_of(text)
        return self._since(text, context, {"what": events[0]}) if events else {}

    def found(self, text: str, values: Values, context: SituationContext) -> dict[str, str]:
        """Return what a sentence says of it; while something is told freely, all of it is that."""
        step = next((one for one in self.steps(values, context) if one.keys[0] not in values), None)
        events = reading.events_of(text)
        if reading.branches_of(text) == (reading.CONTACT,) and reading.is_besides(text):
            return {DETOUR: "profile_contact"}
        if step in {NEW_NAME, DETAIL, NOTE}:
            return {step.name: text[:LONGEST_NOTE]} if events and step is not None else {}
        return self._since(text, context, {"what": events[0]} if events else {})

    def read(self, step: Step, said: Said, values: Values, context: SituationContext) -> dict[str, str]:
        """Return what is told freely, a change without a label, or that the day is not known."""
        del values, context
        if step == WHAT and named_in(said.text, {"": reading.words()["other"]}):
            return {"what": OTHER}
        if step == SINCE and reading.is_unknown(said.text):
            return {"since": ""}
        if step in {NEW_NAME, DETAIL, NOTE} and not reply_in(said.text) and any(map(str.isalpha, said.text)):
            return {step.name: said.text[:LONGEST_NOTE]}
        return {}

    def choices(self, step: Step, values: Values, context: SituationContext) -> Sequence[Choice]:
        """Return the changes there are; the way past what is optional."""
        del values, context
        words = reading.words()
        if step == WHAT:
            return [Choice(words["labels"][one], {"what": one}) for one in words["offered"]]
        if step == SINCE:
            return (Choice(words["unknown_label"], {"since": ""}),)
        return (Choice(words["none_label"], {"note": ""}),) if step == NOTE else ()

    async def carry_out(self, case: Case) -> Outcome:
        """Record the request."""
        holder: Holder = case.context.holder
        what = case.values["what"]
        content = {
            "name": f"{holder.first_name} {holder.last_name}",
            "contract": holder.contract_number,
            **{key: case.values[key] for key in ("what", "since", "new_name", "detail", "note") if key in case.values},
        }
        subject = reading.words()["labels"][what]
        asked = Requested(holder.member_id, self.kind, content, subject=subject, key=case.key)
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due, "what": what}, recorded.number)

    def _since(self, text: str, context: SituationContext, known: dict[str, str]) -> dict[str, str]:
        """Return what is known with the day that the sentence names. Raises NotReadable for one too far."""
        day = None if says_nothing(text) else reading.read_since(text, today=context.today)
        if day is None:
            return known
        if not reading.since_in_range(day, today=context.today):
            raise NotReadable("date_range", known)
        return {**known, "since": day.isoformat()}
