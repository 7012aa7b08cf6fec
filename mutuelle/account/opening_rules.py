"""Reads what a visitor types while he opens an account. Pure."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from mutuelle.periods import parse_date
from mutuelle.wording import fold, named_in

OLDEST = 120
LONGEST_EMAIL, LONGEST_NAME, LONGEST_WORDS = 254, 100, 6
FEWEST_WORDS = 2
FAR_DOMAIN = 8

_NUMBER = re.compile(r"(?<![0-9A-Za-z@.])([A-Za-z])[ .\-]?(\d(?:[ .\-]?\d){5,8})(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_EMAIL = re.compile(r"[\w.+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*")


def read_number(text: str) -> str | None:
    """Return the member number in capitals, without spaces: « m 100 0018 » is M1000018."""
    found = _NUMBER.search(text)
    return found and found[1].upper() + re.sub(r"\D", "", found[2])


def read_name(text: str) -> tuple[str, str] | None:
    """Return (first name, last name): « je m'appelle Claire Vasseur », « VASSEUR Claire », « Vasseur, Claire »."""
    said = _without_opening(text.strip().rstrip(".!"))
    last_first = said.count(",") == 1
    words = _WORD.findall(said)
    if (
        not FEWEST_WORDS <= len(words) <= LONGEST_WORDS
        or any(char.isdigit() for char in said)
        or len(said) > LONGEST_NAME
    ):
        return None
    if last_first:
        last, first = (part.strip() for part in said.split(","))
        return (first, last) if first and last else None
    shouted = [word for word in words if word.isupper() and len(word) > 1]
    if shouted and len(shouted) < len(words):
        return " ".join(word for word in words if word not in shouted), " ".join(shouted)
    return words[0], " ".join(words[1:])


def announces_name(text: str) -> bool:
    """Say whether a sentence about something else tells a name: « je m'appelle … »."""
    folded = fold(text)
    return any(folded.startswith(opening) for opening in lexicon()["before_name"][:5])


def read_birth_date(text: str, *, today: date) -> date | str | None:
    """Return the day, None for none, or what is wrong with it: `future`, `too_old`."""
    day = parse_date(text, today=today)
    for year in map(int, _YEAR.findall(text)):
        if year > today.year:
            return "future"
        if year < today.year - OLDEST:
            return "too_old"
    if day is None or f"{day.year % 100:02}" not in text:  # a day without its year is no birth date
        return None
    return "future" if day > today else day


def read_email(text: str) -> str | None:
    """Return the address in lower case."""
    found = _EMAIL.search(text)
    if found is None or len(found[0]) > LONGEST_EMAIL or ".." in found[0] or found[0].startswith("."):
        return None
    return found[0].lower()


def email_hint(email: str) -> str | None:
    """Return the address that was probably meant, when its domain looks like a mistyped usual one."""
    local, _, domain = email.rpartition("@")
    known: list[str] = lexicon()["domains"]
    if domain in known:
        return None
    for usual in known:
        if OSA.distance(usual, domain) <= (2 if len(usual) > FAR_DOMAIN else 1):
            return f"{local}@{usual}"
    return None


def same_person(given: str, on_file: str) -> bool:
    """Say whether two full names are the same: accents, capitals, hyphens and the order apart."""
    return sorted(_WORDS.findall(fold(given))) == sorted(_WORDS.findall(fold(on_file)))


_WORDS = re.compile(r"[a-z]+")


def masked(email: str) -> str:
    """Return the address so that its owner recognises it: « c•••@exemple.fr »."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"


def says(text: str, what: str) -> bool:
    """Say whether the text says `cancel`, `back`, `yes`, `no` or `where`."""
    return bool(named_in(text, {what: lexicon()[what]}))


def field_in(text: str) -> str | None:
    """Return which of the answers the text speaks of: `number`, `name`, `birth_date`, `email`."""
    return next(iter(named_in(text, lexicon()["fields"])), None)


def _without_opening(text: str) -> str:
    folded = fold(text)
    for opening in lexicon()["before_name"]:
        if folded.startswith(f"{opening} "):
            return " ".join(text.split())[len(opening) :].lstrip(" :")
    return text


@cache
def lexicon() -> dict[str, Any]:
    """Return the words of `opening.yml`."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "opening.yml").read_text("utf-8"))
    return loaded
