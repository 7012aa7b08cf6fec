"""Which hard words stand in a text of ours. Pure; exact, unlike how members' words are looked at."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from mutuelle.glossary.terms import Term, glossary

_BRACKETS = re.compile(r"\s*\([^)]*\)")
_ACRONYM = re.compile(r"[A-Z0-9]{2,}(?:-[A-Z]+)?")
LEAST_LETTERS = 4  # of a name that is no acronym


@dataclass(frozen=True)
class Noticed:
    """A hard word that stands in a text: its term, what it is called, and what it means in one short line."""

    key: str
    label: str
    brief: str


def hard_words(text: str) -> tuple[Noticed, ...]:
    """Return the terms with a short explanation that a text holds, in its order.

    What stands inside of a longer name counts for that one only. An acronym counts in capitals only. A term that the
    text itself defines in easy words needs no more.
    """
    plain = _plain(text)
    found = [
        (place.start(), place.end(), key)
        for key, names in _names().items()
        for name in names
        for place in name.finditer(plain)
    ]
    kept: list[tuple[int, int, str]] = []
    for start, end, key in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
        if all(end <= begin or finish <= start for begin, finish, _ in kept):
            kept.append((start, end, key))
    keys = dict.fromkeys(key for _, _, key in sorted(kept))
    terms = [glossary().terms[key] for key in keys]
    return tuple(_noticed(term) for term in terms if term.brief and _first_sentence(term.easy) not in text)


def _first_sentence(text: str) -> str:
    return text.split(". ", maxsplit=1)[0]


def _noticed(term: Term) -> Noticed:
    return Noticed(term.key, _BRACKETS.sub("", term.label).partition(",")[0], term.brief)


@cache
def _names() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Return every name of the terms that are no everyday words, as it may stand in a text."""
    return {
        term.key: tuple(_pattern(name) for name in (_BRACKETS.sub("", term.label), *term.names) if _tells(name))
        for term in glossary().terms.values()
        if term.brief or not term.everyday
    }


def _tells(name: str) -> bool:
    return bool(_ACRONYM.fullmatch(name)) or len(name) >= LEAST_LETTERS


def _pattern(name: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in _plain(name).split()]
    if _ACRONYM.fullmatch(name):
        return re.compile(rf"\b{words[0]}\b")
    return re.compile(rf"\b{'s?[ ]+'.join(words)}s?\b", re.IGNORECASE)


def _plain(text: str) -> str:
    """Return a text without accents, in its own capitals."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.replace("’", "'").replace("œ", "oe").replace("Œ", "OE")
