"""Which term a sentence asks about, however it is written. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from rapidfuzz import fuzz

from mutuelle.glossary.terms import glossary
from mutuelle.wording import named_in, same_word, words_of

_LETTER = r"[^\W\d_]"
_DOTTED = re.compile(rf"(?<![^\W_]){_LETTER}(?:(?:\.{_LETTER})+|(?:\. {_LETTER})+)\.?(?![^\W_])")  # R.A.C., B. R. S. S.
ELIDED = ("l", "d")  # « loptam »: an apostrophe is missing
ELIDED_FROM = 4
SPELLED_FROM = 3  # « b r s s »
GLUED_FROM, LAST_WORD_FROM = 7, 3  # « tierspayant », and no « secteuri »
NEAR, MOST_NEAR, NEAR_FROM = 70, 3, 4
LONGEST_TERM = 3
SHORT = 9  # words of a message that says one thing
AT_ONCE = 2


@dataclass(frozen=True)
class Asked:
    """The terms to define, by key; `others`: what else the word can mean."""

    keys: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhichMeaning:
    """A word that means several things, none of them more than the others."""

    said: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class NotKnown:
    """A term that is not in the glossary, as it was said, and those spelled most like it."""

    said: str
    near: tuple[str, ...]


@dataclass(frozen=True)
class AllTerms:
    """The sentence asks which words can be explained."""


@dataclass(frozen=True)
class NoTerm:
    """The sentence names no term at all."""


Understood: TypeAlias = Asked | WhichMeaning | NotKnown | AllTerms | NoTerm


@dataclass(frozen=True)
class _Name:
    """A way to say one or several terms, as words without the little ones."""

    said: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    usual: bool
    everyday: bool


@dataclass(frozen=True)
class _Hit:
    """A name that stands in a sentence, from one word to another."""

    name: _Name
    start: int
    end: int


def asked_about(text: str, mentioned: Sequence[str] = ()) -> Understood:
    """Return what a sentence asks to define.

    `mentioned`: what the language model took for a term in it. Of names that overlap the longest wins; two terms are
    defined together when the sentence joins them (« différence entre … et … »).
    """
    words = _words(text)
    hits = _hits(words)
    chosen = _pointed_at(words, hits, mentioned)
    if not text:
        chosen = [hit for one in mentioned for hit in _hits(_words(one))]
    elif set(words) & set(_vocabulary()["compares"]) and len(hits) > 1:
        chosen = hits
    if chosen:
        return _meant(chosen if _joins(text, words, hits) else chosen[:1])
    if named_in(text, {"": _vocabulary()["list"]}):
        return AllTerms()
    if hits and not mentioned:
        return _meant(hits[:1])
    left = [word for word in words if word not in _frame()]
    said = mentioned[0] if mentioned else " ".join(left if len(left) <= LONGEST_TERM else ())
    return NotKnown(said, nearest(said)) if said else NoTerm()


def wants_simpler(text: str) -> bool:
    """Say whether a sentence asks for plainer words."""
    return bool(named_in(text, {"": _vocabulary()["simpler"]}))


def is_lost(text: str) -> bool:
    """Say whether a sentence says that what was said before it was not understood."""
    return bool(named_in(text, {"": _vocabulary()["lost"]}))


def otherwise_wanted(text: str) -> bool:
    """Say whether a short sentence asks for the same in other words, or says that it was not understood."""
    again = bool(named_in(text, {"": _vocabulary()["otherwise"]}))
    return len(words_of(text)) <= SHORT and (again or wants_simpler(text) or is_lost(text))


def unit_words(unit: str, *, single: bool) -> str:
    """Return how a value of a unit is written, with a place for it."""
    words = _vocabulary()
    return str((words["one"] if single else {}).get(unit) or words["units"][unit])


def nearest(said: str) -> tuple[str, ...]:
    """Return the keys of the terms whose names are spelled most like what was said, the nearest first."""
    wanted = [" ".join(_words(said)), *(word for word in _words(said) if len(word) >= NEAR_FROM)]
    scores: dict[str, float] = {}
    for name in _names():
        score = max((fuzz.ratio(one, " ".join(name.words)) for one in wanted), default=0)
        for key in name.keys:
            scores[key] = max(scores.get(key, 0), score)
    ranked = sorted((key for key, score in scores.items() if score >= NEAR), key=lambda key: -scores[key])
    return tuple(ranked[:MOST_NEAR])


def _meant(hits: Sequence[_Hit]) -> Understood:
    """Return the terms meant; a word of several meanings is understood by the other term, or by what is usual."""
    told = {key for hit in hits for key in hit.name.keys if len(hit.name.keys) == 1}
    akin = {key for one in told for key in glossary().terms[one].related} | told
    keys: list[str] = []
    others: list[str] = []
    for hit in hits:
        meanings = hit.name.keys
        fitting = [key for key in meanings if key in akin] or list(meanings)
        if len(meanings) > 1 and len(fitting) == len(meanings) and not hit.name.usual:
            return WhichMeaning(hit.name.said, meanings)
        keys.append(fitting[0])
        others += fitting[1:]
    keys = list(dict.fromkeys(keys))[:AT_ONCE]
    return Asked(tuple(keys), tuple(key for key in dict.fromkeys(others) if key not in keys))


def _hits(words: Sequence[str]) -> list[_Hit]:
    """Return the names that stand in a sentence, in its order; of those that overlap the longest, then the exact."""
    found = [
        _Hit(name, start, start + len(name.words))
        for name in _names()
        for start in range(len(words) - len(name.words) + 1)
        if all(_same(a, b) for a, b in zip(name.words, words[start : start + len(name.words)], strict=True))
    ]
    found.sort(key=lambda hit: (-len("".join(hit.name.words)), _typos(hit, words)))
    kept: list[_Hit] = []
    for hit in found:
        if all(hit.end <= one.start or one.end <= hit.start for one in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _typos(hit: _Hit, words: Sequence[str]) -> int:
    return sum(a != b for a, b in zip(hit.name.words, words[hit.start : hit.end], strict=True))


def _same(known: str, typed: str) -> bool:
    return same_word(known, typed) or (
        len(known) >= ELIDED_FROM and typed.startswith(ELIDED) and same_word(known, typed[1:])
    )


def _pointed_at(words: Sequence[str], hits: Sequence[_Hit], mentioned: Sequence[str]) -> list[_Hit]:
    """Return the names that the language model pointed at, else those that are no everyday words."""
    pointed = {word for one in mentioned for word in _words(one)}
    named = [hit for hit in hits if pointed & set(words[hit.start : hit.end])]
    return named or [hit for hit in hits if not hit.name.everyday]


def _joins(text: str, words: Sequence[str], hits: Sequence[_Hit]) -> bool:
    """Say whether a sentence asks about all the terms it holds: it joins them, or there is nothing else in it."""
    inside = {place for hit in hits for place in range(hit.start, hit.end)}
    others = {word for place, word in enumerate(words) if place not in inside} - _frame()
    return not others or bool(set(words_of(text)) & set(_vocabulary()["joined"]))


def _words(text: str) -> list[str]:
    """Return the words of a text without articles and the like; letters of an acronym are put together."""
    plain = _DOTTED.sub(lambda found: "".join(filter(str.isalpha, found[0])) + " ", text)
    runs = groupby(words_of(plain), key=lambda word: len(word) == 1 and word.isalpha())
    words: list[str] = []
    for spelled, run in runs:
        letters = list(run)
        words += ["".join(letters)] if spelled and len(letters) >= SPELLED_FROM else letters
    return [word for word in words if word not in _little()]


@cache
def _names() -> tuple[_Name, ...]:
    """Return every name of every term, those of several words written together too."""
    found: list[_Name] = []
    for term in glossary().terms.values():
        for said in (term.label, *term.names):
            found += _ways(said, (term.key,), usual=True, everyday=term.everyday)
    for one in glossary().homonyms:
        found += _ways(one.name, one.keys, usual=one.usual, everyday=False)
    return tuple(found)


def _ways(said: str, keys: tuple[str, ...], *, usual: bool, everyday: bool) -> list[_Name]:
    words = tuple(_words(said))
    glued = "".join(words)
    is_glued = len(words) > 1 and len(glued) >= GLUED_FROM and len(words[-1]) >= LAST_WORD_FROM
    ways = [words, (glued,)] if is_glued else [words]
    return [_Name(said, way, keys, usual, everyday) for way in ways]


@cache
def _little() -> frozenset[str]:
    return frozenset(_vocabulary()["little"])


@cache
def _frame() -> frozenset[str]:
    """Return the words that ask, and are no part of a term."""
    return frozenset(word for one in _vocabulary()["frame"] for word in words_of(one))


@cache
def _vocabulary() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words
