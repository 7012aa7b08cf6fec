"""Tells several requests in one message apart: by where sentences end, and by what each piece asks. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mutuelle.easy.asking import INTENT as EASY
from mutuelle.procedures.replies import reply_in
from mutuelle.wording import fold, words_of

_DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "apart.yml").read_text("utf-8"))
_ASIDES = frozenset(_DATA["asides"])
_SAME = tuple(frozenset(group) for group in _DATA["same"])
_LOOKS = frozenset(_DATA["looks"])
_OPENINGS = frozenset(words_of(" ".join(_DATA["openings"])))
_BACK = re.compile(rf"\b(?:{'|'.join(re.escape(fold(one)) for one in _DATA['back'])})(?:\b|(?<='))")
_INFINITIVE = re.compile(r"[a-z]{2,}(?:er|ir|re)")
_JOINTS = "|".join(re.escape(one) for one in sorted(_DATA["joints"], key=len, reverse=True))
_BOUNDARY = re.compile(rf"[.?!;\n]+\s+|\n+|,?\s+(?:{_JOINTS})[\s,:]+|,\s+", re.IGNORECASE)
_LEADING_JOINT = re.compile(rf"^(?:{_JOINTS})[\s,:]+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!;\n]")
SURE = 0.6
MOST = 4
MOST_PIECES = 12  # each is read by the engine before anything is answered
LEAST_WORDS = 2  # of a request that stands by itself
SURE_INSIDE = 0.7  # of a request beside the answer to a question


@dataclass(frozen=True)
class Reading:
    """What the engine reads in a piece of a message: the intent, and how sure it is of it (0 to 1)."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Piece:
    """A piece of a message, from `start` to `end` in it."""

    text: str
    start: int
    end: int


def pieces(text: str) -> tuple[Piece, ...]:
    """Cut a message where a sentence ends, and where a joint or a comma is followed by what may begin a request.

    One that falls into more than `MOST_PIECES` is a story rather than a list, and stays whole.
    """
    found, start = [], 0
    for boundary in _BOUNDARY.finditer(text):
        ends = bool(_SENTENCE_END.search(boundary[0]))
        if not text[start : boundary.start()].strip() or not (ends or _begins(text[boundary.end() :])):
            continue
        found.append(_piece(text, start, boundary.start()))
        start = boundary.end()
    if text[start:].strip():
        found.append(_piece(text, start, len(text)))
    return tuple(found) if len(found) <= MOST_PIECES else (_piece(text, 0, len(text)),)


def requests_in(text: str, cut: Sequence[Piece], readings: Sequence[Reading]) -> tuple[str, ...]:
    """Return the requests of a message, in order, as it says them; the message itself when it is one request.

    `readings` are those of the pieces. What is no request of its own stays with the one before it, or with the first.
    """
    starts: list[tuple[int, str]] = []
    for piece, reading in zip(cut, readings, strict=True):
        if not _stands_alone(piece, reading) or any(_alike(reading.intent, intent) for _, intent in starts):
            continue
        starts.append((piece.start if starts else 0, reading.intent))
    if not 1 < len(starts) <= MOST:
        return (text,)
    ends = [next(piece for piece in reversed(cut) if piece.end <= start).end for start, _ in starts[1:]] + [len(text)]
    parts = (text[start:end].strip(" ,\n") for (start, _), end in zip(starts, ends, strict=True))
    return tuple(_LEADING_JOINT.sub("", part) for part in parts)


@dataclass(frozen=True)
class Beside:
    """What may be the answer to a question, and the requests said with it, each with its reading.

    `answer_first`: in this order.
    """

    answer: str
    requests: tuple[tuple[str, Reading], ...]
    answer_first: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """The answer, then the requests."""
        return (self.answer, *(said for said, _ in self.requests))


def answer_beside_requests(
    text: str, cut: Sequence[Piece], readings: Sequence[Reading], answers: Sequence[bool]
) -> Beside | None:
    """Take a message apart that was said while something is asked; None unless it surely holds a request, and more.

    `answers`: which pieces are about what is asked. What begins no request goes on with the part before it.
    """
    blocks: list[tuple[int, int, Reading | None]] = []
    for piece, reading, answer in zip(cut, readings, answers, strict=True):
        plain = bool(blocks) and blocks[-1][2] is None and reply_in(text[blocks[-1][0] : blocks[-1][1]]) is not None
        if answer and (not blocks or blocks[-1][2] is not None):
            blocks.append((piece.start, piece.end, None))
            continue
        surely = not answer and reading.confidence >= SURE_INSIDE and reading.intent != EASY  # how to talk cannot wait
        asks = surely and _stands_alone(piece, reading, begins=plain)  # « oui, c'est quand … » goes on with no « oui »
        if asks and not any(other and _alike(reading.intent, other.intent) for _, _, other in blocks):
            blocks.append((piece.start, piece.end, reading))
        elif blocks:
            blocks[-1] = (blocks[-1][0], piece.end, blocks[-1][2])
        else:
            blocks.append((piece.start, piece.end, None))
    parts = [(_LEADING_JOINT.sub("", text[start:end].strip(" ,\n")), reading) for start, end, reading in blocks]
    answered = [said for said, reading in parts if reading is None]
    requests = tuple((said, reading) for said, reading in parts if reading is not None)
    if len(answered) != 1 or not 1 <= len(requests) < MOST:
        return None
    return Beside(answered[0], requests, answer_first=parts[0][1] is None)


def only_looks(intent: str) -> bool:
    """Say whether a request changes nothing: it only shows or explains."""
    return intent in _LOOKS


def _begins(rest: str) -> bool:
    words = words_of(rest)[:1]
    return bool(words) and (words[0] in _OPENINGS or _INFINITIVE.fullmatch(words[0]) is not None)


def _stands_alone(piece: Piece, reading: Reading, *, begins: bool = False) -> bool:
    if reading.intent in _ASIDES or reading.confidence < SURE:
        return False
    said = fold(piece.text)
    return len(said.split()) >= LEAST_WORDS and (piece.start == 0 or begins or not _BACK.search(said))


def _alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in _SAME)


def _piece(text: str, start: int, end: int) -> Piece:
    return Piece(text[start:end].strip(), start, end)
