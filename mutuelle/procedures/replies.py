"""What a whole message means by itself, whatever was asked. Pure."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import words_of

QUESTION_FROM = 5  # words
REPLIES = ("cancel", "back", "yes", "no")


def reply_in(text: str) -> str | None:
    """Return `yes`, `no`, `back` or `cancel` when that is all a message says."""
    return next((reply for reply in REPLIES if _says(text, reply)), None)


def says_nothing(text: str) -> bool:
    """Say whether an answer to an optional question says that there is nothing: « non », « aucune pièce »."""
    return words_of(text) in _phrases("nothing")


def is_unsure(text: str) -> bool:
    """Say whether a message does nothing but say that the member does not know."""
    return words_of(text) in _phrases("unsure")


def asks_to_wait(text: str) -> bool:
    """Say whether a message does nothing but ask for a moment."""
    return _says(text, "wait")


def says_not_yet(text: str) -> bool:
    """Say whether a message does nothing but say that it is too early, which some questions have for an answer."""
    return _says(text, "not_yet")


def asks_for_a_person(text: str) -> bool:
    """Say whether a message does nothing but ask for a person."""
    return words_of(text) in _phrases("person")


def asks_a_question(text: str) -> bool:
    """Say whether a sentence is put as a question; a word or two with a question mark are an answer in doubt."""
    said = words_of(text)
    if len(said) < QUESTION_FROM:
        return False
    while opening := _opening(said, "question"):
        said = said[len(opening) :]
    return text.rstrip().endswith("?") or any(said[: len(one)] == one for one in _phrases("question"))


def _says(text: str, kind: str) -> bool:
    """Say whether a message is a phrase of a kind, after whatever may open one of that kind: « ah non, »."""
    said = words_of(text)
    while said:
        if said in _phrases(kind):
            return True
        opening = _opening(said, kind)
        if not opening or said in _phrases("nothing"):  # « non rien » is an answer by itself
            return False
        said = said[len(opening) :]
    return False


def _opening(said: list[str], kind: str) -> list[str]:
    """Return the words that stand before a phrase of a kind; none where there are none."""
    return next((one for one in _openings().get(kind, ()) if said[: len(one)] == one), [])


@cache
def _openings() -> dict[str, list[list[str]]]:
    """Return what may stand before a phrase, by kind; the longest first."""
    known: dict[str, list[str]] = _words()["openings"]
    return {kind: sorted(map(words_of, some), key=len, reverse=True) for kind, some in known.items()}


@cache
def _phrases(kind: str) -> tuple[list[str], ...]:
    return tuple(words_of(phrase) for phrase in _words()[kind])


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words
