"""Sending the document that a request waits for: it is attached, and staff goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.attachments.service import attach_to
from mutuelle.errors import DocumentNotAwaited
from mutuelle.procedures.model import RECAP, REDO, Choice, Field, SentFile, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.requests.letter import FILES, Letters, files_field, files_given, files_in
from mutuelle.requests.moving import Move, move_on
from mutuelle.requests.rules import State, number_in
from mutuelle.requests.waiting import Waiting, add_to_content, in_state
from mutuelle.settings import Settings


@dataclass(frozen=True)
class Awaited:
    """The member's requests that wait for a document, and what opens the names of the files."""

    requests: tuple[Waiting, ...]
    letters: Letters

    def of(self, number: str) -> Waiting | None:
        """Return the request of a number, if it waits for a document."""
        return next((one for one in self.requests if one.number == number), None)


class RequestDocument(Procedure[Awaited]):
    """Attaches files to a request. Values: `number`, and `attachments`, sealed."""

    kind = "requests_document"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Awaited:
        """Return what waits for a document. Raises DocumentNotAwaited when nothing does."""
        del today
        secret = self._settings.secret
        waiting = await in_state(connection, viewer.member_id, State.MISSING_DOCUMENT, secret=secret)
        if not waiting:
            raise DocumentNotAwaited
        return Awaited(waiting, Letters(secret))

    def steps(self, values: Values, context: Awaited) -> Sequence[Step]:
        """Return which request, unless there is one, and the files."""
        del values
        which = (Step.of("number"),) if len(context.requests) > 1 else ()
        return (*which, Step.of(FILES, page=True))

    def found(self, text: str, values: Values, context: Awaited) -> dict[str, str]:
        """Return the request that a sentence names by its number. Raises NotReadable."""
        del values
        number = number_in(text)
        if number and context.of(number) is None:
            raise NotReadable("number")
        return {"number": number} if number else {}

    def choices(self, step: Step, values: Values, context: Awaited) -> Sequence[Choice]:
        """Return the requests; at the recap, another file."""
        del values
        if step.name == "number":
            label = _words()["choice"]
            return [
                Choice(label.format(label=one.label, number=one.number), {"number": one.number})
                for one in context.requests
            ]
        return (Choice(_words()["again"], {REDO: FILES}),) if step.name == RECAP else ()

    def fields(self, step: Step, values: Values, context: Awaited) -> Sequence[Field]:
        """Return the files, with what we wrote is missing."""
        del step
        words, note = _words()["field"], wanted(values, context).note
        hint = words["note"].format(note=note) if note else words["hint"]
        return (files_field(words, required=True, hint=hint),)

    def read_fields(
        self, step: Step, form: Values, files: Mapping[str, Sequence[SentFile]], values: Values, context: Awaited
    ) -> dict[str, str]:
        """Return the files. Raises FieldsRefused when there is none."""
        del step, form, values, context
        return files_given(files, required=True, missing=_words()["field"]["missing"])

    async def carry_out(self, case: Case) -> Outcome:
        """Attach the files and have staff go on. Raises DocumentNotAwaited."""
        request = wanted(case.values, case.context)
        files = files_in(case.values[FILES])
        ids = [one["id"] for one in files]
        await attach_to(case.connection, ids, member_id=case.viewer.member_id, request_number=request.number)
        added = {"documents": files}
        await add_to_content(case.connection, request.id, added, secret=self._settings.secret)
        move = Move(request.number, State.IN_PROGRESS, here=case.viewer.conversation_id)
        await move_on(case.connection, move, settings=self._settings, now=case.now)
        return Outcome({"label": request.label}, request.number)


def wanted(values: Values, context: Awaited) -> Waiting:
    """Return the request that the files are for. Raises DocumentNotAwaited when it went on meanwhile."""
    request = context.of(values["number"]) if "number" in values else context.requests[0]
    if request is None:
        raise DocumentNotAwaited
    return request


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "document.yml").read_text("utf-8"))
    return words
