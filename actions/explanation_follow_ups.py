"""What is said after a payment was explained: in other words, of another person or care, another payment."""

from actions.answering import Turn
from actions.base import Events, Services
from actions.explanation_simply import SIMPLY_TOLD, say_no_simpler, show_simply
from actions.explanation_words import payment_beside, show_explanation
from actions.glossary import says_otherwise
from actions.reimbursements import request_of
from mutuelle.conversations.told import Told
from mutuelle.errors import PaymentAmbiguous, PaymentNotFound
from mutuelle.reimbursements.explanations import Explanation
from mutuelle.reimbursements.going_on import other_one_named
from mutuelle.reimbursements.request import Request


async def explained_otherwise(turn: Turn, services: Services, told: Told) -> Events | None:
    """Explain the same payment in easy words when it was not understood; a second time, offer a person."""
    if not says_otherwise(turn, services):
        return None
    if told.what == SIMPLY_TOLD:
        say_no_simpler(turn)
    else:
        show_simply(turn, await explained_again(turn, services, told))
    return []


async def explained_again(turn: Turn, services: Services, told: Told) -> Explanation:
    """Return the explanation just given. Raises NotLoggedIn, SessionLocked."""
    return await services.explanations.explain(turn.rasa_id, Request(""), payment_id=told.details["payment"])


async def explained_of_another(turn: Turn, services: Services, told: Told) -> Events | None:
    """Explain the payment that is like the one just explained: « et ma femme, le gynéco », « et en 2025 ? »."""
    del told
    found = await services.explanations.go_on(turn.rasa_id, request_of(turn))
    if found is None:
        return None
    show_explanation(turn, found)
    return []


async def explained_beside(turn: Turn, services: Services, told: Told) -> Events | None:
    """Explain the payment before or after the one just explained: « pas celui-là, celui d'avant »."""
    del told
    return [] if await payment_beside(turn, services) else None


async def another_meant(turn: Turn, services: Services, told: Told) -> Events | None:
    """Ask which payment was meant, when it was not the one explained. Raises PaymentAmbiguous, PaymentNotFound."""
    del told
    if not other_one_named(turn.text):
        return None
    others = await services.explanations.others(turn.rasa_id)
    if not others:
        raise PaymentNotFound
    raise PaymentAmbiguous(tuple((one.id, one.paid, one.paid_on) for one in others))
