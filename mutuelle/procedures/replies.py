"""What a whole message means by itself, whatever was asked. Pure."""

from functools import cache
from pathlib import Path

import yaml

from mutuelle.wording import words_of

REPLIES = ("cancel", "back", "yes", "no")


def reply_in(text: str) -> str | None:
    """Return `yes`, `no`, `back` or `cancel` when that is all a message says."""
    said = words_of(text)
    return next((reply for reply in REPLIES if said in _phrases(reply)), None) if said else None


def says_nothing(text: str) -> bool:
    """Say whether an answer to an optional question says that there is nothing: « non », « aucune pièce »."""
    return words_of(text) in _phrases("nothing")


def is_unsure(text: str) -> bool:
    """Say whether a message does nothing but say that the member does not know."""
    return words_of(text) in _phrases("unsure")


def asks_to_wait(text: str) -> bool:
    """Say whether a message does nothing but ask for a moment."""
    return words_of(text) in _phrases("wait")


def asks_for_a_person(text: str) -> bool:
    """Say whether a message does nothing but ask for a person."""
    return words_of(text) in _phrases("person")


@cache
def _phrases(kind: str) -> tuple[list[str], ...]:
    words: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return tuple(words_of(phrase) for phrase in words[kind])
