"""What the glossary says on a day: definitions, with the amounts that are in force then."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce

from mutuelle.clock import Clock, today
from mutuelle.french import euros, long_date
from mutuelle.glossary.rules import Understood, asked_about, unit_words
from mutuelle.glossary.terms import CODE, Term, glossary
from mutuelle.regulation.rules import Fact, Unit, value_on

_SENTENCE = re.compile(r"(?<=[.!?]) ")


@dataclass(frozen=True)
class Definition:
    """A term in words on a day; `amounts`: what is in force, each with its day of effect; `easy`: sentences."""

    key: str
    label: str
    says: str
    easy: tuple[str, ...]
    example: str
    amounts: tuple[str, ...]
    related: tuple[str, ...]
    offers: tuple[str, ...]
    where: str


class GlossaryService:
    """Explains words; holds nothing of anybody."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def understand(self, text: str, mentioned: Sequence[str] = ()) -> Understood:
        """Return what a sentence asks to define; `mentioned`: what the language model took for a term in it."""
        return asked_about(text, mentioned)

    def define(self, key: str) -> Definition:
        """Return a term with today's amounts. Raises KeyError for a key that is not in the glossary."""
        return definition_on(glossary().terms[key], today(self._clock))

    def known(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return those of these keys that are in the glossary."""
        return tuple(key for key in keys if key in glossary().terms)

    def label(self, key: str) -> str:
        """Return what a term is called. Raises KeyError."""
        return glossary().terms[key].label

    def themes(self) -> Mapping[str, str]:
        """Return the names of the themes by key, in order."""
        return glossary().themes

    def of_theme(self, theme: str) -> tuple[str, ...]:
        """Return the keys of a theme's terms; none for a theme that is not there."""
        return tuple(term.key for term in glossary().of_theme(theme))


def definition_on(term: Term, day: date) -> Definition:
    """Return a term with the amounts in force on a day; what is not certain that day is not told."""
    amounts = []
    for figure in term.figures:
        found = value_on(figure.code, day)
        if isinstance(found, Fact):
            amounts.append(figure.says.format(value=value_in_words(found), since=long_date(found.since)))
    return Definition(
        key=term.key,
        label=term.label,
        says=term.says,
        easy=tuple(_told(_SENTENCE.split(term.easy), day)),
        example=term.example,
        amounts=tuple(amounts),
        related=term.related,
        offers=term.offers,
        where=term.where,
    )


def value_in_words(fact: Fact) -> str:
    """Return a value with its unit: « 2 € », « 19,61 € », « 60 % », « 4 ans » (with no-break spaces)."""
    if fact.unit is Unit.EURO:
        shown = euros(fact.value)
        return shown.replace(",00", "") if fact.value == fact.value.to_integral_value() else shown
    value = f"{fact.value.normalize():f}".replace(".", ",")
    return unit_words(fact.unit, single=fact.value == Decimal(1)).format(value=value)


def _told(sentences: Sequence[str], day: date) -> list[str]:
    """Return sentences with the values of their rules; one whose value is not certain that day is left out."""
    told = []
    for sentence in sentences:
        facts = {code: value_on(code, day) for code in CODE.findall(sentence)}
        values = {code: value_in_words(fact) for code, fact in facts.items() if isinstance(fact, Fact)}
        if len(values) == len(facts):
            told.append(reduce(lambda text, code: text.replace(f"{{{code}}}", values[code]), values, sentence))
    return told
