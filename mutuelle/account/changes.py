"""A change of profile being talked over: what is wanted, what is known of it, what to ask next. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from mutuelle.account import coordinates as read
from mutuelle.account.coordinates import profile_words
from mutuelle.wording import fold, named_in, words_of

STEPS = {
    "address": ("street", "place", "since"),
    "mobile": ("mobile",),
    "landline": ("landline",),
    "phone": ("phone",),
    "email": ("email",),
    "status": ("status",),
}
VALUES = {"place": ("postcode", "city")}
STATUSES = ("single", "married", "pacsed", "cohabiting", "divorced", "separated", "widowed")
RECAP, WHICH = "recap", "which"
_NUMBER_SAID = re.compile(
    r"\b(?:le|au|numero|n°)\s*(\d{1,4}(?:\s?(?:bis|ter|quater)\b)?)\s*(?:et pas\b|pas\b|,|\.|!|$)"
)
_OWN_NUMBER = re.compile(r"^\d+\s?(?:(?:bis|ter|quater)\b)?\s*,?\s*")


@dataclass(frozen=True)
class Draft:
    """What a member wants to change (keys of STEPS) and the new values so far; an empty one removes a number.

    Values: street, postcode, city, since (ISO), mobile, landline, email, status. `waiting`: for a one-time code.
    """

    wanted: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    tries: int = 0
    waiting: bool = False

    def step(self) -> str:
        """Return what to ask next; `recap` when all is known, `which` when nothing is."""
        if not self.wanted:
            return WHICH
        return next((step for step in self.steps() if not self.knows(step)), RECAP)

    def steps(self) -> tuple[str, ...]:
        """Return what has to be known, in the order of the questions."""
        return tuple(step for kind in self.wanted for step in STEPS[kind])

    def knows(self, step: str) -> bool:
        """Say whether a step was answered."""
        return all(key in self.values for key in VALUES.get(step, (step,)))

    def to_json(self) -> dict[str, Any]:
        """Return the draft as JSON-ready data."""
        return {"wanted": list(self.wanted), "values": dict(self.values), "tries": self.tries, "waiting": self.waiting}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        """Return the draft that was kept so."""
        return cls(tuple(kept["wanted"]), dict(kept["values"]), int(kept["tries"]), bool(kept["waiting"]))


@dataclass(frozen=True)
class Heard:
    """The draft after an answer; `problem` names the step whose answer could not be used, or what is wrong with it."""

    draft: Draft
    problem: str | None = None


def contact_wish(text: str, *, today: date) -> Draft:
    """Return what a first sentence about contact details asks for, with what it says already."""
    found = _found(text, today=today)
    wanted = [kind for kind in _named(text) if kind != "phone" or not {"mobile", "landline"} & set(found)]
    wanted += [kind for kind in ("mobile", "landline", "email") if kind in found]
    if "street" in found or "postcode" in found:
        wanted.insert(0, "address")
    if "address" not in wanted:
        found.pop("since", None)
    kept = tuple(dict.fromkeys(wanted))
    return Draft(kept, found | _removals(text, kept, found))


def status_wish(text: str) -> Draft:
    """Return what a first sentence about the family asks for."""
    status = read_status(text)
    return Draft(("status",), {"status": status} if status else {})


def read_status(text: str) -> str | None:
    """Return the one family status that a sentence names."""
    named = named_in(text, profile_words()["statuses"])
    return named[0] if len(named) == 1 else None


def choose(draft: Draft, choice: str) -> Heard:
    """Take a tapped choice: a kind of change, a family status, or `hint` for the address probably meant."""
    if choice in STEPS:
        return Heard(replace(draft, wanted=(*draft.wanted, choice), tries=0))
    if choice in STATUSES and "status" in draft.wanted:
        return Heard(replace(draft, values={**draft.values, "status": choice}, tries=0))
    hint = read.email_hint(draft.values.get("email", ""))
    if choice == "hint" and hint:
        return Heard(replace(draft, values={**draft.values, "email": hint}, tries=0))
    return Heard(draft, draft.step())


def hear(draft: Draft, text: str, *, today: date) -> Heard:
    """Take what the member answered to the question of `draft.step()`: also more than asked, or a correction."""
    asked = draft.step()
    if asked == WHICH:
        wish = contact_wish(text, today=today)
        return Heard(wish) if wish.wanted else _not_understood(draft, WHICH)
    found = {key: value for key, value in _found(text, today=today).items() if _belongs(key, draft)}
    found = found or _lenient(draft, asked, text)
    if not found:
        return _not_understood(draft, _problem(asked, text))
    if "since" in found and not in_range(found["since"], today=today):
        return _not_understood(draft, "since_range")
    wanted = draft.wanted
    for kind in ("mobile", "landline"):  # what is asked as one may turn out to be the other
        if kind in found and kind not in wanted:
            wanted = tuple(kind if one in {"phone", "mobile", "landline"} else one for one in wanted)
    return Heard(Draft(tuple(dict.fromkeys(wanted)), {**draft.values, **found}))


def back(draft: Draft) -> Draft | None:
    """Return the draft as it was before its last answer; None when there was none."""
    known = [step for step in draft.steps() if draft.knows(step)]
    if not known:
        return None
    gone = VALUES.get(known[-1], (known[-1],))
    return replace(draft, values={key: value for key, value in draft.values.items() if key not in gone}, tries=0)


def reply_in(text: str) -> str | None:
    """Return `yes`, `no`, `back` or `cancel` when that is all a message says."""
    said = words_of(text)
    for reply in ("back", "cancel", "yes", "no"):
        if any(words_of(phrase) == said for phrase in profile_words()[reply]):
            return reply
    return None


def is_answer(draft: Draft, text: str, *, today: date) -> bool:
    """Say whether a sentence holds a value that the draft waits for, read strictly."""
    return any(_belongs(key, draft) for key in _found(text, today=today))


def is_refusal(draft: Draft, text: str, reply: str | None) -> bool:
    """Say whether a no stands for itself where almost any words would be taken for an answer."""
    return reply == "no" and draft.step() in {"street", "place"} and not any(char.isdigit() for char in text)


def in_range(since: str, *, today: date) -> bool:
    """Say whether an ISO day may be the first of an address."""
    return read.day_in_range(date.fromisoformat(since), today=today)


def _found(text: str, *, today: date) -> dict[str, str]:
    """Return all values that a sentence holds, whatever was asked."""
    found: dict[str, str] = {}
    if email := read.read_email(text):
        found["email"] = email
    if phone := read.read_phone(text):
        found["mobile" if read.is_mobile(phone) else "landline"] = phone
    if email or phone:
        return found
    if street := read.read_street(text):
        found["street"] = street
    if place := read.read_place(text):
        found["postcode"] = place.postcode
        if place.city:
            found["city"] = place.city
    day = read.read_day(text.replace(street, " ") if street else text, today=today)
    return found | ({"since": day.isoformat()} if day else {})


def _belongs(key: str, draft: Draft) -> bool:
    if key in {"mobile", "landline"}:
        return bool({"mobile", "landline", "phone"} & set(draft.wanted))
    kind = "address" if key in {"street", "postcode", "city", "since"} else key
    return kind in draft.wanted


def _lenient(draft: Draft, asked: str, text: str) -> dict[str, str]:
    """Read an answer that only makes sense because of the question."""
    if asked == "status" or (asked == RECAP and "status" in draft.wanted):
        status = read_status(text)
        return {"status": status} if status else {}
    if asked == "street":
        street = read.answered_street(text)
        return {"street": street} if street else {}
    if asked == "place" and "postcode" in draft.values:
        city = read.read_city(text)
        return {"city": city} if city else {}
    number = _NUMBER_SAID.search(fold(text))
    if asked == RECAP and number and "street" in draft.values:
        return {"street": f"{number[1]} {_OWN_NUMBER.sub('', draft.values['street'])}"}
    return {}


def _problem(asked: str, text: str) -> str:
    if asked == RECAP and read.looks_like_email(text):
        return "email"
    if asked == RECAP and read.looks_like_phone(text):
        return "phone"
    return "phone" if asked in {"mobile", "landline"} else asked


def _not_understood(draft: Draft, problem: str) -> Heard:
    return Heard(replace(draft, tries=draft.tries + 1, waiting=False), problem)


def _named(text: str) -> list[str]:
    """Return the kinds of change that a sentence names; « adresse mail » is no address."""
    plain, by_mail = " ".join(words_of(text)), False
    for phrase in profile_words()["mail_words"]:
        plain, times = re.subn(rf"\b{' '.join(words_of(phrase))}s?\b", " ", plain)
        by_mail = by_mail or times > 0
    kinds = [kind for kind in named_in(plain, profile_words()["wishes"]) if kind != "email"]
    if "mobile" in kinds or "landline" in kinds:
        kinds = [kind for kind in kinds if kind != "phone"]
    kinds += ["email"] * by_mail
    return sorted(kinds, key=list(STEPS).index)


def _removals(text: str, wanted: tuple[str, ...], found: Mapping[str, str]) -> dict[str, str]:
    if not named_in(text, {"": profile_words()["removes"]}):
        return {}
    return {kind: "" for kind in wanted if kind in {"mobile", "landline"} and kind not in found}
