"""Rules of the documents: which one a sentence means, how long it holds, its reference, what a verifier may learn."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in, words_of

CARD = "card"
PAYMENTS = "payments"
RECAP = "recap"
RIGHTS, THIRD_PARTY, CONTRIBUTIONS, REMOVAL = "rights", "third_party", "contributions", "removal"
CERTIFICATES = (RIGHTS, THIRD_PARTY, CONTRIBUTIONS, REMOVAL)
EVERYONE = "#all"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
_GROUPS, _GROUP = 3, 4
LETTER = "letter"
_PREFIX = {CARD: "CT", PAYMENTS: "RP", RECAP: "RC", LETTER: "CR"}
_YEAR = re.compile(r"\b(20\d\d)\b")


@cache
def document_words() -> dict[str, Any]:
    """Return what `words.yml` says."""
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words


def named_certificate(text: str) -> str | None:
    """Return the kind of certificate that a sentence asks for, `other` for one we do not make, None if it says none."""
    found = named_in(text, document_words()["certificates"])
    return found[0] if found else None


def named_year(text: str, *, today: date) -> int | None:
    """Return the year that a sentence names, in figures or by « cette année », « l'année dernière »."""
    figures = _YEAR.search(text)
    if figures:
        return int(figures[1])
    said = " ".join(words_of(text))
    if re.search(r"\b(annee|an) (derniere?|passee?|precedente?)\b", said):
        return today.year - 1
    return today.year if re.search(r"\b(cette annee|annee en cours)\b", said) else None


def wants_digital_card(text: str) -> bool:
    """Say whether who asks for a card wants the digital one: he names it or a screen, and nothing of paper or loss."""
    words = document_words()
    return bool(named_in(text, {"": words["digital_card"]})) and not named_in(text, {"": words["paper_card"]})


def named_delivery(text: str) -> str | None:
    """Return how a sentence wants documents on Telegram: `links` or `files`; None when it does not say."""
    found = named_in(text, document_words()["delivery"])
    return found[0] if found else None


def type_label(media_type: str) -> str:
    """Return what a type of file is called, e.g. « PDF »; one that has no name here is told as it is."""
    label: str = document_words()["types"].get(media_type, media_type)
    return label


def new_reference(kind: str, *, year: int) -> str:
    """Return a reference that nobody can guess (58 bits), e.g. AT-2026-7K3F-9QXM-2RTD."""
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    return "-".join([_PREFIX.get(kind, "AT"), str(year), *groups])


def reference_of(typed: str) -> str:
    """Return a typed reference as it is kept: capitals, without spaces."""
    return re.sub(r"\s+", "", typed).upper()[:24]


def valid_period(*, effective_on: date, ended_on: date | None, today: date) -> tuple[date, date]:
    """Return from when until when a card or a certificate of rights holds: the civil year, within the contract.

    Source: usage of tiers-payant cards, which are renewed each first of January.
    """
    start = max(date(today.year, 1, 1), effective_on)
    end = date(today.year, 12, 31)
    return start, min(end, ended_on) if ended_on else end


def hash_of(facts: Mapping[str, Any]) -> str:
    """Return a hash of all that a document says."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def masked(name: str) -> str:
    """Return the first letter of each word of a name, e.g. « Claire Vasseur » → « C••• V••• »."""
    return " ".join(f"{word[0].upper()}•••" for word in name.split() if word)
