"""Which useful documents there are, and which ones a sentence means. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in, words_of

OWN = "own"
_ELIDED = re.compile(r"^[dl](?=[aeiouh])")


@dataclass(frozen=True)
class Entry:
    """A document of the catalogue. `own`: of the member's contract; `expected`: only staff can provide it.

    `dated` is its edition, None where it is that of the day; `names` are what members call it, beside its title.
    `size` is that of a file that staff added, in bytes; None for what is made.
    """

    key: str
    category: str
    title: str
    names: tuple[str, ...]
    dated: date | None = None
    own: bool = False
    expected: bool = False
    size: int | None = None


@dataclass(frozen=True)
class Meant:
    """What a sentence asks for: documents, categories, or all that there is where it names none.

    `unknown`: it names a paper that we do not know, perhaps of one of the categories.
    """

    entries: tuple[Entry, ...] = ()
    categories: tuple[str, ...] = ()
    unknown: bool = False


@cache
def useful_words() -> dict[str, Any]:
    """Return what `catalogue.yml` says."""
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "catalogue.yml").read_text("utf-8"))
    return words


@cache
def entries() -> Mapping[str, Entry]:
    """Return the documents of `catalogue.yml` by key."""
    return {
        key: Entry(
            key,
            one["category"],
            one["title"],
            tuple(map(str, one["names"])),
            one.get("dated"),
            one.get("own", False),
            one.get("expected", False),
        )
        for key, one in useful_words()["documents"].items()
    }


def categories() -> tuple[str, ...]:
    """Return the categories, in their order."""
    return tuple(useful_words()["categories"])


def category_title(category: str) -> str:
    """Return what a category is called."""
    return str(useful_words()["categories"][category]["title"])


def meant(text: str, known: Iterable[Entry]) -> Meant:
    """Return what a sentence asks for among documents; the longest name that stands in it counts."""
    said = _simplified(text)
    found: dict[int, list[Entry]] = {}
    for entry in known:
        lengths = [len(words_of(name)) for name in _names(entry) if named_in(said, {"": [name]})]
        if lengths:
            found.setdefault(max(lengths), []).append(entry)
    named = _categories_in(said)
    if found and not (named and max(found) == 1 and _is_plural(text)):
        return Meant(entries=tuple(found[max(found)]))
    if named and not _names_another(said):
        return Meant(categories=named)
    return Meant(categories=named, unknown=_names_another(said))


def _names(entry: Entry) -> tuple[str, ...]:
    return tuple(filter(None, (_simplified(name) for name in (*entry.names, entry.title))))


def _categories_in(said: str) -> tuple[str, ...]:
    wanted = {key: [_simplified(name) for name in one["names"]] for key, one in useful_words()["categories"].items()}
    return tuple(named_in(said, wanted))


def _names_another(said: str) -> bool:
    """Say whether a sort of paper is named with something after it that we do not know: « guide des plantes »."""
    words = useful_words()
    names = [name for one in words["categories"].values() for name in one["names"]]
    usual = {part for word in (*words["asks"], *words["papers"], *names) for part in words_of(_simplified(str(word)))}
    heads = [place for place, word in enumerate(words_of(said)) if named_in(word, {"": words["papers"]})]
    after = words_of(said)[heads[0] + 1 :] if heads else []
    return any(not named_in(word, {"": usual}) for word in after)


def _is_plural(text: str) -> bool:
    return any(word in useful_words()["plural"] for word in words_of(text))


def _simplified(text: str) -> str:
    """Return a text without its small words, and without an article that was written in one with its noun."""
    small = set(useful_words()["small"])
    words = (_ELIDED.sub("", word) if len(word) > len("dhiver") else word for word in words_of(text))
    return " ".join(word for word in words if word not in small)
