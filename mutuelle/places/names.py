"""Brings names of places to one spelling, and to how they sound. Pure."""

import re
from collections.abc import Sequence

from mutuelle.wording import words_of

ARTICLES = frozenset({"le", "la", "les", "l", "las", "los", "aux", "au", "du", "des"})
SHORTENED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "mt": "mont", "s": "sur", "ss": "sous"}
SOUNDS = tuple(  # in this order; the result is compared with itself only
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"eaux|eau|aux|aud|aut|ault|au", "o"),
        (r"ph", "f"),
        (r"ille|ilh|ll?y(?=[aeiou])", "iy"),
        (r"sch|sh|ch", "S"),
        (r"gn", "N"),
        (r"qu|q|ck|k|c(?![eiy])", "k"),
        (r"ç|c(?=[eiy])|sc(?=[eiy])|ss|z|x", "s"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"[ae][nm](?![aeiouynm])", "A"),
        (r"ain|ein|in(?![aeiouyn])|im(?=[bp])|yn", "I"),
        (r"ai|ei|et$|ez$|er$", "e"),
        (r"o[nm](?![aeiouynm])", "O"),
        (r"y", "i"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"es$|e$", ""),
        (r"(?<=.)[stdxpzr]$", ""),
    )
)


def key_of(name: str) -> str:
    """Return what a place is looked up by: « L'Haÿ-les-Roses » → « hay les roses », « St Malo » → « saint malo »."""
    return key_of_words(words_of(name))


def key_of_words(words: Sequence[str]) -> str:
    """Return the key of a name of which the folded words are given."""
    full = [SHORTENED.get(word, word) if len(words) > 1 else word for word in words]
    while len(full) > 1 and full[0] in ARTICLES:
        full = full[1:]
    return " ".join(full)


def sound_of(key: str) -> str:
    """Return roughly how a key sounds in French: « bordo » and « bordeaux » are the same."""
    for pattern, sound in SOUNDS:
        key = pattern.sub(sound, key)
    return key
