"""What a sentence says of reimbursements by its words alone: a sum, a picture, a line of the list. Pure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from mutuelle.ranks import LAST, rank_named
from mutuelle.reimbursements.rules import PAGE_SIZE, Dates
from mutuelle.wording import fold, named_in, same_word, words_of

WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
LIST, TOTALS, CHARTS = "list", "totals", "charts"  # what can be shown of a search
OLDER, NEWER = "older", "newer"


def totals_wanted(text: str) -> bool:
    """Say whether a sentence asks for a sum rather than a list."""
    return bool(named_in(text, {"totals": WORDS["totals"]}))


def pocket_named(text: str) -> bool:
    """Say whether a sentence speaks of what its member paid himself for care."""
    return bool(named_in(text, {"pocket": WORDS["pocket"]}))


def neighbour_named(text: str) -> str | None:
    """Return `OLDER` or `NEWER` when a sentence names the payment next to the one on display: « celui d'avant »."""
    named = named_in(text, WORDS["neighbours"])
    return named[0] if len(named) == 1 else None


def withheld_words() -> dict[str, Any]:
    """Return the words by which members ask for the year's participations and franchises."""
    words: dict[str, Any] = WORDS["withheld"]
    return words


def direct_only(text: str) -> bool:
    """Say whether a sentence speaks of payments to professionals only: « en tiers payant », « payé à la pharmacie »."""
    return bool(named_in(text, {"direct": WORDS["direct"]}))


def words_for(what: str) -> list[str]:
    """Return the words by which members say `taken`, `going_on` or `other_one`."""
    words: list[str] = WORDS[what]
    return words


def charts_wanted(text: str) -> bool:
    """Say whether a sentence asks for pictures of what was spent."""
    return bool(named_in(text, {"charts": WORDS["charts"]}))


def list_wanted(text: str) -> bool:
    """Say whether a sentence asks for the payments one by one."""
    return bool(named_in(text, {"list": WORDS["list"]}))


def detail_wanted(text: str) -> bool:
    """Say whether a sentence asks to open one payment."""
    return bool(named_in(text, {"open": WORDS["open"]}))


def payment_named(text: str) -> bool:
    """Say whether a sentence speaks of payments or of what was paid: « le 2e remboursement »."""
    return bool(named_in(text, {"paid": WORDS["dates"]["paid"]}))


def line_named(text: str) -> bool:
    """Say whether a sentence names a line of the list by its rank: « ouvre le 2e », « la ligne 3 »."""
    return rank_named(text) not in {None, LAST}


def bottom_named(text: str) -> bool:
    """Say whether the last line of a page is named, and not the latest payment."""
    return bool(named_in(text, {"bottom": WORDS["bottom"]}))


def advanced_wanted(text: str) -> bool:
    """Say whether a sentence asks for the advanced search: by person and dates of care."""
    return bool(named_in(text, {"advanced": WORDS["advanced"]}))


def launch_wanted(text: str) -> bool:
    """Say whether a sentence does no more than set off a search that was prepared."""
    fillers = {word for filler in WORDS["fillers"] for word in words_of(filler)}
    said = [word for word in words_of(text) if word not in fillers]
    return any(said == [word for word in words_of(one) if word not in fillers] for one in WORDS["launch"])


def dates_named(text: str) -> Dates | None:
    """Return which dates a sentence speaks of, None when it does not say. « date de soins » beats « remboursement »."""
    named = named_in(text, WORDS["dates"])
    return Dates(named[0]) if named else None


def latest_wanted(text: str) -> int | None:
    """Return how many of the latest payments a sentence asks for: « les trois derniers », « mon dernier versement ».

    None when it says no number (« mes derniers remboursements »), or counts a length of time (« les 3 derniers mois »).
    """
    latest, said = WORDS["latest"], ["", *words_of(text), ""]
    for before, word, after in zip(said, said[1:], said[2:], strict=False):
        if not _is_one_of(word, latest["one"]) or _is_one_of(after, latest["spans"]):
            continue
        number = int(before) if before.isdecimal() else latest["numbers"].get(before)
        if number is not None:
            return number if 1 <= number <= PAGE_SIZE else None
        if _is_one_of(after, latest["payments"]) and before not in latest["several"] and not word.endswith("s"):
            return 1
    return None


def _is_one_of(word: str, known: Sequence[str]) -> bool:
    return any(same_word(fold(one), word) for one in known)
