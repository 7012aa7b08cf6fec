"""Reads what members say of their contact details while they change them: what changes, and the new values. Pure.

Values: `wanted` (keys of KINDS, with spaces), street, postcode, city, since (ISO), mobile, landline (ten digits, ""
removes it), email; `town`: one that was named without its postcode; `doubted`: one that its postcode is not of;
`left`: kinds that were named and are not to change after all; `chosen`: asked which, and told.
"""

import re
from collections.abc import Mapping
from datetime import date

from mutuelle.account import coordinates as read
from mutuelle.account.coordinates import profile_words
from mutuelle.places.service import is_town, postcodes_of_town, town_meant, towns_of
from mutuelle.procedures.model import Step
from mutuelle.procedures.procedure import NotReadable
from mutuelle.procedures.replies import reply_in
from mutuelle.wording import fold, named_in, words_of

Values = Mapping[str, str]
KINDS: dict[str, tuple[Step, ...]] = {
    "address": (Step.of("street", free=True), Step("place", ("postcode", "city"), free=True), Step.of("since")),
    "mobile": (Step.of("mobile"),),
    "landline": (Step.of("landline"),),
    "phone": (Step.of("phone"),),
    "email": (Step.of("email"),),
}
NUMBERS = ("mobile", "landline")
WHICH = Step("which", ("wanted",))
_NUMBER_SAID = re.compile(
    r"\b(?:le|au|numero|n°)\s*(\d{1,4}(?:\s?(?:bis|ter|quater)\b)?)\s*(?:et pas\b|pas\b|,|\.|!|$)"
)
_CHANGED_DAY = re.compile(r"\b(?:finalement|plutot|a partir du|des le|le jour)\s+(?:le\s+)?\d{1,2}\s*[.!]?$")
_OWN_NUMBER = re.compile(r"^\d+\s?(?:(?:bis|ter|quater)\b)?\s*,?\s*")


def placed(found: dict[str, str], values: Values) -> dict[str, str]:
    """Return what was read with the town that its postcode tells, or the postcode that is its town's only one.

    Raises NotReadable (`town`) for a town that the postcode is not of, until it is said again.
    """
    told = {**values, **found}
    named, postcode = found.get("town", ""), told.get("postcode")
    if postcode is None:
        codes = postcodes_of_town(named)
        return (
            {**found, "postcode": codes[0], "city": town_meant(codes[0], named) or named} if len(codes) == 1 else found
        )
    if not {"postcode", "city", "town"} & found.keys():
        return found
    said = found.get("city") or named or told.get("city") or told.get("town", "")
    if meant := town_meant(postcode, said):
        return {**found, "city": meant}
    towns = towns_of(postcode)
    if towns and said and {"city", "town"} & found.keys() and fold(said) != fold(values.get("doubted", "")):
        rest = {key: value for key, value in found.items() if key != "city"}
        raise NotReadable("town", {**rest, "doubted": said})
    return {**found, "city": towns[0]} if len(towns) == 1 and "city" not in found else found


def kinds_of(values: Values) -> tuple[str, ...]:
    """Return what is to change as far as is known, in the order of KINDS."""
    kinds = {*values.get("wanted", "").split(), *(kind for kind in (*NUMBERS, "email") if kind in values)}
    if "street" in values or "postcode" in values:
        kinds.add("address")
    if kinds.intersection(NUMBERS):
        kinds.discard("phone")
    return tuple(kind for kind in KINDS if kind in kinds - set(values.get("left", "").split()))


def steps_of(values: Values) -> tuple[Step, ...]:
    """Return the questions, in their order."""
    kinds = kinds_of(values)
    which = (WHICH,) if "chosen" in values or not kinds else ()
    return (*which, *(step for kind in kinds for step in KINDS[kind]))


def asked_of(values: Values) -> Step | None:
    """Return the question that is open; None when all is known."""
    return next((step for step in steps_of(values) if not all(key in values for key in step.keys)), None)


def wish(text: str, *, today: date) -> dict[str, str]:
    """Return what a first sentence asks to change, with what it says already. Raises NotReadable for a day too far."""
    found = _found(text, today=today)
    wanted = [kind for kind in named_kinds(text) if kind != "phone" or not found.keys() & set(NUMBERS)]
    kinds = kinds_of({"wanted": " ".join(wanted), **found})
    if "address" not in kinds:
        found.pop("since", None)
    if kinds:
        found["wanted"] = " ".join(kinds)
    found |= _removals(text, kinds, found)
    if not found.keys() & set(NUMBERS) and set(kinds) & {*NUMBERS, "phone"} and read.looks_like_phone(text):
        raise NotReadable("phone", _in_range(found, today=today))
    if "email" in kinds and "email" not in found and read.looks_like_email(text):
        raise NotReadable("email", _in_range(found, today=today))
    return _in_range(found, today=today)


def more(text: str, values: Values, *, today: date) -> dict[str, str]:
    """Return every value that an answer holds beyond doubt: also more than asked, or a correction.

    Raises NotReadable for a day too far.
    """
    asked, kinds = asked_of(values), kinds_of(values)
    if asked == WHICH:
        wished = wish(text, today=today)
        return {**wished, "chosen": "yes"} if "wanted" in wished else {}
    found = _found(text, today=today)
    if "address" not in kinds and "street" not in found:  # digits alone are no move
        found = {key: value for key, value in found.items() if key in {*NUMBERS, "email"}}
    found |= _other_number(text, values, found)
    again = set(values.get("left", "").split()) & set(kinds_of(found))
    if again and "left" not in found:
        found["left"] = " ".join(kind for kind in values["left"].split() if kind not in again)
    return _in_range(found, today=today)


