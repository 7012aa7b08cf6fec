"""What a member asks of his contract, what follows from dates, and the words for it. Pure."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in

LONGEST_INITIALS = 4  # « MGEN », « RMA »: initials of who insures, in every name; they tell no guarantee from another


class Standing(StrEnum):
    """Whether a contract covers: now, now and until a day that is known, or not any more."""

    OPEN = "open"
    ENDING = "ending"
    ENDED = "ended"


def standing(ended_on: date | None, today: date) -> Standing:
    """Return whether the contract covers on a day; the last day is covered."""
    if ended_on is None:
        return Standing.OPEN
    return Standing.ENDING if ended_on >= today else Standing.ENDED


def field_asked(text: str) -> str | None:
    """Return the one field of the contract that a sentence asks about; None for all of it."""
    named = named_in(text, words()["fields"])
    return named[0] if named else None


def asks_for_guarantees(text: str) -> bool:
    """Say whether a sentence asks what is covered."""
    return bool(named_in(text, {"": words()["guarantees"]}))


def guarantees_named(text: str, names: Sequence[str]) -> list[str]:
    """Return the guarantees that a sentence names by a word of their own: « la prévoyance » → MGEN PREVOYANCE 2."""
    own = {name: [part for part in name.split() if len(part) > LONGEST_INITIALS] for name in names}
    return [name for name, parts in own.items() if named_in(text, {"": parts})]


def meaning_of(guarantee: str) -> str:
    """Return what a guarantee is, in a sentence; "" when we have no words for it."""
    return str(words()["meanings"].get(guarantee, ""))


def wants_file(text: str) -> bool:
    """Say whether a sentence on contributions asks for them as a file."""
    return bool(named_in(text, {"": words()["file"]}))


def mode_label(mode: str) -> str:
    """Return how a contribution is paid, in French."""
    return str(words()["modes"][mode])


def frequency_label(frequency: str) -> str:
    """Return how often something comes, in French."""
    return str(words()["frequencies"][frequency])


def state_label(state: str) -> str:
    """Return what became of a contribution, in French."""
    return str(words()["states"][state])


@cache
def words() -> dict[str, Any]:
    """Read words.yml."""
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return content
