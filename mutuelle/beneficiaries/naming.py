"""Which people of a contract a sentence means, when it may mean several: « Paul et Zoé », « tous sauf moi ». Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.beneficiaries.rules import Everyone, NobodyCovered, Person, Relation, SeveralCovered, named_beneficiary
from mutuelle.wording import fold, named_in

_COUNTED = re.compile(r"\b(mes|nos|les) (?:deux|trois|quatre|cinq)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PeopleNamed:
    """Whom a sentence means. `unclear`: those among whom it does not say which (« ma fille », with two daughters)."""

    people: tuple[Person, ...] = ()
    unclear: tuple[Person, ...] = ()
    unknown: str = ""
    policyholder: bool = False


def people_named(text: str, people: Sequence[Person]) -> PeopleNamed:
    """Return which of the contract's people a sentence means; the policyholder is told apart from the others."""
    others = tuple(one for one in people if one.relation is not Relation.POLICYHOLDER)
    said, _, excluded = _split(text)
    if excluded:
        out = {one.id for one in named_each(excluded, people).people}
        kept = others if named_in(said, {"": words()["everybody"]}) or not said.strip() else ()
        if kept:
            return PeopleNamed(tuple(one for one in kept if one.id not in out))
    if named_in(said, {"": words()["everybody"]}):
        return PeopleNamed(others)
    found = named_each(said, people)
    own = any(one.relation is Relation.POLICYHOLDER for one in found.people)
    kept = tuple(one for one in found.people if one.relation is not Relation.POLICYHOLDER)
    return PeopleNamed(kept, found.unclear, found.unknown, own)


def is_expecting(text: str) -> bool:
    """Say whether a sentence tells of a child that is not born yet."""
    return bool(named_in(text, {"": words()["expecting"]})) and not named_in(text, {"": words()["born"]})


def named_each(text: str, people: Sequence[Person]) -> PeopleNamed:
    """Return whom each part of a sentence (« Paul et ma fille ») means."""
    found: dict[int, Person] = {}
    unclear: dict[int, Person] = {}
    unknown = ""
    for part in re.split(r",|;|\bet\b|\bainsi que\b|\bplus\b", text):
        named = named_beneficiary(_COUNTED.sub(r"\1", part), people)
        if isinstance(named, Person):
            found[named.id] = named
        elif isinstance(named, SeveralCovered):
            target = found if _is_plural(part) else unclear
            target |= {one.id: one for one in named.people}
        elif isinstance(named, Everyone):
            found |= {one.id: one for one in people}
        elif isinstance(named, NobodyCovered):
            unknown = unknown or named.named
    rest = {key: one for key, one in unclear.items() if key not in found}
    return PeopleNamed(tuple(found.values()), tuple(rest.values()) if not found else (), unknown)


def _is_plural(text: str) -> bool:
    return bool(named_in(text, {"": words()["several"]}))


def _split(text: str) -> tuple[str, str, str]:
    plain = fold(text)
    for word in words()["except"]:
        before, found, after = plain.partition(f" {fold(word)} ")
        if found:
            return before, found, after
    return text, "", ""


@cache
def words() -> dict[str, Any]:
    """Read words.yml."""
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return content
