"""Reads addresses, phone numbers, e-mail addresses and effective dates as French members type them; masks them.

Pure; the vocabulary is in profile_words.yml.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from mutuelle.periods import parse_date
from mutuelle.wording import fold, named_in

DOTS = "••"
EARLIEST, LATEST = relativedelta(years=5), relativedelta(years=1)
_PHONE = re.compile(r"(?<![\d+])(?:(?:\+|00)33[ .\-/]?(?:\(0\)|0)?|0)[ .\-/]?([1-9](?:[ .\-/]?\d){8})(?![ .\-/]?\d)")
_PHONE_LIKE = re.compile(r"(?<!\d)\+?\d(?:[ .\-/]?\d){5,}")
_AT = re.compile(r"\s*(?:\barobas(?:e|es)?\b|\[at\]|\(at\))\s*", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+\-']+@[\w\-]+(?:\.[\w\-]+)+")
_EMAIL_LIKE = re.compile(r"\S*@\S*")
_EMAIL_VALID = re.compile(
    r"[a-z0-9_+\-'](?:[a-z0-9_+\-']|\.(?!\.))*(?<!\.)@(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,24}"
)
_NUMBER = r"\d{1,4}(?:\s?(?:bis|ter|quater|[a-d])\b)?"
_POSTCODE = re.compile(
    r"(?<!\d)(?:F-)?(\d{2}\s?\d{3})(?!\d)\s*,?\s*([^\W\d_][^\d,;:!?()\n]*(?:(?<=cedex )\d{1,2})?)?", re.IGNORECASE
)
_MONTHS = (
    "janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|"
    "nov(?:embre)?|dec(?:embre)?"
)
_WEEKDAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_DAY = re.compile(
    rf"\b(?:(?:1er|premier|\d{{1,2}})[ ]+(?:{_MONTHS})\b\.?(?:[ ]+(?:19|20)\d\d\b)?|"
    rf"\d{{1,2}}[/.\-]\d{{1,2}}(?:[/.\-]\d{{2,4}})?|"
    rf"aujourd'?hui|apres[ -]demain|demain|avant[ -]hier|hier|ce matin|(?:{_WEEKDAYS})(?:[ ]+(?:prochain|dernier))?)\b"
)
_LAST_OF = re.compile(rf"\bfin (?:du mois de |de )?({_MONTHS})\b\.?(?: +((?:19|20)\d\d)\b)?")
_FROM_NOW = re.compile(r"\b(dans|il y a) (\d{1,2}|une?|deux|trois|quinze) (jours?|semaines?|mois)\b(?! qu)")
_ALONE = re.compile(r"\b(?:le|du|au) (\d{1,2})(?:er)?(?![\d/.,:\-]*\d)(?!\s*(?:h|e|eme|euros?|€|%)\b)")
_COUNTS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quinze": 15}
_MOVED = re.compile(r"\b(?:ai|avons|a) (?:de|em)menag|\b(?:habite|depuis)\b")
_GONE = re.compile(r"\b(?:depuis|(?:ai|avons|suis|sommes|etait)(?! dit\b))\b")
_MOVING = re.compile(r"\b(?:de|em)menag")
_YEAR = re.compile(r"(?:19|20)\d\d|[/.\-]\d\d$|demain|hier|aujourd|prochain|dernier")
_LONGEST_STREET, _LONGEST_CITY, _LONGEST_EMAIL = 120, 60, 254
_METROPOLE, _OVERSEAS = (
    range(1, 96),
    frozenset({"971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"}),
)


@cache
def profile_words() -> dict[str, Any]:
    """Read profile_words.yml."""
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "profile_words.yml").read_text("utf-8"))
    return words


@dataclass(frozen=True)
class Place:
    """Postcode and town; the town is empty when it was not said."""

    postcode: str
    city: str


def read_phone(text: str) -> str | None:
    """Return the French number of a sentence as ten digits, e.g. « 0639980011 »; None for none, or one that is not."""
    found = _PHONE.search(text)
    if found is None:
        return None
    digits = "0" + re.sub(r"\D", "", found[1])
    return None if digits.startswith("08") else digits


def looks_like_phone(text: str) -> bool:
    """Say whether the sentence holds figures that can only be meant as a phone number."""
    return bool(_PHONE_LIKE.search(text)) and read_phone(text) is None


def is_mobile(phone: str) -> bool:
    """Say whether ten digits are a mobile's."""
    return phone.startswith(("06", "07"))


