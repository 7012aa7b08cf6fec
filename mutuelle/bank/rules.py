"""When a new account counts, whose it is. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.ranks import LAST, bare_rank, rank_named
from mutuelle.wording import named_in, same_word, words_of

USES = ("reimbursement", "debit")  # in the order in which they are offered
LONGEST_CHOICE = 9  # words


@dataclass(frozen=True)
class Effect:
    """From which day a new debit account counts; `skipped` is a due date that is too close to be changed."""

    since: date
    skipped: date | None = None


def debit_effect(next_due: date | None, today: date) -> Effect:
    """Return from when a new account is debited: the next due date, unless too close; today when none is known."""
    if next_due is None:
        return Effect(today)
    if next_due - today < timedelta(days=int(words()["notice_days"])):
        return Effect(next_due + timedelta(days=1), next_due)
    return Effect(next_due)


def uses_named(text: str) -> list[str]:
    """Return which of the two accounts a sentence speaks of: debit, reimbursement."""
    return named_in(text, words()["uses"])


def uses_chosen(text: str) -> tuple[str, ...]:
    """Return which account answers the question which one is to be changed, in order; none when it is no answer."""
    said = words()["choosing"]
    if len(words_of(text)) > LONGEST_CHOICE or named_in(text, {"": said["elsewhere"]}):
        return ()
    named = uses_named(text)
    if named_in(text, {"": said["both"]}) or len(named) > 1:
        return USES
    rank = rank_named(text) or bare_rank(text)
    ranked = {1: USES[0], 2: USES[1], LAST: USES[1]}.get(rank or 0)
    return tuple(named) or ((ranked,) if ranked else ())


def change_wanted(text: str) -> bool:
    """Say whether a short sentence asks to change what was just shown, naming nothing else: « changez-le »."""
    said = words()["choosing"]
    return len(words_of(text)) <= LONGEST_CHOICE and bool(named_in(text, {"": said["change"]}))


def is_holder(holder: str, first_name: str, last_name: str) -> bool:
    """Say whether an account's holder is this person: his last name and his first name, or its initial, stand in it."""
    typed = words_of(holder)
    family = words_of(last_name)
    first = words_of(first_name)
    if not family or not all(any(same_word(part, word) for word in typed) for part in family):
        return False
    rest = [word for word in typed if not any(same_word(part, word) for part in family)]
    return any(same_word(part, word) or word == part[:1] for part in first for word in rest)


def mandate_reference(contract_number: str, today: date, count: int) -> str:
    """Return the reference of a SEPA mandate (RUM): at most 35 characters of the SEPA set."""
    return f"{contract_number}-{today:%Y%m%d}-{count:02d}"


@cache
def words() -> dict[str, Any]:
    """Read words.yml."""
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return content
