"""Amounts as members type them: « 84,30 », « 84€30 », « 1 234,56 € », « quatre-vingt-quatre euros ». Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.periods import parse_date
from mutuelle.periods.words import read_sentence
from mutuelle.wording import fold, same_word, words_of

CENTS = 100
_FIGURES = re.compile(
    r"(?<!\w)(?<!\d[/.,:-])"
    r"(?:(?P<grouped>\d{1,3}(?:(?P<by>[ .'])\d{3})(?:(?P=by)\d{3})*)(?:,(?P<of_grouped>\d{1,2}))?"
    r"|(?P<english>\d{1,3}(?:,\d{3})+)\.(?P<of_english>\d{1,2})"
    r"|(?P<plain>\d{1,6})(?:(?P<point>[.,])(?P<of_plain>\d{1,2}))?)"
    r"(?![.,/:-]?\d)"
)
_SHARE = re.compile(r"\s?(?:%|pour\s?cent)", re.IGNORECASE)
_UNIT = re.compile(r"\s?(€|[^\W\d_]+)")
_MORE = re.compile(r"\s?(?:et\s)?(\d{2})(?![\d/.,:%])\s?([^\W\d_]+)?", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:le|du|au)\s*$", re.IGNORECASE)
_BEFORE = re.compile(r"(?:€|\beur)\s?$", re.IGNORECASE)
_LAST_DAY, _LAST_MONTH = 31, 12
_FEWEST_BARE, _YEARS = 10, range(1990, 2100)


@dataclass(frozen=True)
class _Read:
    """An amount in cents, and where it ends in the text."""

    cents: int
    start: int
    end: int


def amounts_in(text: str, *, today: date) -> list[int]:
    """Return every amount of a sentence in cents, in its order; read as `amount_in` reads the first."""
    return [one.cents for one in _amounts(_plain(text), today)]


def amount_in(text: str, *, today: date) -> tuple[int | None, str]:
    """Return the first amount of a sentence in cents, and the sentence without any.

    Figures alone are an amount with two decimals, or right after a word of debiting (« prélevé 92 »); a share
    (« 3,50 % ») and a date (« le 05.11 ») are none.
    """
    raw = _plain(text)
    found = _amounts(raw, today)
    rest = raw
    for one in found:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    return (found[0].cents if found else None), rest


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u2019", "'")  # no-break spaces become plain ones


def _amounts(raw: str, today: date) -> list[_Read]:
    figures = [one for match in _FIGURES.finditer(raw) if (one := _figures(raw, match, today))]
    ends = [0, *(one.end for one in figures)]
    apart = [one for one, end in zip(figures, ends, strict=False) if one.start >= end]  # « 62€50 » is one
    return apart or _in_words(raw, today)


def _figures(raw: str, match: re.Match[str], today: date) -> _Read | None:
    start, end = match.span()
    before, after = raw[:start], raw[end:]
    whole = match["grouped"] or match["english"] or match["plain"]
    decimals = match["of_grouped"] or match["of_english"] or match["of_plain"] or ""
    if _SHARE.match(after):
        return None
    if match["by"] == " " and _ARTICLE.search(before) and int(whole.split()[0]) <= _LAST_DAY:
        start += whole.index(" ") + 1  # « le 5 123,45 € »: a day, then an amount
        whole = whole.split(" ", 1)[1]
    euros = int(re.sub(r"\D", "", whole))
    unit = _UNIT.match(after)
    if unit and _is_currency(unit[1], after[unit.end() :], glued=bool(decimals)):
        more = None if decimals else _MORE.match(after, unit.end())
        if more and not _counts(more[1], more[2], today):
            ends_with = more.end() if more[2] and fold(more[2]) in _words()["cents"] else more.end(1)
            return _Read(euros * CENTS + int(more[1]), start, end + ends_with)
        return _Read(euros * CENTS + _cents(decimals), start, end + unit.end())
    if unit and not decimals and fold(unit[1]) in _words()["cents"]:
        return _Read(euros, start, end + unit.end())
    certain = bool(_BEFORE.search(before)) or _has_cents(match, decimals, before)
    if certain or (not decimals and _is_bare(before, whole, unit[1] if unit else None, today)):
        return _Read(euros * CENTS + _cents(decimals), start, end)
    return None


def _cents(decimals: str) -> int:
    return int(decimals.ljust(2, "0")) if decimals else 0


def _is_currency(word: str, after: str, *, glued: bool) -> bool:
    """Say whether a word after figures is a currency: « e » is one unless it makes a rank (« 2e trimestre »)."""
    plain = fold(word)
    if plain == "e":
        following = words_of(after)[:1]
        return glued or not (following and following[0] in _counted())
    return word == "€" or plain in _words()["currency"] or same_word("euros", plain)


def _has_cents(match: re.Match[str], decimals: str, before: str) -> bool:
    """Say whether figures alone have the two decimals of an amount, and are no date like « le 5.11 », « 05.11 »."""
    if len(decimals) != len("30"):
        return False
    if match["point"] != "." or not (_ARTICLE.search(before) or match["plain"].startswith("0")):
        return True
    return not (1 <= int(match["plain"]) <= _LAST_DAY and 1 <= int(decimals) <= _LAST_MONTH)


def _is_bare(before: str, figures: str, following: str | None, today: date) -> bool:
    """Say whether a whole number alone is what was debited: « vous m'avez prélevé 92 », « un prélèvement de 92 »."""
    said = words_of(before)
    said = said[:-1] if said[-1:] == ["de"] else said
    if not figures.isdigit() or figures.startswith("0") or int(figures) in _YEARS or int(figures) < _FEWEST_BARE:
        return False
    debited = bool(said) and any(same_word(fold(word), said[-1]) for word in _words()["debits"])
    return debited and not _counts(figures, following, today)


def _counts(figures: str, word: str | None, today: date) -> bool:
    """Say whether a number counts the word after it, or is a date with it: « 12 mois », « 10 novembre »."""
    if word is None:
        return False
    return fold(word) in _counted() or parse_date(f"{figures} {word}", today=today) is not None


def _counted() -> frozenset[str]:
    return frozenset(fold(word) for word in _words()["counted"])


def _in_words(raw: str, today: date) -> list[_Read]:
    """Return the amounts written in words: « quatre-vingt-quatre euros trente »."""
    sentence = read_sentence(raw, today)
    found = []
    for place, token in enumerate(sentence.tokens):
        following = sentence.word(place + 1)
        if token.value is None or token.digits or not (following in _words()["currency"] or following == "€"):
            continue
        if sentence.number(place - 1) is not None:  # « mille deux cents »: more than is gathered into one number
            continue
        last = place + 1
        more = last + 1 + (sentence.word(last + 1) == "et")
        cents = sentence.number(more)
        if cents is not None and cents < CENTS and not _counts(str(cents), sentence.word(more + 1), today):
            last = more + (sentence.word(more + 1) in _words()["cents"])
        else:
            cents = 0
        found.append(_Read(token.value * CENTS + cents, token.start, sentence.tokens[last].end))
    return found


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "amounts.yml").read_text("utf-8"))
    return words
