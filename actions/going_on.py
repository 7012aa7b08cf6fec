"""Short messages that go on with what was told last, whatever the engine takes them for by themselves."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from actions.answering import Turn
from actions.bank import SHOWN, WHICH, account_changed, account_named
from actions.base import Events, Services
from actions.contributions import CONTRIBUTION, contribution_before
from actions.explanation_follow_ups import another_meant, explained_beside, explained_of_another, explained_otherwise
from actions.explanation_simply import SIMPLY_TOLD
from actions.explanation_words import EXPLAINED
from actions.glossary import DEFINED, defined_otherwise
from actions.levels import LEVELS, levels_of_another
from actions.reimbursements import NOTHING, latest_instead
from actions.situation import CONDOLED, steps_after_death
from actions.withheld import WITHHELD, withheld_again, withheld_of_defined
from mutuelle.conversations.told import Told
from mutuelle.wording import words_of

FollowUp: TypeAlias = Callable[[Turn, Services, Told], Awaitable[Events | None]]  # None: the message is not for it
AFTER_EXPLANATION: Sequence[FollowUp] = (
    explained_otherwise,
    explained_beside,
    explained_of_another,
    another_meant,
)
FOLLOW_UPS: Mapping[str, Sequence[FollowUp]] = {
    DEFINED: (withheld_of_defined, defined_otherwise),
    WITHHELD: (withheld_again,),
    CONDOLED: (steps_after_death,),
    NOTHING: (latest_instead,),
    CONTRIBUTION: (contribution_before,),
    LEVELS: (levels_of_another,),
    EXPLAINED: AFTER_EXPLANATION,
    SIMPLY_TOLD: AFTER_EXPLANATION,
    WHICH: (account_named,),
    SHOWN: (account_changed,),
}
LONGEST = 14  # words of a message that goes on with something


async def go_on(turn: Turn, services: Services) -> Events | None:
    """Answer a message that goes on with what was told last; None when it does not. Raises the core's errors."""
    if turn.was_answered or not 0 < len(words_of(turn.text)) <= LONGEST:
        return None
    told = await services.telling.last(turn.rasa_id)
    if told is None:
        return None
    for follow_up in FOLLOW_UPS.get(told.what, ()):
        events = await follow_up(turn, services, told)
        if events is not None:
            return events
    return None
