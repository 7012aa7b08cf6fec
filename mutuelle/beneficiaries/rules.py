"""How a member names the people of his contract."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in, same_word, words_of


class Relation(StrEnum):
    """What a beneficiary is to the policyholder."""

    POLICYHOLDER = "policyholder"
    SPOUSE = "spouse"
    PARTNER = "partner"
    CHILD = "child"


@dataclass(frozen=True)
class Person:
    """A beneficiary as a dialogue needs him. `gender` is F or M."""

    id: int
    first_name: str
    last_name: str
    birth_date: date
    relation: Relation
    gender: str


@dataclass(frozen=True)
class Everyone:
    """The sentence asks for all beneficiaries."""


@dataclass(frozen=True)
class NobodyCovered:
    """The sentence names someone (« ma fille ») that the contract does not cover."""

    named: str


@dataclass(frozen=True)
class SeveralCovered:
    """The sentence fits several beneficiaries: the member must say which."""

    people: tuple[Person, ...]


Named = Person | Everyone | NobodyCovered | SeveralCovered

_WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "relations.yml").read_text("utf-8"))

_ONLY_SOMEBODY = re.compile(
    rf"(?:et\s+)?pour\s+(?!(?:{'|'.join(_WORDS['no_names'])})\b)([^\W\d_][\w'’-]+)\s*(?:svp|stp)?\s*[?!.]*",
    re.IGNORECASE,
)


def label_of(person: Person) -> str:
    """Return what the person is to the member, in French, e.g. « votre fille »."""
    labels: dict[str, str] = _WORDS["labels"]
    if person.relation is Relation.POLICYHOLDER:
        return labels["policyholder"]
    return labels[f"{person.relation}_{person.gender}"]


def named_beneficiary(text: str, people: Sequence[Person], *, mentioned: Sequence[str] = ()) -> Named | None:
    """Return who of `people` a sentence names, by first name or by relation; None when it names nobody.

    `mentioned`: what the language model took for a person in the sentence; one that is not of the family is
    NobodyCovered.
    """
    if named_in(text, {"everyone": _WORDS["everyone"]}):
        return Everyone()
    if words_of(text) in [words_of(whole) for whole in _WORDS["alone"]]:
        return _one_or_several(_fitting(_WORDS["words"][0], people))
    found = [person for person in people if _names(person, text)]
    if not found and (by_age := _by_age(text, people)):
        return by_age
    unknown = None
    for entry, said in _relations_in(text):
        fitting = _fitting(entry, people)
        if not fitting:
            unknown = unknown or NobodyCovered(said)
        elif not set(fitting) & set(found):  # « ma fille Manon » is one person
            found += fitting
    if found:
        return _one_or_several(tuple(found))
    return unknown or (NobodyCovered(mentioned[0]) if mentioned else None)


def words_for_people() -> tuple[str, ...]:
    """Return the words by which members name people, first names apart: « ma fille », « toute la famille »."""
    relations = [word for entry in _WORDS["words"] for word in entry["words"]]
    return (*relations, *_WORDS["everyone"], *_WORDS["alone"])


def only_somebody(text: str) -> NobodyCovered | None:
    """Return who a message that says no more than « et pour Barnabé ? » is for; nobody that we know."""
    alone = _ONLY_SOMEBODY.fullmatch(text.strip())
    return NobodyCovered(alone[1]) if alone else None


def _relations_in(text: str) -> list[tuple[dict[str, Any], str]]:
    """Return the relations that a sentence names; « notre fille » is « ma fille »."""
    ways = [text, *(re.sub(r"\bnotre\b", mine, text, flags=re.IGNORECASE) for mine in ("ma", "mon"))]
    ways.append(re.sub(r"\bnos\b", "mes", text, flags=re.IGNORECASE))
    return [
        (entry, said[0])
        for entry in _WORDS["words"]
        if (said := [word for word in entry["words"] if any(named_in(way, {"": [word]}) for way in ways)])
    ]


def _by_age(text: str, people: Sequence[Person]) -> Person | None:
    """Return the child that is named by age among the others: « le petit dernier », « mon aînée »."""
    entry = next((one for one in _WORDS["by_age"] if named_in(text, {"": one["words"]})), None)
    children = _fitting({"relation": [Relation.CHILD], "gender": entry["gender"]}, people) if entry else ()
    if entry is None or not children:
        return None
    return (max if entry["pick"] == "youngest" else min)(children, key=lambda one: one.birth_date)


def _one_or_several(people: tuple[Person, ...]) -> Named:
    return people[0] if len(people) == 1 else SeveralCovered(people)


def _names(person: Person, text: str) -> bool:
    sentence = words_of(text)
    first = words_of(person.first_name)
    return bool(first) and all(any(same_word(part, word) for word in sentence) for part in first)


def _fitting(entry: dict[str, Any], people: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(
        p for p in people if p.relation in entry["relation"] and (not entry["gender"] or p.gender == entry["gender"])
    )
