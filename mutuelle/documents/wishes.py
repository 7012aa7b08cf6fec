"""What a member has said so far of the certificate he wants. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from mutuelle.beneficiaries.rules import Everyone, NobodyCovered, Person, SeveralCovered, named_beneficiary
from mutuelle.documents.rules import CERTIFICATES, CONTRIBUTIONS, EVERYONE, REMOVAL, named_certificate, named_year
from mutuelle.wording import fold, same_word, words_of

_SEVERAL = re.compile(r"\b(mes|nos|les|deux|trois|tous|toutes)\b")
_DOCUMENT = ("attestation", "certificat", "justificatif", "certif")


@dataclass(frozen=True)
class Said:
    """What a message says: its text and whom the language model saw in it; or what was tapped."""

    text: str = ""
    mentioned: tuple[str, ...] = ()
    kind: str = ""
    person: str = ""
    year: str = ""


@dataclass(frozen=True)
class Wish:
    """A certificate on the way: its kind, whom it is about, of which year; how many answers in a row said nothing.

    `among`: of several people that the last message may mean, those.
    """

    kind: str | None = None
    people: tuple[int, ...] | None = None
    year: int | None = None
    tries: int = 0
    among: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read what was remembered."""
        people = kept["people"]
        return cls(
            kept["kind"], None if people is None else tuple(people), kept["year"], kept["tries"], tuple(kept["among"])
        )

    def to_json(self) -> dict[str, Any]:
        """Return what is to be remembered."""
        people = None if self.people is None else list(self.people)
        return {**vars(self), "people": people, "among": list(self.among)}

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the certificate, once there is nothing more to ask."""
        return {"year": self.year} if self.kind == CONTRIBUTIONS else {"people": sorted(self.people or ())}


@dataclass(frozen=True)
class Heard:
    """A wish after a message; `problem`: `unknown_person`, or None."""

    wish: Wish
    problem: str | None = None


def hear(wish: Wish, said: Said, people: Sequence[Person], *, today: date) -> Heard:
    """Add what a message says to the wish; `people` are those whom such a certificate may be about."""
    kind = _kind(wish, said)
    year = int(said.year) if said.year.isdecimal() else named_year(said.text, today=today)
    heard = replace(wish, kind=kind or wish.kind, year=year or wish.year, tries=0, among=())
    if heard.kind == CONTRIBUTIONS:
        return Heard(heard)
    return _with_people(heard, said, people, among=wish.among)


def answers(wish: Wish, said: Said, people: Sequence[Person], *, today: date) -> bool:
    """Say whether a message says anything of the certificate that was not known."""
    heard = hear(wish, said, people, today=today)
    return heard.problem is not None or heard.wish != replace(wish, tries=0, among=())


def _kind(wish: Wish, said: Said) -> str | None:
    if said.kind in CERTIFICATES:
        return said.kind
    names_one = any(same_word(name, word) for name in _DOCUMENT for word in words_of(said.text))
    return named_certificate(said.text) if wish.kind is None or names_one else None


def _with_people(wish: Wish, said: Said, people: Sequence[Person], *, among: tuple[int, ...]) -> Heard:
    everyone = tuple(person.id for person in people)
    those = among or everyone
    if said.person:
        chosen = those if said.person == EVERYONE else tuple(one for one in everyone if f"#{one}" == said.person)
        return Heard(replace(wish, people=chosen or wish.people))
    match named_beneficiary(said.text, people, mentioned=said.mentioned) if said.text else None:
        case Person(id=one):
            wish = replace(wish, people=(one,))
        case SeveralCovered(several) if not _SEVERAL.search(fold(said.text)):
            return Heard(replace(wish, among=tuple(person.id for person in several)))
        case SeveralCovered(several):
            wish = replace(wish, people=tuple(person.id for person in several))
        case NobodyCovered():
            return Heard(wish, problem="unknown_person")
        case Everyone():
            wish = replace(wish, people=everyone)
        case None if among and _SEVERAL.search(fold(said.text)):
            wish = replace(wish, people=among)
        case None if len(everyone) == 1 and wish.kind not in {None, REMOVAL}:
            wish = replace(wish, people=everyone)
    return Heard(wish)
