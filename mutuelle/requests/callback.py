"""Being called back by a person, who gets a summary of what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.coordinates import masked_phone, read_phone, shown_phone
from mutuelle.contract.tables import Member
from mutuelle.conversations.recent import last_said
from mutuelle.procedures import stack as drafts
from mutuelle.procedures.model import DETOUR, RECAP, Choice, Said, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.procedures.service import SEALED
from mutuelle.requests.opening import Requested, open_request
from mutuelle.requests.rules import label_of
from mutuelle.wording import named_in


@dataclass(frozen=True)
class Phones:
    """The numbers on file of a member, by kind: mobile, landline."""

    numbers: Mapping[str, str]

    def chosen(self, values: Values) -> str | None:
        """Return the kind of number to be called: the one said, else the first on file."""
        said = values.get("phone")
        return said if said in self.numbers else next(iter(self.numbers), None)


class RequestHuman(Procedure[Phones]):
    """Asks for a call. Nothing has to be answered but the confirmation, where a number is on file.

    Values: `when`, a key of `callback.yml`; `phone`, the kind of number.
    """

    kind = "requests_human"
    intents = frozenset({"talk_to_human"})

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Phones:
        """Return the numbers on file."""
        del today
        row = (
            await connection.execute(select(Member.mobile, Member.landline).where(Member.id == viewer.member_id))
        ).one()
        return Phones({kind: getattr(row, kind) for kind in ("mobile", "landline") if getattr(row, kind)})

    def steps(self, values: Values, context: Phones) -> Sequence[Step]:
        """Return the number, where none is on file."""
        del values
        return () if context.numbers else (Step.of("phone"),)

    def found(self, text: str, values: Values, context: Phones) -> dict[str, str]:
        """Return when and at which number to call. Raises NotReadable for a number that is not on file."""
        del values
        when = named_in(text, {key: one["words"] for key, one in _words()["when"].items()})
        found = {"when": when[0]} if when else {}
        number = read_phone(text)
        if number is not None:
            known = next((kind for kind, phone in context.numbers.items() if phone == number), None)
            if known is None:
                raise NotReadable("other_phone")
            found["phone"] = known
        return found

    def read(self, step: Step, said: Said, values: Values, context: Phones) -> dict[str, str]:
        """Return nothing: a number is put on file first, not told here."""
        del step, said, values, context
        return {}

    def choices(self, step: Step, values: Values, context: Phones) -> Sequence[Choice]:
        """Return when to call, the other number, and the way to another one."""
        other = Choice(_words()["choices"]["profile"], {DETOUR: "profile_contact", "wanted": "mobile"})
        if step.name != RECAP:
            return (other,)
        whens = [
            Choice(one["label"], {"when": key})
            for key, one in _words()["when"].items()
            if key != values.get("when", "any")
        ]
        phones = [
            Choice(_words()["phones"][kind].format(phone=masked_phone(phone)), {"phone": kind})
            for kind, phone in context.numbers.items()
            if kind != context.chosen(values)
        ]
        return [*whens, *phones, other]

    async def carry_out(self, case: Case) -> Outcome:
        """Record the call to be made, with what was said and what was being done."""
        kind = str(case.context.chosen(case.values))
        when = case.values.get("when", "any")
        content = {
            "phone": shown_phone(case.context.numbers[kind]),
            "when": when_label(when),
            "conversation": case.viewer.conversation_id,
            "said": await last_said(case.connection, case.viewer),
            "under_way": await _under_way(case),
        }
        asked = Requested(case.viewer.member_id, self.kind, content, key=case.key)
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        phone = masked_phone(case.context.numbers[kind])
        return Outcome({"expected_on": due, "when": when, "phone": phone}, recorded.number)


def wants_a_call(text: str) -> bool:
    """Say whether a sentence asks to be called, and not only how to reach a person."""
    return bool(named_in(text, {"": _words()["calling"]}))


def when_label(when: str) -> str:
    """Return when to call, in French."""
    return str(_words()["when"][when]["staff"])


async def _under_way(case: Case) -> list[dict[str, Any]]:
    """Return what the member was doing when he asked for a person; what is sealed stays out."""
    stack = await drafts.load(case.connection, case.viewer)
    return [
        {
            "procedure": _label(draft.kind),
            "known": {key: value for key, value in draft.values.items() if not value.startswith(SEALED)},
        }
        for draft in stack.drafts
        if draft.kind != RequestHuman.kind
    ]


def _label(kind: str) -> str:
    try:
        return label_of(kind)
    except KeyError:  # a procedure that records no request
        return kind


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "callback.yml").read_text("utf-8"))
    return words
