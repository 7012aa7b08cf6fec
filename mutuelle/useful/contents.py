"""What the useful documents for everybody hold on a day: our texts, the glossary's, values that are certain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.contract.rules import words as contract_words
from mutuelle.french import long_date, short_date
from mutuelle.glossary.service import definition_on, value_in_words
from mutuelle.glossary.terms import glossary
from mutuelle.regulation.rules import Fact, value_on
from mutuelle.useful.catalogue import Entry, useful_words

WIDTHS = [2, 1, 0, 0]  # of the columns of a table of rules: shares of the line; 0, as wide as what is in it


@dataclass(frozen=True)
class Content:
    """A document ready for its template, but for its letterhead. `dated`: its edition, or a value's last change."""

    dated: date
    data: Mapping[str, Any]


@cache
def texts() -> Mapping[str, Any]:
    """Return what `contents.yml` says."""
    found: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "contents.yml").read_text("utf-8"))
    return found


def content_on(entry: Entry, day: date) -> Content:
    """Return what a document for everybody says on a day. Raises KeyError for one that has no content of ours."""
    raw = texts()[entry.key]
    sections = _glossary() if raw.get("glossary") else raw["sections"]
    facts = [fact for code in _codes(sections) if isinstance(fact := value_on(code, day), Fact)]
    dated = max([entry.dated or day, *(fact.since for fact in facts)])
    return Content(dated, {"title": entry.title, "intro": raw["intro"], "sections": [_made(s, day) for s in sections]})


def rules_table(rules: Mapping[str, str], day: date) -> dict[str, Any]:
    """Return a table of values: those that are certain on a day, its day of effect, and when it was checked."""
    words = useful_words()
    rows = []
    for code, label in rules.items():
        fact = value_on(code, day)
        if isinstance(fact, Fact):
            rows.append([label, value_in_words(fact), long_date(fact.since), short_date(fact.checked)])
        else:
            rows.append([label, words["unverified"], "", ""])
    return {"columns": words["columns"]["rules"], "rows": rows, "widths": WIDTHS}


def _made(section: Mapping[str, Any], day: date) -> dict[str, Any]:
    made = {key: value for key, value in section.items() if key not in {"terms", "rules", "choices_of"}}
    if "terms" in section:
        made["terms"] = [_term(key, day) for key in section["terms"]]
    if "rules" in section:
        made["table"] = rules_table(section["rules"], day)
    if "choices_of" in section:
        made["choices"] = _choices(section["choices_of"])
    return made


def _term(key: str, day: date) -> dict[str, Any]:
    found = definition_on(glossary().terms[key], day)
    return {"label": found.label, "says": found.says, "amounts": list(found.amounts), "example": found.example}


def _choices(what: str) -> list[str]:
    words = contract_words()
    return [str(one) for one in (words["modes"].values() if what == "modes" else words["meanings"])]


def _codes(sections: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the codes of the rules that sections tell."""
    terms = [glossary().terms[key] for section in sections for key in section.get("terms", ())]
    told = {figure.code for term in terms for figure in term.figures}
    return told | {code for section in sections for code in section.get("rules", ())}


def _glossary() -> list[dict[str, Any]]:
    """Return a section a theme of the glossary."""
    return [
        {"title": title, "terms": [term.key for term in glossary().of_theme(theme)]}
        for theme, title in glossary().themes.items()
    ]
