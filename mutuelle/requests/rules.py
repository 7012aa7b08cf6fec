"""Numbers, states and names of requests. Pure."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in

_NUMBER = re.compile(r"(?<!\d)(20\d\d)\s*[-–—/. ]\s*0*(\d{1,6})(?!\d)")
SERIAL_DIGITS = 5


class State(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    MISSING_DOCUMENT = "missing_document"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.RECEIVED, State.IN_PROGRESS, State.MISSING_DOCUMENT})
# A closed request is not opened again: the member makes another one.
NEXT: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.IN_PROGRESS, State.MISSING_DOCUMENT, State.DONE, State.REFUSED, State.WITHDRAWN}),
    State.IN_PROGRESS: frozenset({State.MISSING_DOCUMENT, State.DONE, State.REFUSED}),
    State.MISSING_DOCUMENT: frozenset({State.IN_PROGRESS, State.DONE, State.REFUSED}),
    State.DONE: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


def number_of(year: int, serial: int) -> str:
    """Return a request's number, e.g. 2026-01234."""
    return f"{year}-{serial:0{SERIAL_DIGITS}d}"


def number_in(text: str) -> str | None:
    """Return the request number that a sentence names: « 2026-1234 », « la demande 2026/01234 »."""
    found = _NUMBER.search(text)
    return number_of(int(found[1]), int(found[2])) if found else None


def label_of(kind: str) -> str:
    """Return what a kind of request is called, in French."""
    return str(_words()["kinds"][kind]["label"])


def request_labels() -> dict[str, str]:
    """Return what each kind of request is called, in French."""
    return {kind: str(one["label"]) for kind, one in _words()["kinds"].items()}


def state_label(state: str) -> str:
    """Return a state in French, e.g. « En cours »."""
    return str(_words()["states"][state])


def notice(*, number: str, state: str) -> tuple[str, str]:
    """Return what a member is told when a request moves on, and the label of the button that shows it."""
    said: dict[str, str] = _words()["notice"]
    return said["text"].format(number=number, state=state_label(state)), said["button"]


def kinds_named(text: str) -> list[str]:
    """Return the kinds of request that a sentence may be about."""
    return named_in(text, {kind: entry["words"] for kind, entry in _words()["kinds"].items()})


def may_be_withdrawn(kind: str) -> bool:
    """Say whether a request of this kind can be taken back: not what took effect when it was confirmed."""
    return not _words()["kinds"][kind].get("immediate", False)


def wants_withdrawal(text: str) -> bool:
    """Say whether a sentence asks to take a request back."""
    return bool(named_in(text, {"": _words()["withdrawing"]}))


def expected_on(kind: str, today: date) -> date | None:
    """Return the day by which staff means to have answered; None where we have no goal."""
    days = _words()["kinds"][kind].get("days")
    return today + timedelta(days=days) if days else None


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words
