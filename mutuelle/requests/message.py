"""Writing to us: a subject, a message in the member's own words, files if he likes."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.procedures.model import RECAP, REDO, Choice, Field, Said, SentFile, Step
from mutuelle.procedures.procedure import Case, Outcome, Procedure, Values
from mutuelle.procedures.replies import is_unsure, reply_in
from mutuelle.reimbursements.rules import care_label, named_care
from mutuelle.requests.letter import FILES, Letters, files_field, files_given, files_in
from mutuelle.requests.opening import Requested, open_request
from mutuelle.wording import named_in, words_of

LONGEST_SUBJECT = 60


class RequestMessage(Procedure[Letters]):
    """Sends a message to the mutuelle.

    Values: `subject`, a key of `message.yml` or the member's own words, sealed; `care`, the kind of care that the
    papers are about; `message` and `attachments`, sealed.
    """

    kind = "requests_message"
    intents = frozenset({"write_to_us"})

    def __init__(self, secret: str) -> None:
        self._letters = Letters(secret)

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Letters:
        """Return what opens the member's words."""
        del connection, viewer, today
        return self._letters

    def steps(self, values: Values, context: Letters) -> Sequence[Step]:
        """Return subject, message, files: papers go without a message, but not without both."""
        del context
        papers = _brings_papers(values)
        bare = papers and values.get("message") == ""
        return (
            Step.of("subject", free=True),
            Step.of("message", letter=True, optional=papers),
            Step.of(FILES, page=True, optional=not bare),
        )

    def wish(self, text: str, context: Letters) -> dict[str, str]:
        """Return what the member writes about."""
        del context
        return _subject_in(text)

    def found(self, text: str, values: Values, context: Letters) -> dict[str, str]:
        """Return the subject when it is asked for and is all that is said."""
        del context
        if "subject" in values:
            return {}
        said = [word for word in words_of(text) if word not in _little()]
        whole = [one for one in _words()["subjects"].values() for word in one["words"] if words_of(word) == said]
        return _subject_in(text) if whole else {}

    def read(self, step: Step, said: Said, values: Values, context: Letters) -> dict[str, str]:
        """Return the subject or the message; a long answer to the first question is the message already."""
        del values
        if step.name == "message":
            return {"message": context.written(said.text)}
        if reply_in(said.text) is not None or sum(char.isalpha() for char in said.text) < 3:  # noqa: PLR2004
            return {}
        named = _subject_in(said.text)
        if len(said.text) > LONGEST_SUBJECT:
            return {"subject": "other", **named, "message": context.written(said.text)}
        return named or {"subject": context.sealed(said.text.strip())}

    def beside(self, said: Said, values: Values, context: Letters) -> dict[str, str]:
        """Return the message with one more piece, typed while the page was waited for."""
        sent = words_of(said.text) in [words_of(phrase) for phrase in _words()["sent"]]
        if sent or is_unsure(said.text) or named_in(said.text, {"": _words()["about_page"]}):
            return {}
        return {"message": context.written(said.text, values.get("message", ""))}

    def correct(self, text: str, values: Values, context: Letters) -> dict[str, str]:
        """Return another subject, or the message with what is to be added."""
        if named_in(text, {"": _words()["subject"]}):
            return _subject_in(text)
        if named_in(text, {"": _words()["adding"]}):
            return {"message": context.written(text, values.get("message", ""))}
        return {}

    def choices(self, step: Step, values: Values, context: Letters) -> Sequence[Choice]:
        """Return the usual subjects; the ways to go without; at the recap, what can be changed."""
        del context
        words = _words()["choices"]
        if step.name == "subject":
            usual = _words()["subjects"].items()
            return [Choice(one["button"], {"subject": key}) for key, one in usual if "button" in one]
        if step.name == RECAP:
            return [Choice(words[name], {REDO: name}) for name in ("message", "subject", FILES)]
        if step.name == FILES and step.optional:
            return (Choice(words["no_attachments"], {FILES: ""}),)
        if step.name == "message" and _brings_papers(values):
            return (Choice(words["no_message"], {"message": ""}),)
        return ()

    def fields(self, step: Step, values: Values, context: Letters) -> Sequence[Field]:
        """Return the files."""
        del values, context
        return (files_field(_words()["field"], required=not step.optional),)

    def read_fields(
        self, step: Step, form: Values, files: Mapping[str, Sequence[SentFile]], values: Values, context: Letters
    ) -> dict[str, str]:
        """Return the files. Raises FieldsRefused where nothing else was given."""
        del form, values, context
        return files_given(files, required=not step.optional, missing=_words()["field"]["missing"])

    async def carry_out(self, case: Case) -> Outcome:
        """Record the message."""
        subject = subject_of(case.values, case.context)
        files = files_in(case.values[FILES])
        content = {"subject": subject, "message": case.values["message"], FILES: files}
        ids = " ".join(one["id"] for one in files)
        asked = Requested(case.viewer.member_id, self.kind, content, subject=subject, key=case.key, attachments=ids)
        recorded = await open_request(case.connection, asked, secret=self._letters.secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due}, recorded.number)


def subject_of(values: Values, letters: Letters) -> str:
    """Return what a message is about, in French, e.g. « Facture ou feuille de soins (Ostéopathie) »."""
    known = _words()["subjects"].get(values["subject"])
    label = str(known["label"]) if known else letters.opened(values["subject"])
    return f"{label} ({care_label(values['care'])})" if values.get("care") else label


def _subject_in(text: str) -> dict[str, str]:
    subjects = _words()["subjects"]
    named = named_in(text, {key: one["words"] for key, one in subjects.items()})
    if not named:
        return {}
    care = named_care(text) if subjects[named[0]].get("papers") else None
    return {"subject": named[0], "care": care or ""}


def _brings_papers(values: Values) -> bool:
    return bool(_words()["subjects"].get(values.get("subject"), {}).get("papers"))


def _little() -> set[str]:
    return {word for phrase in _words()["little"] for word in words_of(phrase)}


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "message.yml").read_text("utf-8"))
    return words
