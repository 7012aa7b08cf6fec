"""Hides what must not be kept when a member types it in a chat: IBAN, NIR, bank card numbers.

Passwords and one-time codes: `passwords.py`.
"""

import re
from collections.abc import Callable

from stdnum import iban, luhn
from stdnum.fr import nir

DOT = "•"
SHORTEST_IBAN, LONGEST_IBAN = 15, 34
DIGITS_OF_A_MISTYPED_IBAN = 14
LONGEST_WITHOUT_TAIL = 15

_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}\s?\d{2}(?:[ .\-\u00a0]?[0-9A-Za-z]){10,30}(?![0-9A-Za-z])")
_NIR = re.compile(
    r"(?<!\d)[123478](?:[ .\-\u00a0]?\d){4}[ .\-\u00a0]?(?:\d|2[ABab])[ .\-\u00a0]?\d(?:[ .\-\u00a0]?\d){5,8}(?!\d)"
)
_CARD = re.compile(r"(?<!\d)\d(?:[ \-\u00a0]?\d){12,18}(?!\d)")


def mask_secrets(text: str) -> str:
    """Return the text with IBAN, NIR and card numbers reduced to their last digits.

    A number that has the shape of an IBAN is masked even when its check digits are wrong: a typo is no reason to
    keep it.
    """
    masked = _IBAN.sub(_mask_iban, text)
    masked = _NIR.sub(_masked_if(_looks_like_nir), masked)
    return _CARD.sub(_masked_if(_looks_like_card), masked)


def _masked_if(test: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
    def mask(match: re.Match[str]) -> str:
        compact = re.sub(r"[^0-9A-Za-z]", "", match[0])
        if not test(compact):
            return match[0]
        return _dots(compact)

    return mask


def _mask_iban(match: re.Match[str]) -> str:
    """Mask the IBAN that a run of letters and digits begins with; the words after it stay."""
    run = match[0]
    ends = [i + 1 for i, char in enumerate(run) if char.isalnum()]
    compact = "".join(char for char in run if char.isalnum())
    for length in range(min(len(compact), LONGEST_IBAN), SHORTEST_IBAN - 1, -1):
        if iban.is_valid(compact[:length], check_country=False):
            return _dots(compact[:length]) + run[ends[length - 1] :]
    words = re.match(r"(?:.*\d)[A-Za-z]{0,2}(?![A-Za-z])", run)
    end = words.end() if words else len(run)
    mistyped = "".join(char for char in run[:end] if char.isalnum())
    if sum(char.isdigit() for char in mistyped) < DIGITS_OF_A_MISTYPED_IBAN:
        return run
    return _dots(mistyped) + run[end:]


def _dots(compact: str) -> str:
    return f"{DOT * 4} {DOT * 4} {compact[-4:]}" if len(compact) > LONGEST_WITHOUT_TAIL else DOT * len(compact)


def _looks_like_nir(compact: str) -> bool:
    month = int(compact[3:5]) if compact[3:5].isdigit() else 0
    return nir.is_valid(compact) or (len(compact) in {13, 15} and (1 <= month <= 12 or 20 <= month <= 42))  # noqa: PLR2004


def _looks_like_card(compact: str) -> bool:
    return 13 <= len(compact) <= 19 and luhn.is_valid(compact)  # noqa: PLR2004
