"""Kinds of care, default periods, pages."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from mutuelle.periods import Period
from mutuelle.periods.almanac import earliest
from mutuelle.wording import named_in

PAGE_SIZE = 5
DEFAULT_MONTHS = 3

_CARE: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "care.yml").read_text("utf-8"))
CARE = frozenset(_CARE)
_CARE_WORDS: dict[str, list[str]] = {key: entry["words"] for key, entry in _CARE.items()}


@unique
class Dates(StrEnum):
    """Which dates a period is about: when it was paid, or when the care was given."""

    PAID = "paid"
    CARE = "care"


@dataclass(frozen=True)
class Search:
    """What a member looks for: payments in `period` (None: the latest), for one person, of one kind of care.

    `dates` says which dates the period is about; `cents` an amount that was paid, spent, or paid by the mutuelle.
    `direct`: only what was paid straight to professionals; `payees` are ids of payments to those who are meant.
    """

    period: Period | None = None
    beneficiary_id: int | None = None
    care: str | None = None
    dates: Dates = Dates.PAID
    cents: int | None = None
    direct: bool = False
    payees: tuple[int, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Say whether more than a period was asked for."""
        return self.beneficiary_id is not None or self.care is not None or self.cents is not None or bool(self.payees)


def care_label(care: str) -> str:
    """Return the French name of a kind of care."""
    label: str = _CARE[care]["label"]
    return label


def named_care(text: str) -> str | None:
    """Return the kind of care that a sentence names; None when it names none, or several."""
    found = named_cares(text)
    return found[0] if len(found) == 1 else None


def named_cares(text: str) -> list[str]:
    """Return the kinds of care that a sentence names, or that one word of it may mean (« ortho »).

    « Consultation » and « médecin » are also said of specialists: beside another kind they count for nothing.
    """
    found = named_in(text, _CARE_WORDS)
    return [care for care in found if care != "gp"] if len(found) > 1 else found


def words_for_care() -> tuple[str, ...]:
    """Return the words by which members name care."""
    return tuple(word for words in _CARE_WORDS.values() for word in words)


def since_ever(last: date) -> Period:
    """Return the longest period that ends on a day."""
    return Period(earliest(last), last)


def months_until(last: date, *, months: int = DEFAULT_MONTHS) -> Period:
    """Return the months that end on a day, that day included."""
    return Period(last - relativedelta(months=months), last)
