"""What a sentence may mean beside its intent: an action that others come before lets them answer first."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, TypeAlias, TypeVar

from actions.answering import Turn
from actions.base import Events, MemberAction, Services

Acting = TypeVar("Acting", bound=MemberAction)
Act: TypeAlias = Callable[[Acting, Turn], Coroutine[Any, Any, Events | None]]
Other: TypeAlias = Callable[[Turn, Services], Awaitable[bool]]  # answers, or says that the sentence is not for it


def unless(*others: Other) -> Callable[[Act[Acting]], Act[Acting]]:
    """Let others answer instead of an action: the first for which the sentence is."""

    def decorate(act: Act[Acting]) -> Act[Acting]:
        @wraps(act)
        async def acting(self: Acting, turn: Turn) -> Events | None:
            for other in others:
                if await other(turn, self.services):
                    return None
            return await act(self, turn)

        return acting

    return decorate
