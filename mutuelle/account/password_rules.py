"""Which passwords are accepted: the guide's rule, and none that is guessed first."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from mutuelle.wording import fold

SHORTEST, LONGEST = 8, 256
_LEET = str.maketrans("013457@$!", "oieastasi")
_SHORTEST_OWN = 3
_SEQUENCE = re.compile(r"0?1234\d*|9876\d*|(\d)\1{3,}")


def normalised(password: str) -> str:
    """Return what is hashed: the same signs, however a keyboard writes them (NFKC; NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def birth_date_forms(birth_date: date) -> list[str]:
    """Return the ways in which people write their birth date into a password."""
    return [birth_date.strftime(form) for form in ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d")]


def password_problem(password: str, *, own: Iterable[str] = ()) -> str | None:
    """Return what is wrong with a new password: `too_short`, `too_long`, `classes`, `common`, `own`; or None.

    At least 8 characters with a lower-case letter, an upper-case one and a digit. It is `common` when only digits and
    signs surround a usual word, `own` when what remains besides one of the owner's words is short.
    """
    password = normalised(password)
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    if not (any(map(str.islower, password)) and any(map(str.isupper, password)) and any(map(str.isdigit, password))):
        return "classes"
    plain = _letters_and_digits(password)
    for word in own:
        known = _letters_and_digits(word)
        if len(known) >= _SHORTEST_OWN and known in plain and len(plain) - len(known) < SHORTEST:
            return "own"
    return "common" if _is_usual(password) else None


def _is_usual(password: str) -> bool:
    folded = fold(password)
    stripped = "".join(char for char in folded if char.isalpha())
    unmasked = "".join(char for char in folded.translate(_LEET) if char.isalpha())
    head = folded.rstrip("0123456789!?.*#$@_-").translate(_LEET)
    counting = len(_SEQUENCE.sub("", folded)) < 4  # noqa: PLR2004
    return bool({_once(word) for word in (stripped, unmasked, head)} & _usual()) or counting or len(set(folded)) < 4  # noqa: PLR2004


def _once(word: str) -> str:
    """Return the word that a word is a repetition of, or itself."""
    return word[: (word + word).find(word, 1)] if word else word


def _letters_and_digits(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


@cache
def _usual() -> frozenset[str]:
    path = Path(__file__).parent / "common_passwords.txt"
    return frozenset(path.read_text("utf-8").split())
