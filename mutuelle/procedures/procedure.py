"""What a topic writes to have a procedure: which questions, how answers read, and what is done once it is confirmed."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.procedures.model import Choice, Field, Said, SentFile, Step

Context = TypeVar("Context")
Values = Mapping[str, str]


class NotReadable(Exception):
    """An answer cannot be used. `problem` names the response that says why; "" for the step's own.

    `values`: what else the sentence said, which can be used.
    """

    def __init__(self, problem: str = "", values: Values | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.values = dict(values or {})


class FieldsRefused(Exception):
    """Fields of the secure page cannot be used: by field, a French sentence of the topic's that says what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Case:
    """A confirmed draft about to be done, in the transaction of its effect.

    `values` hold the secrets in clear here and nowhere else. `key` is the effect's own: the same for the same
    confirmation.
    """

    connection: AsyncConnection
    viewer: Viewer
    values: Values
    context: Any
    now: datetime
    today: date
    key: str


@dataclass(frozen=True)
class Outcome:
    """What was done, in words' raw material: JSON-ready values for the responses, the request's number if there is one.

    `response` chooses between several endings; "" for the usual one.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    request_number: str | None = None
    response: str = ""


class Procedure(ABC, Generic[Context]):
    """One thing that members do step by step.

    Responses follow its `kind`: `utter_<kind>_opening`, `_ask_<step>`, `_problem_<problem>`, `_recap`, `_done`; its
    words for them are composed in `actions`. `purpose` (of mutuelle/account/purposes.yml) asks for a one-time code
    before the effect. `intents`: those that are about this very procedure, so that they never leave it.
    `drops_others`: once it is done, what it interrupted is not taken up again.
    """

    kind: ClassVar[str]
    purpose: ClassVar[str | None] = None
    intents: ClassVar[frozenset[str]] = frozenset()
    drops_others: ClassVar[bool] = False

    def purpose_of(self, values: Values) -> str | None:
        """Return what a one-time code is needed for before the effect; by default `purpose`, whatever was said."""
        del values
        return self.purpose

    @abstractmethod
    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Context:
        """Return what the questions need to know of the member. Raises the core's errors when it cannot be begun."""

    @abstractmethod
    def steps(self, values: Values, context: Context) -> Sequence[Step]:
        """Return the questions in their order, as far as what is known decides them."""

    @abstractmethod
    async def carry_out(self, case: Case) -> Outcome:
        """Do it. Raises the core's errors; whatever it wrote is then undone."""

    def shown(self, context: Context) -> str:
        """Return what the recap shows beside what was said (an address on file): a confirmation is for that as well."""
        del context
        return ""

    def found(self, text: str, values: Values, context: Context) -> dict[str, str]:
        """Return every value that a sentence holds beyond doubt, whatever was asked. Default: none."""
        del text, values, context
        return {}

    def wish(self, text: str, context: Context) -> dict[str, str]:
        """Return what the first sentence says already; by default what `found` finds."""
        return self.found(text, {}, context)

    def read(self, step: Step, said: Said, values: Values, context: Context) -> dict[str, str]:
        """Return what an answer says, read in the light of its question; {} or NotReadable when it cannot be used.

        By default nothing: what `found` finds was taken before.
        """
        del step, said, values, context
        return {}

    def beside(self, said: Said, values: Values, context: Context) -> dict[str, str]:
        """Return what a sentence typed while the page is waited for adds to what was said before. Default: nothing.

        Never what belongs on the page.
        """
        del said, values, context
        return {}

    def correct(self, text: str, values: Values, context: Context) -> dict[str, str]:
        """Return what a sentence at the recap corrects, beyond what `found` finds. Default: none."""
        del text, values, context
        return {}

    def choices(self, step: Step, values: Values, context: Context) -> Sequence[Choice]:
        """Return the buttons under a question. Default: none."""
        del step, values, context
        return ()

    def fields(self, step: Step, values: Values, context: Context) -> Sequence[Field]:
        """Return the fields of the secure page of a step with `page`."""
        raise NotImplementedError

    def read_fields(
        self, step: Step, form: Values, files: Mapping[str, Sequence[SentFile]], values: Values, context: Context
    ) -> dict[str, str]:
        """Return the values that the page gives; the caller seals the secret ones. Raises FieldsRefused.

        `values` is what was said before, its secrets sealed.
        """
        raise NotImplementedError
