"""Which letters a sentence asks for, and which of them is to be opened. Pure; the vocabulary is in words.yml."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from dateutil.relativedelta import relativedelta

from mutuelle.letters.rules import EARLIEST, LATEST, PAGE_SIZE, Letter, LetterSearch, letter_words
from mutuelle.periods import Period, Refusal, find_period
from mutuelle.ranks import LAST, bare_rank, rank_named
from mutuelle.reimbursements.asking import latest_wanted
from mutuelle.wording import named_in, same_word, words_of

TURNED = "turned"
_BARE_YEAR = re.compile(r"\b20\d\d\b")


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

    `opens`: one letter is to be opened: of `rank` if that was said; `of_list`: of the list on display. `most`: that
    many of the latest are asked for.
    """

    search: LetterSearch
    refusal: Refusal | None = None
    named: bool = False
    opens: bool = False
    rank: int | None = None
    of_list: bool = False
    most: int | None = None


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
    most = latest_wanted(text)
    named = bool(kinds or all_kinds or order or found or most)
    if kinds or all_kinds:
        search = replace(search, kinds=kinds)
    if order:
        search = replace(search, order=_turned(search.order, fresh=before is None) if order == TURNED else order)
    if isinstance(found, Refusal):
        return Reading(search, found, named=True)
    if found is not None or most:  # « plutôt les 2 derniers », of all, where a month was on display
        search = replace(search, period=found)
    of_list = _says(text, "of_list")
    opens = opens or (bool(kinds or found) and _names_one(text))
    if found or kinds:
        search = replace(search, by_subject=_is_of_subject(search, text, today, needs_kind=not of_list))
    return Reading(search, None, named, opens, rank, of_list, most)


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
    bare = bare_rank(text) if of_display else None
    if bare:
        return bare
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


def _says(text: str, what: str) -> bool:
    return bool(named_in(text, {"": letter_words()[what]}))
