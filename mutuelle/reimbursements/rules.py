"""Kinds of care, default periods, pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from mutuelle.beneficiaries.rules import (
    Everyone,
    Named,
    NobodyCovered,
    Person,
    SeveralCovered,
    named_beneficiary,
)
from mutuelle.errors import BeneficiaryAmbiguous, BeneficiaryUnknown, NothingNamed, PeriodRefused
from mutuelle.periods import Period, Refusal, find_period
from mutuelle.wording import named_in

PAGE_SIZE = 5
DEFAULT_MONTHS = 3

_ONLY_SOMEBODY = re.compile(r"(?:et\s+)?pour\s+([^\W\d_][\w'’-]+)\s*(?:svp|stp)?\s*[?!.]*", re.IGNORECASE)

_CARE: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "care.yml").read_text("utf-8"))
CARE = frozenset(_CARE)
_CARE_WORDS: dict[str, list[str]] = {key: entry["words"] for key, entry in _CARE.items()}


@dataclass(frozen=True)
class Search:
    """What a member looks for: payments in `period` (None: the latest), for one person, of one kind of care."""

    period: Period | None = None
    beneficiary_id: int | None = None
    care: str | None = None


@dataclass(frozen=True)
class Request:
    """What a member asked for: his sentence, who the language model saw named in it, or what a button stands for."""

    text: str
    mentioned: tuple[str, ...] = ()
    beneficiary_id: int | None = None
    period: Period | None = None


def read_request(request: Request, before: Search | None, *, people: Sequence[Person], today: date) -> Search:
    """Return what the request asks for: a search of its own, or `before` narrowed (what is not spoken of stays).

    Raises PeriodRefused, BeneficiaryUnknown, BeneficiaryAmbiguous; NothingNamed when it narrows nothing.
    """
    search = before or Search()
    period = request.period or find_period(request.text, today=today)
    if isinstance(period, Refusal):
        raise PeriodRefused(period)
    if period is not None:
        search = replace(search, period=period)
    care = named_care(request.text)
    named = _named(request, people)
    if named is None and period is None and care is None:
        named = _only_somebody(request.text)
    if before is not None and named is None and period is None and care is None:
        raise NothingNamed
    if isinstance(named, NobodyCovered):
        raise BeneficiaryUnknown(named.named, tuple(people))
    if isinstance(named, SeveralCovered):
        raise BeneficiaryAmbiguous(named.people)
    if named is not None:
        search = replace(search, beneficiary_id=None if isinstance(named, Everyone) else named.id)
    return replace(search, care=care or search.care)


def _only_somebody(text: str) -> NobodyCovered | None:
    """Return who a message that says no more than « et pour Barnabé ? » asks for; nobody we know."""
    alone = _ONLY_SOMEBODY.fullmatch(text.strip())
    return NobodyCovered(alone[1]) if alone else None


def _named(request: Request, people: Sequence[Person]) -> Named | None:
    if request.beneficiary_id is None:
        return named_beneficiary(request.text, people, mentioned=request.mentioned)
    chosen = [person for person in people if person.id == request.beneficiary_id]
    return chosen[0] if chosen else NobodyCovered("")


def care_label(care: str) -> str:
    """Return the French name of a kind of care."""
    label: str = _CARE[care]["label"]
    return label


def named_care(text: str) -> str | None:
    """Return the kind of care that a sentence names; None when it names none, or several.

    « Consultation » and « médecin » are also said of specialists: beside another kind they count for nothing.
    """
    found = named_in(text, _CARE_WORDS)
    if len(found) > 1:
        found = [care for care in found if care != "gp"]
    return found[0] if len(found) == 1 else None


def months_until(last: date, *, months: int = DEFAULT_MONTHS) -> Period:
    """Return the months that end on a day, that day included."""
    return Period(last - relativedelta(months=months), last)
