"""The terms that can be explained, as `terms.yml` has them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.regulation.rules import rules

CODE = re.compile(r"\{([a-z0-9_.]+)\}")


@dataclass(frozen=True)
class Figure:
    """A sentence about the value of a rule of `mutuelle/regulation`: `{value}`, and `{since}`, its day of effect."""

    code: str
    says: str


@dataclass(frozen=True)
class Term:
    """One term: what it is called, what it means, the same in easy-to-read words (FALC), an example, what is akin.

    `brief`: one short line of easy-to-read words, "" for a word that is explained only when asked for. `easy` may hold
    the values of rules, by code in braces. `offers`: what the assistant can do with it.
    `everyday`: a word that sentences hold without asking about it. `where`: the page to read more on, if any.
    """

    key: str
    theme: str
    label: str
    names: tuple[str, ...]
    says: str
    easy: str
    example: str
    related: tuple[str, ...]
    figures: tuple[Figure, ...]
    offers: tuple[str, ...]
    everyday: bool
    where: str
    brief: str

    @property
    def codes(self) -> frozenset[str]:
        """The rules whose values the term tells."""
        return frozenset([*CODE.findall(self.easy), *(figure.code for figure in self.figures)])


@dataclass(frozen=True)
class Homonym:
    """A word with several meanings; `usual`: the first is meant unless something says otherwise."""

    name: str
    keys: tuple[str, ...]
    usual: bool


@dataclass(frozen=True)
class Glossary:
    """Every term by key, the words of several meanings, and the themes by key, in their order."""

    terms: Mapping[str, Term]
    homonyms: tuple[Homonym, ...]
    themes: Mapping[str, str]

    def of_theme(self, theme: str) -> tuple[Term, ...]:
        """Return the terms of a theme, in the order of the file."""
        return tuple(term for term in self.terms.values() if term.theme == theme)


@cache
def glossary() -> Glossary:
    """Read and check `terms.yml`. Raises ValueError for a term that cannot be right."""
    raw = yaml.safe_load((Path(__file__).parent / "terms.yml").read_text("utf-8"))
    return read_glossary(raw)


def read_glossary(raw: Mapping[str, Any]) -> Glossary:
    """Return a glossary read from YAML. Raises ValueError: a theme, a term or a rule that is not there."""
    terms = {key: _read_term(key, one) for key, one in raw["terms"].items()}
    homonyms = tuple(
        Homonym(str(name), tuple(one["means"]), one.get("usual", False)) for name, one in raw["homonyms"].items()
    )
    named = {key for term in terms.values() for key in term.related} | {key for one in homonyms for key in one.keys}
    codes = {code for term in terms.values() for code in term.codes}
    themes = {term.theme for term in terms.values()}
    missing = (named - set(terms)) | (codes - set(rules())) | (themes ^ set(raw["themes"]))
    if missing:
        raise ValueError(f"named but not there, or there for nothing: {sorted(missing)}")
    return Glossary(terms, homonyms, raw["themes"])


def _read_term(key: str, raw: Mapping[str, Any]) -> Term:
    return Term(
        key=key,
        theme=raw["theme"],
        label=raw["label"],
        names=tuple(map(str, raw.get("names", ()))),
        says=raw["says"].strip(),
        easy=raw["easy"].strip(),
        example=raw.get("example", "").strip(),
        related=tuple(raw.get("related", ())),
        figures=tuple(Figure(code, says) for code, says in raw.get("rules", {}).items()),
        offers=tuple(raw.get("offers", ())),
        everyday=raw.get("everyday", False),
        where=raw.get("where", ""),
        brief=raw.get("brief", ""),
    )
