"""A sentence as tokens: folded, one typo mended, numbers written in words gathered."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import OSA

from mutuelle.periods.lexicon import (
    CORRECTED,
    DOZENS,
    HUNDREDS,
    LEMMAS,
    MONTHS,
    NUMBERS,
    ORDINAL_ENDINGS,
    ORDINALS,
    REAL_WORDS,
    SHORT_MONTHS,
    WEEKDAYS,
)
from mutuelle.periods.model import Period

_ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2192", "-")
    | dict.fromkeys("\u2019\u2018\u02bc\u00b4`\u2032", "'")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad")
)
_ELIDED = re.compile(  # « lan », « dici », « daout »: an apostrophe is missing
    r"\b(l(?=(?:an(?:n[eé]es?)?|avant|[eé]t[eé]|automne|hiver|ascension|assomption|[eé]piphanie|armistice)\b)"
    r"|d(?=(?:ici|hier|avant|apr[eè]s|[eé]t[eé]|automne|hiver|ao[uû]t|avril|octobre|aujourd)\b))",
    re.IGNORECASE,
)
_SPACED_SLASH = re.compile(r"(?<=[0-9])[ \t]?/[ \t]?(?=[0-9])")
_TOKEN = re.compile(r"[0-9]+(?:[/.,:-][0-9]+)*|[^\W\d_]+|[^\s\w]|_")
_LONGEST_WORD = 14
_SHORTEST_MENDED, _LONG_TARGET = 4, 6
_PHONE_LENGTH = 3
_LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, chain of numbers (« 03/04/2025 ») or mark, and where it stands in the sentence."""

    text: str
    start: int
    end: int
    glued: bool = False
    value: int | None = None
    digits: bool = False
    ordinal: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens with a safe look at any place: "" and None outside."""

    raw: str
    tokens: tuple[Token, ...]
    today: date
    lone: bool = False  # one date is expected: « 03/04 » is a day
    looking_at: Period | None = None  # what « le mois d'avant » is before

    def word(self, place: int) -> str:
        """The folded text at `place`."""
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def number(self, place: int) -> int | None:
        """The value of a number at `place`, in digits or words; None for ordinals and anything else."""
        token = self.token(place)
        return token.value if token and not token.ordinal else None

    def token(self, place: int) -> Token | None:
        """The token at `place`."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def skip(self, place: int, words: frozenset[str], most: int = 3) -> int:
        """The place after at most `most` of these words."""
        for _ in range(most):
            if self.word(place) not in words:
                break
            place += 1
        return place

    def follows(self, place: int, *words: str) -> bool:
        """Whether these very words stand from `place` on."""
        return all(self.word(place + offset) == word for offset, word in enumerate(words))

    def excerpt(self, first: int, last: int) -> str:
        """The member's words from token `first` up to `last`, excluded."""
        return self.raw[self.tokens[first].start : self.tokens[last - 1].end]


def fold(text: str) -> str:
    """Lower case without accents; œ and ß opened."""
    opened = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", opened) if not unicodedata.combining(c))


def read_sentence(text: str, today: date, *, lone: bool = False, looking_at: Period | None = None) -> Sentence:
    """Cut a text into tokens; linear, and safe on any text."""
    raw = _SPACED_SLASH.sub("/", unicodedata.normalize("NFKC", text).translate(_ALIKE))
    raw = _ELIDED.sub(r"\1'", raw)
    tokens = [_token(match, raw) for match in _TOKEN.finditer(raw)]
    tokens = _without_idle_marks(_in_context(_join_words(tokens)))
    return Sentence(raw, tuple(_hide_phones(_gather_numbers(tokens))), today, lone, looking_at)


def _token(match: re.Match[str], raw: str) -> Token:
    start, end = match.span()
    text, glued = match.group(), start > 0 and raw[start - 1].isalnum()
    if not text[0].isascii() or not text[0].isdigit():
        return Token(_lemma(fold(text)), start, end, glued)
    parts = tuple(re.split(r"([/.,:-])", text))
    short = len(parts) == 1 and len(text) <= _LONGEST_NUMBER
    return Token(text, start, end, glued, int(text) if short else None, digits=True, parts=parts if parts[1:] else ())


@lru_cache(maxsize=4096)
def _lemma(word: str) -> str:
    """The one form of a known word; a word one typo away from a long one is taken for it."""
    if word in LEMMAS or word in MONTHS or word in WEEKDAYS or word in REAL_WORDS:
        return LEMMAS.get(word, word)
    if not _SHORTEST_MENDED < len(word) + 1 <= _LONGEST_WORD:
        return word
    close = [
        target
        for target in CORRECTED
        if (len(target) >= _LONG_TARGET or len(word) > _SHORTEST_MENDED)
        and OSA.distance(word, target, score_cutoff=1) <= 1
    ]
    return LEMMAS.get(close[0], close[0]) if close else word


@lru_cache(maxsize=4096)
def short_month(word: str) -> str | None:
    """The short month a word is one typo away from, if only one; for places where a month is expected."""
    if word in REAL_WORDS or not _SHORTEST_MENDED - 1 <= len(word) <= _LONG_TARGET or not word.isalpha():
        return None
    close = [month for month in SHORT_MONTHS if OSA.distance(word, month, score_cutoff=1) <= 1]
    return close[0] if len(close) == 1 else None


