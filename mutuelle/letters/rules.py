"""Which letters a sentence asks for, and which of them is to be opened. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml
from dateutil.relativedelta import relativedelta

from mutuelle.french import month_and_year, short_date
from mutuelle.periods import Period, Refusal, find_period
from mutuelle.ranks import LAST, rank_named
from mutuelle.wording import named_in, same_word, words_of

DEFAULT_MONTHS = 3
PAGE_SIZE = 5
LATEST, EARLIEST, TURNED = "latest", "earliest", "turned"
_BARE_YEAR = re.compile(r"\b20\d\d\b")
_BARE_RANK = re.compile(r"\s*(?:le|la|n°|l[ae] n°)?\s*([1-9]\d?)\s*(?:svp|stp)?\s*[.!?]*\s*", re.IGNORECASE)


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


@dataclass(frozen=True)
class Asked:
    """What a member said, or what was tapped: a letter, kinds (`all` for every one), an order, a period."""

    text: str = ""
    letter_id: int | None = None
    kind: str = ""
    order: str = ""
    period: Period | None = None

    @property
    def is_tapped(self) -> bool:
        """Say whether a button narrows the list on display."""
        return not self.text and bool(self.kind or self.order or self.period)


@dataclass(frozen=True)
class Reading:
    """What was understood: the search; what is wrong with its period; whether anything was said of letters at all.

    `opens`: one letter is to be opened: of `rank` if that was said; `of_list`: of the list on display.
    """

    search: LetterSearch
    refusal: Refusal | None = None
    named: bool = False
    opens: bool = False
    rank: int | None = None
    of_list: bool = False


@cache
def letter_words() -> dict[str, Any]:
    """Return what `words.yml` says."""
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words


def kind_label(kind: str) -> str:
    """Return what several letters of a kind are called."""
    return str(letter_words()["kinds"][kind]["many"])


def named_kinds(text: str) -> tuple[str, ...]:
    """Return the kinds of letters that a sentence names; by a weak name only where no other is said."""
    kinds = letter_words()["kinds"]
    if _says(text, "not_letters"):
        return ()
    strong = named_in(text, {key: one["names"] for key, one in kinds.items()})
    return tuple(strong or named_in(text, {key: one["weak"] for key, one in kinds.items()})[:1])


def read_asked(asked: Asked, before: LetterSearch | None, *, today: date, looking_at: Period | None = None) -> Reading:
    """Read a request of its own, or one that narrows `before`: what it does not speak of stays."""
    search, text = before or LetterSearch(), asked.text
    kinds, all_kinds = named_kinds(text), _says(text, "all_kinds")
    if asked.kind:
        kinds, all_kinds = (() if asked.kind == "all" else (asked.kind,)), asked.kind == "all"
    order = asked.order or next(iter(named_in(text, letter_words()["order"])), "")
    rank = _rank(text, of_display=before is not None)
    opens = rank is not None or _says(text, "open")
    found = asked.period or (_period(text, today, looking_at) if rank in {None, LAST} else None)
    named = bool(kinds or all_kinds or order or found)
    if kinds or all_kinds:
        search = replace(search, kinds=kinds)
    if order:
        search = replace(search, order=_turned(search.order, fresh=before is None) if order == TURNED else order)
    if isinstance(found, Refusal):
        return Reading(search, found, named=True)
    if found is not None:
        search = replace(search, period=found)
    of_list = _says(text, "of_list")
    if found or kinds:
        search = replace(search, by_subject=_is_of_subject(search, text, today, needs_kind=not of_list))
    return Reading(search, None, named, opens or (bool(kinds or found) and _names_one(text)), rank, of_list)


def _period(text: str, today: date, looking_at: Period | None) -> Period | Refusal | None:
    """Return the period of a sentence; a year may stand alone, « appels de cotisation 2025 »."""
    found = find_period(text, today=today, looking_at=looking_at)
    year = _BARE_YEAR.search(text)
    if found is not None or year is None or int(year[0]) > today.year + 1:
        return found
    return Period(date(int(year[0]), 1, 1), date(int(year[0]), 12, 31))


def any_document(text: str) -> bool:
    """Say whether a sentence names documents at large, and nothing of letters: « mes documents »."""
    return _says(text, "rubric") and not (_says(text, "sent") or _says(text, "heads") or named_kinds(text))


def narrows(text: str) -> bool:
    """Say whether a sentence narrows a list on display, or only puts it in another order."""
    words = letter_words()
    ordered = bool(named_in(text, words["order"])) and not named_kinds(text)
    return ordered or _says(text, "narrows")


def elsewhere(text: str) -> bool:
    """Say whether a sentence is about something else than letters: reimbursements, a certificate, a spreadsheet."""
    kinds = letter_words()["kinds"]
    return _says(text, "apart") and not named_in(text, {key: one["names"] for key, one in kinds.items()})


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


def one_of(found: Sequence[Letter], reading: Reading, *, first: int) -> Letter | None:
    """Return the letter that is meant among those found (the page's first is of rank `first`), None if not clear."""
    if reading.rank == LAST:
        return max(found, key=lambda one: (one.sent_on, one.id), default=None)
    if reading.rank is not None:
        place = reading.rank - 1
        return found[place] if first - 1 <= place < min(len(found), first - 1 + PAGE_SIZE) else None
    return found[0] if len(found) == 1 else None


def _rank(text: str, *, of_display: bool) -> int | None:
    """Return the rank that a sentence names; a bare number is one while a list is on display."""
    bare = _BARE_RANK.fullmatch(text) if of_display else None
    if bare:
        return int(bare[1])
    latest = LAST if _says(text, "latest_one") and not _is_plural(text) else None
    return rank_named(text) or latest


def _names_one(text: str) -> bool:
    """Say whether a sentence names one letter: « mon appel de cotisation 2026 », « la lettre de mai »."""
    said = words_of(text)
    if _is_plural(text):
        return False
    heads = [word for word in said if any(same_word(fold, word) for fold in _heads())]
    return bool(heads) and not any(word.endswith(("s", "x")) and word != "avis" for word in heads)


def _is_plural(text: str) -> bool:
    return any(word in letter_words()["several"] for word in words_of(text))


@cache
def _heads() -> tuple[str, ...]:
    return tuple(word for head in letter_words()["heads"] for word in words_of(head))


def _is_of_subject(search: LetterSearch, text: str, today: date, *, needs_kind: bool) -> bool:
    """Say whether the period is the one that letters of a kind are about: whole months, nothing said of sending."""
    period = search.period
    if period is None or (needs_kind and not search.kinds) or _says(text, "sent"):
        return False
    whole = period.end == today or (period.end + relativedelta(days=1)).day == 1
    return period.start.day == 1 and whole


def _turned(order: str, *, fresh: bool) -> str:
    return LATEST if fresh or order == EARLIEST else EARLIEST


def _holds(period: Period, day: date) -> bool:
    return period.start <= day <= period.end


def _says(text: str, what: str) -> bool:
    return bool(named_in(text, {"": letter_words()[what]}))
