"""What each answer changes while an account is being opened. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from mutuelle.account.opening_rules import (
    announces_name,
    email_hint,
    field_in,
    read_birth_date,
    read_email,
    read_name,
    read_number,
    says,
)


@dataclass(frozen=True)
class Fields:
    """What was given so far. `email_hint`: the address that was probably meant, while it is being asked."""

    number: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    birth_date: date | None = None
    email: str | None = None
    email_hint: str | None = None
    consented_at: datetime | None = None


@dataclass(frozen=True)
class Heard:
    """What an answer came to: the fields now, what was wrong with it, or how it ended.

    `outcome`: `cancelled`, `refused` (no consent), `confirmed`, `paused` (« au revoir »), `human`, or "" to go on.
    """

    fields: Fields
    problem: str = ""
    outcome: str = ""


def step_of(fields: Fields) -> str:
    """Return what is to be asked: number, name, birth_date, email, email_hint, consent, or recap."""
    if fields.email_hint is not None:
        return "email_hint"
    for step, value in (
        ("number", fields.number),
        ("name", fields.last_name),
        ("birth_date", fields.birth_date),
        ("email", fields.email),
        ("consent", fields.consented_at),
    ):
        if value is None:
            return step
    return "recap"


def read_first(text: str) -> Fields:
    """Return what the sentence that asks for an account tells already."""
    fields = Fields(number=read_number(text))
    if announces_name(text) and (name := read_name(text)):
        fields = replace(fields, first_name=name[0], last_name=name[1])
    return _with_email(fields, read_email(text)) if read_email(text) else fields


def read_answer(
    fields: Fields, text: str, *, intent: str, now: datetime, today: date, elsewhere: bool = False
) -> Heard:
    """Take an answer to the question that `step_of` names. A tapped button has no text: its intent speaks.

    `elsewhere`: this is surely about something else, so that words alone make no name.
    """
    step = step_of(fields)
    yes, no = _yes(text, intent), _no(text, intent)
    if says(text, "cancel") or (no and not yes and step not in {"email_hint", "consent", "recap"} and not text):
        return Heard(fields, outcome="cancelled")
    leaves = _leaves(text, intent if step != "name" else "")
    if leaves and step == "name":  # two words are a name, but for these
        return Heard(fields, outcome=leaves)
    if step == "name" and elsewhere and not announces_name(text):
        return Heard(fields, problem="name")
    heard = _read(fields, step, text, yes=yes, no=no, now=now, today=today)
    return Heard(fields, outcome=leaves) if leaves and heard.problem else heard


def _read(fields: Fields, step: str, text: str, *, yes: bool, no: bool, now: datetime, today: date) -> Heard:
    if says(text, "back"):
        return Heard(_back(fields, step), problem="first" if step == "number" else "")
    if step == "email_hint":
        return _hint(fields, text, yes=yes, no=no)
    if step == "consent":
        return _consent(fields, yes=yes, no=no, now=now)
    if step == "recap":
        return _recap(fields, text, yes=yes, no=no, today=today)
    return _READ[step](fields, text, today)


def _leaves(text: str, intent: str) -> str:
    """Return how a sentence leaves the questions: `paused` for a goodbye, `human`, or "" when it does not."""
    if says(text, "human"):
        return "human"
    return "paused" if intent == "goodbye" or says(text, "goodbye") else ""


def _yes(text: str, intent: str) -> bool:
    return (not text and intent == "affirm") or says(text, "yes")


def _no(text: str, intent: str) -> bool:
    return (not text and intent == "deny") or says(text, "no")


def _number(fields: Fields, text: str, today: date) -> Heard:
    del today
    number = read_number(text)
    if number:
        return Heard(replace(fields, number=number))
    return Heard(fields, problem="where" if says(text, "where") else "number")


def _name(fields: Fields, text: str, today: date) -> Heard:
    del today
    name = read_name(text)
    return Heard(replace(fields, first_name=name[0], last_name=name[1])) if name else Heard(fields, problem="name")


def _birth_date(fields: Fields, text: str, today: date) -> Heard:
    day = read_birth_date(text, today=today)
    return Heard(replace(fields, birth_date=day)) if isinstance(day, date) else Heard(fields, problem=day or "birth")


def _email(fields: Fields, text: str, today: date) -> Heard:
    del today
    email = read_email(text)
    return Heard(_with_email(fields, email)) if email else Heard(fields, problem="email")


_READ = {"number": _number, "name": _name, "birth_date": _birth_date, "email": _email}


def _with_email(fields: Fields, email: str | None) -> Fields:
    return replace(fields, email=email, email_hint=email_hint(email) if email else None)


def _hint(fields: Fields, text: str, *, yes: bool, no: bool) -> Heard:
    if email := read_email(text):
        return Heard(replace(fields, email=email, email_hint=None))
    if yes and not no:
        return Heard(replace(fields, email=fields.email_hint, email_hint=None))
    if no and not yes:
        return Heard(replace(fields, email_hint=None))
    return Heard(fields, problem="yes_or_no")


def _consent(fields: Fields, *, yes: bool, no: bool, now: datetime) -> Heard:
    if no:
        return Heard(fields, outcome="refused")
    return Heard(replace(fields, consented_at=now)) if yes else Heard(fields, problem="yes_or_no")


def _recap(fields: Fields, text: str, *, yes: bool, no: bool, today: date) -> Heard:
    """Confirm, or correct: « non, c'est le 12 mai 1981 », « mon e-mail est faux »."""
    if yes and not no:
        return Heard(fields, outcome="confirmed")
    day = read_birth_date(text, today=today)
    if email := read_email(text):
        corrected = _with_email(fields, email)
    elif number := read_number(text):
        corrected = replace(fields, number=number)
    elif isinstance(day, date):
        corrected = replace(fields, birth_date=day)
    elif announces_name(text) and (name := read_name(text)):
        corrected = replace(fields, first_name=name[0], last_name=name[1])
    else:
        corrected = _without(fields, field_in(text) or "")
    if corrected != fields:
        return Heard(corrected)
    return Heard(fields, problem=str(day or ("what" if no else "yes_or_no")))


def _back(fields: Fields, step: str) -> Fields:
    before = {"name": "number", "birth_date": "name", "email": "birth_date", "email_hint": "email", "consent": "email"}
    return _without(fields, before.get(step, "consent" if step == "recap" else ""))


def _without(fields: Fields, field: str) -> Fields:
    empty: dict[str, dict[str, Any]] = {
        "number": {"number": None},
        "name": {"first_name": None, "last_name": None},
        "birth_date": {"birth_date": None},
        "email": {"email": None, "email_hint": None},
        "consent": {"consented_at": None},
    }
    return replace(fields, **empty.get(field, {}))