def _join_words(tokens: list[Token]) -> list[Token]:
    """Words that marks cut: « aujourd'hui », « week-end », « 1er », « 2ème »."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        texts = [t.text for t in joined[-2:]]
        if token.text in {"hui", "end", "ends"} and texts in (["aujourd", "'"], ["week", "-"]):
            joined[-2:] = [replace(joined[-2], text="weekend" if texts[0] == "week" else "aujourdhui", end=token.end)]
        elif before and token.text in {"hui", "end", "ends"} and before.text in {"aujourd", "week"}:
            joined[-1] = replace(before, text="weekend" if before.text == "week" else "aujourdhui", end=token.end)
        elif before and before.digits and before.value is not None and _is_ordinal(token):
            joined[-1] = replace(before, ordinal=True, end=token.end)
        else:
            joined.append(token)
    return joined


def _is_ordinal(token: Token) -> bool:
    return token.text in {"er", "ere", "eme", "°"} or (token.glued and token.text in ORDINAL_ENDINGS)


def _in_context(tokens: list[Token]) -> list[Token]:
    """Short words that are typos only beside certain others: « l'anne dernière », « 12 mras », « juim 2025 »."""
    mended = list(tokens)
    for place, token in enumerate(tokens):
        before, after = (tokens[n] if 0 <= n < len(tokens) else None for n in (place - 1, place + 1))
        if token.text == "anne" and after and after.text in {"dernier", "passe", "precedent", "prochain"}:
            mended[place] = replace(token, text="an")
        elif token.text not in MONTHS and token.value is None and (month := short_month(token.text)):
            year = bool(after and after.digits and len(after.text) == 4)  # noqa: PLR2004
            day = bool(before and before.digits and before.value and before.value <= 31)  # noqa: PLR2004
            if year or day or _says_month(tokens, place):
                mended[place] = replace(token, text=month)
    return mended


def _says_month(tokens: list[Token], place: int) -> bool:
    before = [token.text for token in tokens[max(0, place - 3) : place]]
    return before[-2:] == ["mois", "de"] or before == ["mois", "d", "'"]


def _without_idle_marks(tokens: list[Token]) -> list[Token]:
    """Without apostrophes, quotes, and the full stop of an abbreviation."""
    kept: list[Token] = []
    for token in tokens:
        idle = token.text in {"'", '"', "«", "»", "*", "_"}
        if not idle and not (token.text == "." and kept and kept[-1].text in MONTHS):
            kept.append(token)
    return kept


def _hide_phones(tokens: list[Token]) -> list[Token]:
    """Take their value from three numbers or more in a row: a phone, a social security number, not dates."""
    hidden, start = list(tokens), 0
    for place in range(len(tokens) + 1):
        if place < len(tokens) and tokens[place].digits and not tokens[place].parts:
            continue
        run = tokens[start:place]
        spaced_date = len(run) == _PHONE_LENGTH and len(run[2].text) == 4 and max(len(t.text) for t in run[:2]) <= 2  # noqa: PLR2004
        if spaced_date:
            parts = (run[0].text, "/", run[1].text, "/", run[2].text)
            hidden[start] = replace(run[0], parts=parts, value=None, end=run[2].end)
            hidden[start + 1 : place] = [replace(t, value=None, text="", digits=False) for t in run[1:]]
        elif len(run) >= _PHONE_LENGTH:
            hidden[start:place] = [replace(t, value=None) for t in run]
        start = place + 1
    return [token for token in hidden if token.text]


def _gather_numbers(tokens: list[Token]) -> list[Token]:
    """One token for a number in words: « vingt et un », « dix-sept », « deux mille vingt-cinq », « une quinzaine »."""
    gathered: list[Token] = []
    place = 0
    while place < len(tokens):
        token, (value, after) = tokens[place], _numeral(tokens, place)
        if token.text in ORDINALS:
            gathered.append(replace(token, value=ORDINALS[token.text], ordinal=True))
        elif token.text in DOZENS:
            if gathered and gathered[-1].value == 1 and not gathered[-1].ordinal:
                gathered.pop()
            gathered.append(replace(token, value=DOZENS[token.text]))
        elif value is not None:
            spelled_year = value > 1900  # noqa: PLR2004
            text = str(value) if after > place + 1 else token.text
            gathered.append(replace(token, text=text, end=tokens[after - 1].end, value=value, digits=spelled_year))
        else:
            gathered.append(token)
        place = max(after, place + 1)
    return gathered


def _numeral(tokens: list[Token], place: int) -> tuple[int | None, int]:
    """The number in words that starts here, in one pass: (None, place) if none does."""
    total, current, after, smallest = 0, None, place, 10**6
    while after < len(tokens):
        joint = after
        if current is not None and tokens[after].text in {"-", "et"}:
            joint += 1
        word = tokens[joint].text if joint < len(tokens) else ""
        value = NUMBERS.get(word, HUNDREDS.get(word))
        if value is None or (tokens[after].text == "et" and value not in {1, 11}):
            break
        if current is None:
            current, smallest = value, value
        elif value == 1000 and total == 0:  # noqa: PLR2004
            total, current, smallest = current * 1000, 0, 1000
        elif value in {20, 100} and 1 < current < 10 and smallest < 10:  # noqa: PLR2004
            current, smallest = current * value, value
        elif value < smallest and (smallest >= 20 or (smallest == 10 and value > 6)):  # noqa: PLR2004
            current, smallest = current + value, value
        else:
            break
        after = joint + 1
    return (None, place) if current is None else (total + current, after)
