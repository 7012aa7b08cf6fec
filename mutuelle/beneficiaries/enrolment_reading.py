"""Who is to be covered, as members say it: the relation, the name, the birth date. Pure."""

import re
from datetime import date

from mutuelle.account.coordinates import read_day
from mutuelle.account.opening_rules import read_name
from mutuelle.beneficiaries.naming import words
from mutuelle.periods import parse_date
from mutuelle.procedures.procedure import NotReadable, Values
from mutuelle.wording import named_in, words_of

OLDEST = 120
_WORD = r"[^\W\d_][\w'’-]+"
_BORN = re.compile(r"\bn(?:é|e|ée|ee)(?:\(e\))?\b[^,;.]*", re.IGNORECASE)
_NAMED = re.compile(rf"(?:s'appelle|prénommée?|nommée?|appelée?)\s+({_WORD}(?:\s+{_WORD}){{0,3}})", re.IGNORECASE)
_CALLED = re.compile(
    rf"(?:s'appelle|prénommée?|nommée?|appelée?|c'est)\s+({_WORD}(?:\s+{_WORD}){{0,3}})", re.IGNORECASE
)
_CAPITAL = re.compile(r"\b([A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’-]+){0,3})")
_DENIES = re.compile(r"\b(?:non|pas|plut[oô]t|erreur)\b", re.IGNORECASE)


def relation_in(text: str) -> dict[str, str]:
    """Return the `relation` (a key of words.yml) that a sentence names."""
    named = named_in(text, {key: one["words"] for key, one in words()["relations"].items()})
    return {"relation": named[0]} if named else {}


def relation_alone(text: str) -> dict[str, str]:
    """Return the `relation` that a whole answer is: « fille », « c'est un garçon »."""
    said = words_of(text)
    for opening in sorted(map(words_of, words()["alone_openings"]), key=len, reverse=True):
        if said[: len(opening)] == opening:
            said = said[len(opening) :]
            break
    found = (key for key, some in words()["alone"].items() if said in [words_of(one) for one in some])
    return {"relation": key} if (key := next(found, None)) else {}


def child_in(text: str, known: Values) -> dict[str, str]:
    """Return that a child is spoken of (`child`), and its `relation` once a word tells a girl from a boy."""
    if "relation" in known or not ("child" in known or named_in(text, {"": words()["child"]})):
        return {}
    said = set(re.findall(r"\w+", text.lower()))
    told = [key for key, some in words()["child_gender"].items() if said.intersection(some)]
    fresh = {} if "child" in known else {"child": "yes"}
    return fresh | ({"relation": told[0]} if len(told) == 1 else {})


def name_of(text: str, last_name: str) -> dict[str, str]:
    """Return the name that a text is; a first name alone goes with the policyholder's last name."""
    both = read_name(text)
    if both is not None:
        first, last = (part.title() if part.islower() else part for part in both)
        return {"first_name": first, "last_name": last}
    alone = re.fullmatch(rf"\s*({_WORD})\s*[.!]?\s*", text)
    return {"first_name": alone[1].capitalize(), "last_name": last_name} if alone else {}


def name_in(text: str, last_name: str) -> dict[str, str]:
    """Return the name after « s'appelle » and the like."""
    called = _NAMED.search(_BORN.sub(" ", text))
    return name_of(called[1], last_name) if called else {}


def name_told(text: str, last_name: str) -> dict[str, str]:
    """Return the name in a first sentence: after « c'est », « s'appelle », or with capitals past its first word."""
    rest = _BORN.sub(" ", text)
    found = _CALLED.search(rest) or _CAPITAL.search(rest, 1)
    return name_of(found[1], last_name) if found else {}


def name_answered(text: str, last_name: str) -> dict[str, str]:
    """Return the name that an answer to « quel nom ? » gives."""
    called = _CALLED.search(_BORN.sub(" ", text))
    return name_of(called[1] if called else text, last_name)


def name_corrected(text: str, last_name: str) -> dict[str, str]:
    """Return the name that « non, c'est Zoé » corrects; « c'est parfait » is none."""
    called = _CALLED.search(text)
    meant = called if called and (called[1].istitle() or _DENIES.search(text)) else None
    return name_of(meant[1], last_name) if meant else {}


def says_birth(text: str) -> bool:
    """Say whether a sentence tells of a birth."""
    return _BORN.search(text) is not None


def birth_in(text: str, known: Values, *, today: date) -> dict[str, str]:
    """Return the `birth_date` (ISO) of a sentence. Raises NotReadable for a day that cannot be one."""
    said = _BORN.search(text)
    day = parse_date(said[0] if said else text, today=today)
    if day is None:
        before = known.get("birth_date", "")
        day = read_day(text, today=today, like=date.fromisoformat(before) if before else None)
    if day is None:
        return {}
    if day > today:
        raise NotReadable("birth_future")
    if day.year < today.year - OLDEST:
        raise NotReadable("birth_too_old")
    return {"birth_date": day.isoformat()}