def answer(step: Step, text: str, reply: str | None, values: Values) -> dict[str, str]:
    """Return what an answer says that only makes sense because of its question."""
    if reply_in(text) or (reply and not any(char.isdigit() for char in text)):
        return {}
    if step.name == "street":
        town = _town(text)
        street = read.answered_street(read.without_town(text, town.get("town", "")))
        return {"street": street, **town} if street else {}
    if step.name == "place":
        city = read.read_city(text)
        if city and "postcode" in values:
            return {"city": city}
        return {"town": city} if city and is_town(city) else {}
    if step.name in NUMBERS and (_removes(text) or named_in(text, {"": profile_words()["has_none"]})):
        return {step.name: ""}
    return {}


def correction(text: str, values: Values, *, today: date) -> dict[str, str]:
    """Return what a sentence at the recap corrects beyond new values. Raises NotReadable for a value that is none."""
    kinds = kinds_of(values)
    number = _NUMBER_SAID.search(fold(text))
    if number and _CHANGED_DAY.search(fold(text)) and "since" in values:
        day = read.read_day(text, today=today, like=date.fromisoformat(values["since"]))
        if day is not None:
            return _in_range({"since": day.isoformat()}, today=today)
    if number and "street" in values:
        return {"street": f"{number[1]} {_OWN_NUMBER.sub('', values['street'])}"}
    if read.looks_like_email(text):
        raise NotReadable("email")
    if read.looks_like_phone(text):
        raise NotReadable("phone")
    named = [kind for kind in named_kinds(text) if kind != "phone" or not set(NUMBERS) & set(kinds)]
    dropped = [kind for kind in named if kind in kinds]
    if dropped and named_in(text, {"": profile_words()["leaves"]}):
        return {"left": " ".join([*values.get("left", "").split(), *dropped])}
    new = [kind for kind in named if kind not in kinds]
    left = " ".join(
        [*(kind for kind in values.get("left", "").split() if kind not in new), *_not_this(text, kinds, new)]
    )
    return {"wanted": " ".join([*kinds, *new]), "left": left, **_removals(text, tuple(new), {})} if new else {}


def named_kinds(text: str) -> list[str]:
    """Return the kinds of change that a sentence names; « adresse mail » is no address."""
    plain, by_mail = " ".join(words_of(text)), False
    for phrase in profile_words()["mail_words"]:
        plain, times = re.subn(rf"\b{' '.join(words_of(phrase))}s?\b", " ", plain)
        by_mail = by_mail or times > 0
    kinds = [kind for kind in named_in(plain, profile_words()["wishes"]) if kind != "email"]
    if "mobile" in kinds or "landline" in kinds:
        kinds = [kind for kind in kinds if kind != "phone"]
    kinds += ["email"] * by_mail
    return sorted(kinds, key=list(KINDS).index)


def _found(text: str, *, today: date) -> dict[str, str]:
    """Return all values that a sentence holds, whatever was asked."""
    found: dict[str, str] = {}
    if email := read.read_email(text):
        found["email"] = email
    if phone := read.read_phone(text):
        found["mobile" if read.is_mobile(phone) else "landline"] = phone
    rest = read.without_reach(text)
    street = read.read_street(rest)
    if found and not street:  # « écrivez-moi à … désormais » is no day of a move
        return found
    if street:
        town = _town(rest)
        found |= {"street": read.without_town(street, town.get("town", "")), **town}
    if place := read.read_place(rest):
        found["postcode"] = place.postcode
        if place.city:
            found["city"] = place.city
    day = read.read_day(rest.replace(street, " ") if street else rest, today=today)
    return found | ({"since": day.isoformat()} if day else {})


def _town(text: str) -> dict[str, str]:
    town = read.read_town(text)
    return {"town": town} if is_town(town) else {}


def _other_number(text: str, values: Values, found: Values) -> dict[str, str]:
    """Return what else changes when a number asked or recapped as one kind turns out to be of the other."""
    asked, kinds = asked_of(values), kinds_of(values)
    for kind, other in (NUMBERS, NUMBERS[::-1]):
        if kind not in found or kind in kinds or other not in kinds:
            continue
        if asked is not None and asked.name == other:
            return {"wanted": " ".join(kind if one == other else one for one in kinds)}
        if asked is None and not set(NUMBERS) & set(named_kinds(text)):
            return {"left": " ".join({*values.get("left", "").split(), other})}
    return {}


def _not_this(text: str, kinds: tuple[str, ...], new: list[str]) -> list[str]:
    """Return the number that « non, c'est mon fixe » takes back."""
    others = [kind for kind in NUMBERS if kind in kinds]
    denies = {"non", "pas", "plutot"} & set(words_of(text))
    return others if denies and len(others) == 1 and set(new) & set(NUMBERS) else []


def _in_range(found: dict[str, str], *, today: date) -> dict[str, str]:
    since = found.get("since")
    if since and not read.day_in_range(date.fromisoformat(since), today=today):
        raise NotReadable("since_range", {key: value for key, value in found.items() if key != "since"})
    return found


def _removals(text: str, wanted: tuple[str, ...], found: Values) -> dict[str, str]:
    if not _removes(text):
        return {}
    return {kind: "" for kind in wanted if kind in NUMBERS and kind not in found}


def _removes(text: str) -> bool:
    return bool(named_in(text, {"": profile_words()["removes"]}))
