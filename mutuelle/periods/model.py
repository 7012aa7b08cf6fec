"""What the parser answers: a period, or a refusal that says what is wrong."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Self


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `start` to `end`, both inclusive. ValueError when `end` is before `start`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends on or after its start")

    def iso(self) -> str:
        """Return « 2026-05-22/2026-11-22 », the form a slot holds."""
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """Read what `iso` wrote; ValueError on anything else."""
        start, slash, end = text.partition("/")
        if not slash:
            raise ValueError("a period is written start/end")
        return cls(date.fromisoformat(start), date.fromisoformat(end))


@unique
class Problem(StrEnum):
    """Why a period is not taken as it was said."""

    FUTURE = "future"
    UPSIDE_DOWN = "upside_down"
    INVALID = "invalid"
    AMBIGUOUS = "ambiguous"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A period that must be asked again: the words at fault, and one that may have been meant."""

    problem: Problem
    text: str
    suggestion: Period | None = None