def without_reach(text: str) -> str:
    """Return the sentence without the phone number and the e-mail address that can be read in it."""
    if read_phone(text):
        text = _PHONE.sub(" ", text)
    return _EMAIL.sub(" ", _AT.sub("@", text)) if read_email(text) else text


def read_email(text: str) -> str | None:
    """Return the e-mail address of a sentence in lower case; None for none, or one that cannot be."""
    found = _EMAIL.search(_AT.sub("@", text))
    email = found[0].lower().strip(".'") if found else ""
    return email if len(email) <= _LONGEST_EMAIL and _EMAIL_VALID.fullmatch(email) else None


def looks_like_email(text: str) -> bool:
    """Say whether the sentence holds something that can only be meant as an e-mail address."""
    return bool(_EMAIL_LIKE.search(_AT.sub("@", text))) and read_email(text) is None


def email_hint(email: str) -> str | None:
    """Return the address that was probably meant, when its domain is a common slip."""
    local, _, domain = email.partition("@")
    meant = profile_words()["typos"].get(domain)
    return f"{local}@{meant}" if meant else None


def read_place(text: str) -> Place | None:
    """Return the postcode of a sentence and the town after it; None when there is no French postcode."""
    for found in _POSTCODE.finditer(text):
        postcode = re.sub(r"\s", "", found[1])
        if int(postcode[:2]) in _METROPOLE or postcode[:3] in _OVERSEAS:
            return Place(postcode, _tidy(_until_stop(found[2] or ""))[:_LONGEST_CITY])
    return None


def read_city(text: str) -> str | None:
    """Return the town that an answer consists of; None when it cannot be one."""
    city = _tidy(re.sub(r"\d", "", text))
    if named_in(text, {"": profile_words()["talk"]}):
        return None
    return city[:_LONGEST_CITY] if re.search(r"[^\W\d_]{2}", city) else None


def read_street(text: str) -> str | None:
    """Return the number and street of a sentence, e.g. « 8 allée des Tilleuls »; None when none is recognised."""
    kinds = "|".join(re.escape(word) for word in sorted(profile_words()["streets"], key=len, reverse=True))
    found = re.search(rf"(?<!\w)({_NUMBER},?\s+(?:{kinds})\b\.?\s[^,;:!?\n]*)", text, re.IGNORECASE)
    if found is None:
        return None
    street = re.split(r"\s(?=\d{2}\s?\d{3}\b)", found[1])[0]
    return _tidy(_before_town(_before_day(street)))[:_LONGEST_STREET] or None


def read_town(text: str) -> str:
    """Return what a sentence names after a street as the town: « 12 rue des Lilas à Nantes »; "" for nothing."""
    found = re.search(r"[\w\s'’-]{5}\s(?:à|a|sur)\s+([^\W\d_][^\d,;:!?()\n]*)", text, re.IGNORECASE)
    return _tidy(_until_stop(found[1]))[:_LONGEST_CITY] if found else ""


def without_town(text: str, town: str) -> str:
    """Return a sentence up to where it names its town: « 12 rue des Lilas » of « 12 rue des Lilas à Nantes »."""
    return re.split(rf",?\s+\w+\s+{re.escape(town)}", text)[0] if town else text


def answered_street(text: str) -> str | None:
    """Return the street that an answer to « which street? » gives: anything that can be printed on an envelope."""
    street = read_street(text) or _tidy(re.split(r"\s*,?\s*\b\d{2}\s?\d{3}\b", text)[0])
    talks = named_in(text, {"": profile_words()["talk"]}) and not re.search(r"\d", street)
    usable = re.search(r"[^\W\d_]{3}", street) and " " in street and not talks
    return street[:_LONGEST_STREET] if usable else None


def read_day(text: str, *, today: date, like: date | None = None) -> date | None:
    """Return the day from which an address counts, past or future.

    A day without a year is the nearest one, unless the sentence says that the move is over or to come. `like`: « le
    12 » alone is the twelfth of that day's month.
    """
    plain = _plain(text)
    if named_in(text, {"": profile_words()["now"]}) and not _DAY.search(plain):
        return today
    if away := _FROM_NOW.search(plain):
        return _away(away, today)
    said = _DAY.search(plain) or _DAY.search(_LAST_OF.sub(_last_day, plain))
    if said is None:
        return _day_of_month(plain, like) if like else None
    if days := {"apres demain": 2, "avant hier": -2}.get(said[0].replace("-", " ")):
        return today + timedelta(days=days)
    day = parse_date(said[0], today=today)
    if day is None or _YEAR.search(said[0]):
        return day
    return _weekday(day, plain, today) if re.fullmatch(_WEEKDAYS, said[0]) else _nearest(day, text, today)


