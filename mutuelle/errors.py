"""Every refusal of the core: one class each, named as a fact.

`actions` and `bot` map each of them to a French sentence; a test asserts that none is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mutuelle.beneficiaries.rules import Person
    from mutuelle.periods import Refusal


class MutuelleError(Exception):
    """A request that the core refuses for a reason a member can be told."""


class NotLoggedIn(MutuelleError):
    """Nobody is logged in in this conversation."""


class SessionLocked(NotLoggedIn):
    """A member was logged in in this conversation, but it stayed idle too long."""


class ConversationUnknown(MutuelleError):
    """The dialogue engine names a conversation that does not exist."""


class LinkUnknown(MutuelleError):
    """No such one-time link was ever issued."""


class LinkExpired(MutuelleError):
    """The one-time link was issued too long ago."""


class LinkUsed(MutuelleError):
    """The one-time link has served already, or a newer one replaced it."""


class WrongCredentials(MutuelleError):
    """Identifier and password do not belong together; which of the two is wrong is not said."""


@dataclass
class TooManyAttempts(MutuelleError):
    """Too many logins failed for this identifier or from this address; a new try is possible at `until`."""

    until: datetime


@dataclass
class CodeNeeded(MutuelleError):
    """This change needs a one-time code first, for `purpose` (a key of `mutuelle/account/purposes.yml`)."""

    purpose: str


@dataclass
class WrongCode(MutuelleError):
    """The one-time code is not the one that was sent; `left` tries remain, 0: the code is dead."""

    left: int


@dataclass
class TooManyCodes(MutuelleError):
    """Too many one-time codes were sent; a new one is possible at `until`."""

    until: datetime


class LinkedToOther(MutuelleError):
    """This Telegram chat is linked to another account than the one whose password was given."""


class NotConfirmed(MutuelleError):
    """The link was not confirmed in Telegram yet."""


class NothingToConfirm(MutuelleError):
    """No link waits to be confirmed in this chat, or it waited too long."""


class NotLinked(MutuelleError):
    """No Telegram account is linked to this account."""


@dataclass
class BeneficiaryUnknown(MutuelleError):
    """The contract covers nobody that is called so; `covered` are those it does cover."""

    named: str
    covered: "tuple[Person, ...]"


@dataclass
class BeneficiaryAmbiguous(MutuelleError):
    """Several people of the contract may be meant."""

    people: "tuple[Person, ...]"


@dataclass
class ProfessionalUnknown(MutuelleError):
    """No payment went straight to a professional of this name."""

    named: str


@dataclass
class LineUnknown(MutuelleError):
    """The list on display has no line of this rank; it shows `first` to `last`."""

    first: int
    last: int


@dataclass
class PeriodRefused(MutuelleError):
    """The sentence speaks of a period that cannot be taken as it was said."""

    refusal: "Refusal"


@dataclass
class EmailRefused(MutuelleError):
    """The new address cannot be the identifier: `invalid`, `same`, or `typo` (then `hint` is probably meant)."""

    problem: str
    hint: str = ""


class KeywordWrong(MutuelleError):
    """The word that confirms a deletion was not copied out."""


@dataclass
class PasswordRefused(MutuelleError):
    """The new password breaks a rule: `problem` as `password_problem` names it."""

    problem: str


class ExclusionAsked(MutuelleError):
    """The message excludes a person or a kind of care (« sauf la pharmacie »), which lists cannot do."""


class CareAmbiguous(MutuelleError):
    """The message names several kinds of care, or one that may be either; a list is of one. `kinds`: their keys."""

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__("several kinds of care")
        self.kinds = tuple(kinds)


class CareDatesWanted(MutuelleError):
    """An advanced search needs dates of care; `covered` are the people it can be about."""

    def __init__(self, covered: "tuple[Person, ...]") -> None:
        super().__init__()
        self.covered = covered


class PaymentNotFound(MutuelleError):
    """No payment of the member fits what he named."""


class PaymentAmbiguous(MutuelleError):
    """Several payments may be meant; `candidates` are ids, amounts in euros and days of payment."""

    def __init__(self, candidates: tuple[tuple[int, Decimal, date], ...]) -> None:
        super().__init__()
        self.candidates = candidates


class NothingNamed(MutuelleError):
    """The message was to narrow a list, but names no period, person or kind of care."""


class DocumentChanged(MutuelleError):
    """What the document says is not so any more: it cannot be made again as it was."""


class NoListing(MutuelleError):
    """Nothing has been listed yet in this conversation that could be continued."""


class NoFurtherPage(MutuelleError):
    """The listing has no page after the one shown."""


class NoEarlierPage(MutuelleError):
    """The listing has no page before the one shown."""


@dataclass
class RequestUnknown(MutuelleError):
    """The member has no request of this number."""

    number: str


@dataclass
class RequestStateRefused(MutuelleError):
    """A request cannot go from its state to this one."""

    state: str
    wanted: str


@dataclass
class RequestOpenAlready(MutuelleError):
    """Such a request is under way already: its number, and since when."""

    number: str
    since: datetime


class DocumentNotAwaited(MutuelleError):
    """No request of the member waits for a document, or not any more."""


class RequestNotReceived(MutuelleError):
    """No request of the member can be taken back: somebody began to deal with each."""


@dataclass
class HandedOver(MutuelleError):
    """A person has the conversation already: who."""

    to: str


class NotHandedOver(MutuelleError):
    """No person has the conversation."""


class NothingToResume(MutuelleError):
    """No procedure was left in the middle in this conversation."""


class ContractClosed(MutuelleError):
    """The contract has ended: it cannot be changed any more."""


@dataclass
class NobodyToRemove(MutuelleError):
    """The contract covers nobody who may leave it; `number`: the request by which the last ones are leaving."""

    number: str | None


class PractitionerUnknown(MutuelleError):
    """The directory has no such professional, or has not any more."""
