"""What a member asks of his contract and its contributions, and what follows from dates. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.periods import Period, Problem, Refusal, find_period, parse_date
from mutuelle.wording import named_in

_AMOUNT = re.compile(
    r"(?<![\d/.,])(\d{1,4})(?:(?:\s?(?:€|euros?)\s?|[.,])(\d{2}))?(?!\d)\s?(€|euros?\b|eur\b)?", re.IGNORECASE
)
_DAY_OF_MONTH = re.compile(r"\b(?:du|le)\s+(1er|\d{1,2})(?!\s*(?:/|\d|€|euros|[.,]\d))\b", re.IGNORECASE)
CENTS = 100


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
    own = {name: [part for part in name.split() if len(part) > len("MGEN")] for name in names}
    return [name for name, parts in own.items() if named_in(text, {"": parts})]


def meaning_of(guarantee: str) -> str:
    """Return what a guarantee is, in a sentence; "" when we have no words for it."""
    return str(words()["meanings"].get(guarantee, ""))


@dataclass(frozen=True)
class ContributionQuestion:
    """What a sentence asks of contributions.

    `topic`: a key of `words.yml`'s contributions, `one` for a single one, named by `amount_cents`, `day` or
    `day_of_month`; None for an overview. `period`: what the history is limited to; `refusal`: a period that is none.
    """

    topic: str | None
    period: Period | None = None
    refusal: Refusal | None = None
    amount_cents: int | None = None
    day: date | None = None
    day_of_month: int | None = None


def read_question(text: str, *, today: date) -> ContributionQuestion:
    """Return what a sentence asks of contributions."""
    amount = _amount(text)
    day = parse_date(text, today=today) if amount is not None or _names_a_day(text) else None
    named = named_in(text, words()["contributions"])
    if amount is not None or (_names_a_day(text) and "next" not in named):
        spoken = _DAY_OF_MONTH.search(text)
        of_month = int(re.sub(r"\D", "", spoken[1])) if spoken and not isinstance(day, date) else None
        return ContributionQuestion(
            "one", amount_cents=amount, day=day if isinstance(day, date) else None, day_of_month=of_month
        )
    if "next" in named:
        return ContributionQuestion("next")
    found = find_period(text, today=today)
    if isinstance(found, Refusal) and found.problem is Problem.FUTURE:
        return ContributionQuestion("next")
    if isinstance(found, Period):
        return ContributionQuestion("history", period=found)
    if isinstance(found, Refusal):
        return ContributionQuestion("history", refusal=found)
    return ContributionQuestion(named[0] if named else None)


def _amount(text: str) -> int | None:
    """Return an amount in cents; figures alone are none, « 84,30 » and « 84 € » are."""
    for found in _AMOUNT.finditer(text):
        if found[2] or found[3]:
            return int(found[1]) * CENTS + int(found[2] or 0)
    return None


def _names_a_day(text: str) -> bool:
    return bool(_DAY_OF_MONTH.search(text)) or bool(re.search(r"\b\d{1,2}/\d{1,2}\b", text))


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
