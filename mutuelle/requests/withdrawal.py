"""Taking a request back, as long as nobody began to deal with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.errors import RequestNotReceived
from mutuelle.procedures.model import Choice, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.requests.moving import Move, move_on
from mutuelle.requests.rules import State, number_in
from mutuelle.requests.waiting import Waiting, in_state
from mutuelle.settings import Settings


@dataclass(frozen=True)
class Received:
    """The member's requests that nobody began to deal with."""

    requests: tuple[Waiting, ...]

    def of(self, number: str) -> Waiting | None:
        """Return the request of a number, if it can be taken back."""
        return next((one for one in self.requests if one.number == number), None)

    def wanted(self, values: Values) -> Waiting:
        """Return the request that is to be taken back. Raises RequestNotReceived when staff began meanwhile."""
        request = self.of(values["number"])
        if request is None:
            raise RequestNotReceived
        return request


class RequestWithdrawal(Procedure[Received]):
    """Takes a request back. Value: `number`."""

    kind = "requests_withdrawal"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> Received:
        """Return what can be taken back. Raises RequestNotReceived when nothing can."""
        del today
        received = await in_state(connection, viewer.member_id, State.RECEIVED, secret=self._settings.secret)
        if not received:
            raise RequestNotReceived
        return Received(received)

    def steps(self, values: Values, context: Received) -> Sequence[Step]:
        """Return which request, always: it is never guessed."""
        del values, context
        return (Step.of("number"),)

    def found(self, text: str, values: Values, context: Received) -> dict[str, str]:
        """Return the request that a sentence names by its number. Raises NotReadable."""
        del values
        number = number_in(text)
        if number and context.of(number) is None:
            raise NotReadable("number")
        return {"number": number} if number else {}

    def choices(self, step: Step, values: Values, context: Received) -> Sequence[Choice]:
        """Return the requests."""
        del values
        if step.name != "number":
            return ()
        return [Choice(f"{one.label}, {one.number}", {"number": one.number}) for one in context.requests]

    async def carry_out(self, case: Case) -> Outcome:
        """Take it back. Raises RequestNotReceived when staff began meanwhile."""
        request = case.context.wanted(case.values)
        move = Move(request.number, State.WITHDRAWN, here=case.viewer.conversation_id)
        await move_on(case.connection, move, settings=self._settings, now=case.now)
        return Outcome({"label": request.label}, request.number)
