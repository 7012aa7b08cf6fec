"""How a text is laid out to be easy to read: one sentence a line. Pure; no word is added, left out or changed."""

import re

_STOP = re.compile(
    r"""
    (?<=[.!?…])  # ends a sentence
    (?<!\bM\.)(?<!\bMme\.)(?<!\bDr\.)(?<!\bPr\.)(?<!\bSt\.)(?<!\bex\.)(?<!\bart\.)  # and abbreviates nothing
    [ ]+(?=[«"(]?\s?[A-ZÀ-ÖØ-ÞŒ0-9•])  # before a new one
    | (?<=;)[ ]+
    """,
    re.VERBOSE,
)
LONGEST_QUESTION = 120  # characters
_INSIDE = re.compile(r"«[^»]*»|\([^)]*\)")


def one_sentence_a_line(text: str) -> str:
    """Return the text with a line for each sentence, and for each part of one that « ; » joins.

    What is quoted or in brackets stays together.
    """
    closed = [(found.start(), found.end()) for found in _INSIDE.finditer(text)]
    pieces, start = [], 0
    for stop in _STOP.finditer(text):
        if any(begin < stop.start() < end for begin, end in closed):
            continue
        pieces.append(text[start : stop.start()])
        start = stop.end()
    return "\n".join([*pieces, text[start:]])


def question_in(text: str) -> str:
    """Return the last sentence of a text that asks, "" when none does or it is long."""
    asking = [line for line in one_sentence_a_line(text).split("\n") if line.rstrip().endswith("?")]
    return asking[-1].strip() if asking and len(asking[-1]) <= LONGEST_QUESTION else ""
