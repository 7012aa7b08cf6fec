"""What a member typed, as words a model can compare: folded, unsqueezed, spelled out. Pure functions.

A `Piece` keeps the place of what was typed, so that an entity found on normalised words is still the
member's own writing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from nlu import codes

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""The word given for a text without one readable word: no vocabulary holds it."""

LEXICON = Path(__file__).with_name("lexicon.yml")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`\u2032\uff07"), "'")
_LIGATURES = {ord("œ"): "oe", ord("æ"): "ae", ord("ß"): "ss"}
_INVISIBLE = {"Cf", "Mn", "Me"}

_PIECE = re.compile(
    r"""
      (?:[hH]ttps?://|www\.)\S+                                  # web address
    | (?<!\w)(?:[a-zA-Z]{0,2}\d*\s?)?•{2,}(?:\s?\d+)*           # what we masked: FR76 •••• 0189
    | [^\W_]+(?:_[^\W_]+)+(?:=\w*)?                             # a program's name: beneficiary_id=6
    | \d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}                          # date: 14/10/2019
    | \d{1,2}/\d{2,4}                                            # month or day: 03/2025
    | \d+[.,]\d+                                                 # amount: 35,50
    | \d+                                                        # number
    | (?:[^\W\d_][\u0300-\u036f]*)+(?:'(?:[^\W\d_][\u0300-\u036f]*)+)*'?   # word, with its apostrophes
    | [^\w\s]                                                    # a sign or an emoji
    """,
    re.VERBOSE,
)
_UNSPOKEN = re.compile(r"[^\W_]+_|.*•")  # no words of a member's
_WEB = re.compile(r"https?://|www\.", re.IGNORECASE)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_KEPT_SIGNS = frozenset("?€%°")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_NUMBER = 3
_POSTAL_CODE = 5


@dataclass(frozen=True)
class Piece:
    """A normalised word and where it was typed: `text[start:end]` of the member's message."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Lexicon:
    """The members' shorthand, as read from `lexicon.yml`."""

    elisions: frozenset[str]
    whole: frozenset[str]
    abbreviations: dict[str, str]
    emoji: dict[str, str]
    rescue: frozenset[str]
    negations: frozenset[str]
    unnegated: frozenset[str]
    shows: tuple[str, ...]
    hides: tuple[str, ...]
    undoes: tuple[str, ...]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read `lexicon.yml` once. Raises `KeyError` when a part of it is missing."""
    parts = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    return Lexicon(
        elisions=frozenset(parts["elisions"]),
        whole=frozenset(parts["whole"]),
        abbreviations={fold(str(short)): fold(str(said)) for short, said in parts["abbreviations"].items()},
        emoji=dict(parts["emoji"]),
        rescue=frozenset(parts["rescue"]),
        negations=frozenset(parts["negations"]),
        unnegated=frozenset(parts["unnegated"]),
        shows=tuple(parts["shows"]),
        hides=tuple(parts["hides"]),
        undoes=tuple(parts["undoes"]),
    )


def fingerprint() -> str:
    """Return what changes whenever our components may read a sentence otherwise: a model of before is stale."""
    lists = [Path(__file__).with_name(name) for name in ("communes.txt", "danger.yml", "gazetteer.yml")]
    sources = [LEXICON, *lists, *sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def fold(text: str) -> str:
    """Return lower case without accents, ligatures or typographic apostrophes."""
    plain = text.translate(_APOSTROPHES).lower().translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in decomposed if unicodedata.category(letter) not in _INVISIBLE)


def pieces(text: str) -> list[Piece]:
    """Split a message in normalised words, in order; a text without any gives one `UNKNOWN` piece.

    Offsets count characters of `text` as it was received, never of a normalised copy.
    """
    found: list[Piece] = []
    at = 0
    for code in codes.CODES.finditer(text):
        found += _plain_pieces(text, at, code.start())
        found.append(Piece(f"x{code.lastgroup}", code.start(), code.end()))
        at = code.end()
    found += _plain_pieces(text, at, len(text))
    return found or [Piece(UNKNOWN, 0, max(len(text), 1))]


def _plain_pieces(text: str, start: int, end: int) -> list[Piece]:
    same_length = text.translate(_APOSTROPHES)
    found: list[Piece] = []
    for match in _PIECE.finditer(same_length, start, end):
        found += _split(match.group(), match.start())
    return found


def _split(written: str, start: int) -> list[Piece]:
    """Return the pieces of one match: elided words come apart, signs that say nothing vanish."""
    if "'" not in written or fold(written) in lexicon().whole:
        return _spelled(written, start)
    head, _, rest = written.partition("'")
    elided = fold(head) in lexicon().elisions
    first = [Piece(fold(head), start, start + len(head) + 1)] if elided else _spelled(head, start)
    return first + (_split(rest, start + len(head) + 1) if rest else [])


def _spelled(written: str, start: int) -> list[Piece]:
    word = "" if not written or _UNSPOKEN.match(written) else _word(written)
    return [Piece(word, start, start + len(written))] if word else []


def _word(written: str) -> str:
    """Return the normalised word of what was written, or nothing for a sign that says nothing."""
    if written[0].isdigit():
        return _number(written)
    if len(written) == 1 and not written.isalnum() and written not in _KEPT_SIGNS:
        return lexicon().emoji.get(written, "")
    if _WEB.match(written):
        return "xlien"
    folded = fold(written)
    short = lexicon().abbreviations
    if folded in short:
        return short[folded]
    squeezed = _DRAWN_OUT.sub(r"\1", folded)
    if len(squeezed) == 1 < len(folded):  # « zzzz »: a letter held down, no word
        return ""
    return short.get(squeezed, squeezed)


def _number(written: str) -> str:
    """Return the shape of a number: what kind of number it is says more than its digits."""
    if "/" in written or written.count(".") + written.count("-") > 1:
        return "xdate"
    if not written.isdigit():
        return "xmontant"
    if written in lexicon().rescue:
        return written
    if _YEAR.fullmatch(written):
        return "xannee"
    if len(written) <= _SHORT_NUMBER:
        return written
    return "xpostal" if len(written) == _POSTAL_CODE else "xnombre"
