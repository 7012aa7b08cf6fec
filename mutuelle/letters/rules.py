"""What letters are called and are about, and which of them a search finds. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml
from dateutil.relativedelta import relativedelta

from mutuelle.french import month_and_year, short_date
from mutuelle.periods import Period

DEFAULT_MONTHS = 3
PAGE_SIZE = 5
LATEST, EARLIEST = "latest", "earliest"


@dataclass(frozen=True)
class Letter:
    """A letter without what it states; `about`: the days that it is about, if any."""

    id: int
    kind: str
    title: str
    sent_on: date
    about: Period | None

    @property
    def name(self) -> str:
        """Return what it is called, e.g. « Relevé de prestations – octobre 2026 »."""
        name = self.title or self.label
        return str(letter_words()["entitled"]).format(label=name, about=self.subject) if self.subject else name

    @property
    def label(self) -> str:
        """Return what its kind is called."""
        return str(letter_words()["kinds"][self.kind]["label"])

    @property
    def subject(self) -> str:
        """Return the month or the days that it is about, in words; "" when it is about none."""
        words = letter_words()
        if self.about is None or words["kinds"][self.kind]["about"] == "none":
            return ""
        start, end = self.about.start, self.about.end
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
            return str(start.year)
        if start.day == 1 and end == start + relativedelta(months=1, days=-1):
            return month_and_year(start)
        return str(words["span"]).format(start=short_date(start), end=short_date(end))

    @property
    def file_name(self) -> str:
        """Return the name of its file."""
        pattern = letter_words()["kinds"][self.kind]["file"]
        made = pattern.format(
            about=self.subject.replace("/", "-"), title=self.title.replace("/", "-"), sent=f"({self.sent_on})"
        )
        return " ".join(made.split())


@dataclass(frozen=True)
class LetterSearch:
    """What is looked for: letters of `period` (None: the latest), of some `kinds` (none: all), in an order.

    `by_subject`: the period is the one that the letters are about; else the one in which they were sent.
    """

    period: Period | None = None
    kinds: tuple[str, ...] = ()
    order: str = LATEST
    by_subject: bool = False

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read what was remembered."""
        period = Period.from_iso(kept["period"]) if kept["period"] else None
        return cls(period, tuple(kept["kinds"]), kept["order"], kept["by_subject"])

    def to_json(self) -> dict[str, Any]:
        """Return what is to be remembered."""
        period = self.period.iso() if self.period else None
        return {"period": period, "kinds": list(self.kinds), "order": self.order, "by_subject": self.by_subject}


@cache
def letter_words() -> dict[str, Any]:
    """Return what `words.yml` says."""
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words


def kind_label(kind: str) -> str:
    """Return what several letters of a kind are called."""
    return str(letter_words()["kinds"][kind]["many"])


def fitting(letters: Sequence[Letter], search: LetterSearch) -> tuple[Letter, ...]:
    """Return the letters that fit, in the order asked for; those of a subject are looked for by sending when none is.

    `letters`: the latest first.
    """
    found = [one for one in letters if not search.kinds or one.kind in search.kinds]
    if search.period is not None:
        meant = [one for one in found if search.by_subject and one.about and _holds(search.period, one.about.start)]
        found = meant or [one for one in found if _holds(search.period, one.sent_on)]
    return tuple(found if search.order == LATEST else reversed(found))


def lately(day: date) -> Period:
    """Return the three months until a day."""
    return Period(day - relativedelta(months=DEFAULT_MONTHS), day)


def _holds(period: Period, day: date) -> bool:
    return period.start <= day <= period.end