def _away(said: re.Match[str], today: date) -> date:
    """Return the day that « dans 3 semaines », « il y a 2 jours » name."""
    count = (_COUNTS.get(said[2]) or int(said[2])) * (-1 if said[1] == "il y a" else 1)
    unit = {"j": relativedelta(days=count), "s": relativedelta(weeks=count), "m": relativedelta(months=count)}
    return today + unit[said[3][0]]


def day_in_range(day: date, *, today: date) -> bool:
    """Say whether an address may count from that day: five years back, one ahead."""
    return today - EARLIEST <= day <= today + LATEST


def _last_day(found: re.Match[str]) -> str:
    """Return the last day of a month for « fin décembre », « fin fevrier 2028 »."""
    year = found[2] or ""
    february = found[1].startswith("f")
    last = next(day for day in (31, 30, 29, 28) if parse_date(f"{day} {found[1]} {year or 2027}", today=date.max))
    return f"{last if year or not february else 28} {found[1]} {year}".strip()


def _day_of_month(plain: str, like: date) -> date | None:
    """Return the day of that month which a sentence names by its number alone."""
    said = _ALONE.search(plain)
    number = int(said[1]) if said else 0
    return like.replace(day=number) if 1 <= number <= calendar.monthrange(like.year, like.month)[1] else None


def _weekday(day: date, plain: str, today: date) -> date:
    """« jeudi » is the next one, unless the sentence looks back."""
    last = day if day <= today else day - timedelta(weeks=1)
    if last == today:
        return today
    return last if _GONE.search(plain) or _MOVED.search(plain) else last + timedelta(weeks=1)


def _nearest(day: date, text: str, today: date) -> date:
    """`day` has no year of its own: choose this side of today or the other."""
    coming = day if day > today else day + relativedelta(years=1)
    gone = coming - relativedelta(years=1)
    plain = _plain(text)
    if _MOVED.search(plain):
        return gone
    if _MOVING.search(plain):
        return coming
    return coming if coming - today < today - gone else gone


def masked_phone(phone: str) -> str:
    """Return « •• •• •• 12 34 »."""
    return f"{DOTS} {DOTS} {DOTS} {phone[6:8]} {phone[8:]}"


def shown_phone(phone: str) -> str:
    """Return « 06 39 98 12 34 »."""
    return " ".join(phone[at : at + 2] for at in range(0, len(phone), 2))


def masked_email(email: str) -> str:
    """Return « c•••@exemple.fr »."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"


def masked_street(street: str) -> str:
    """Return the street without its numbers, e.g. « •• allée des Tilleuls »."""
    return re.sub(r"\d+(?:\s?(?:bis|ter|quater)\b)?", DOTS, street)


def _plain(text: str) -> str:
    """Return the text without accents, as long as it was."""
    return "".join(folded if len(folded := fold(char)) == 1 else char for char in text)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,.;:-'\"«»()")


def _until_stop(text: str) -> str:
    """Cut a town's name where the sentence goes on; little words inside it (« La Rochelle ») stay."""
    kept: list[str] = []
    stops = {fold(word) for word in profile_words()["stops"]}
    for word in text.split():
        if kept and fold(word) in stops and not word[0].isupper():
            break
        kept.append(word)
    return " ".join(kept)


def _before_day(street: str) -> str:
    """Cut « le 1er mars » off a street; « rue du 8 mai 1945 » stays."""
    for day in _DAY.finditer(_plain(street)):
        before = _plain(street[: day.start()]).rstrip()
        link = re.search(r"\s(?:(?:a partir|a compter) du|des(?: le)?|depuis le|le|au)$", before)
        if link or day[0][0].isalpha():
            return street[: link.start() if link else day.start()]
    return street


def _before_town(street: str) -> str:
    """Cut « à Quimper » and what follows off a street."""
    return re.split(r"\s(?:à|a)\s(?=[A-ZÀ-Ý])|\s(?:merci|svp|depuis|dès|à partir|à compter)\b", street)[0]
