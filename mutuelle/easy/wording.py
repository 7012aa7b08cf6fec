"""Has what is said in a conversation be easy to read, in the transaction that logs it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.conversations.recollections import Visitor, recall, remember
from mutuelle.easy.layout import one_sentence_a_line
from mutuelle.glossary.noticing import Noticed, hard_words

Body = dict[str, Any]
Bodies = Sequence[tuple[Body, int | None]]

EASY = "easy"  # in a body: the same thing in easier words, for who asked for them
TOPIC = "easy"  # of the recollection of which hard words were explained here
MOST_EXPLAINED = 3  # under one answer
TEXTS = ("text", "footer")


async def worded(
    connection: AsyncConnection, conversation_id: str, bodies: Bodies, *, easy: bool, now: datetime
) -> Bodies:
    """Return bodies as they are to be said; `easy`: laid out to be easy to read, their hard words explained.

    A hard word is explained once in a conversation.
    """
    if not easy:
        return [(_usual(body), member_id) for body, member_id in bodies]
    whose = Visitor(conversation_id)  # words, nothing of anybody's
    told = list(((await recall(connection, whose, TOPIC)) or {}).get("told", ()))
    before, made = len(told), []
    for body, member_id in bodies:
        easier = laid_out_easily(body)
        most = MOST_EXPLAINED - (len(told) - before)
        explained = [one for one in hard_words(_said_in(easier)) if one.key not in told][:most]
        told += [one.key for one in explained]
        made.append((with_explanations(easier, explained) if explained else easier, member_id))
    if len(told) > before:
        await remember(connection, whose, TOPIC, {"told": told}, now=now)
    return made


def laid_out_easily(body: Body) -> Body:
    """Return a body in its easier words, where it has them, one sentence a line."""
    body = dict(body)
    easier = body.pop(EASY, None)
    if easier:
        body["text"] = easier
    for part in TEXTS:
        if isinstance(body.get(part), str):
            body[part] = one_sentence_a_line(body[part])
    return body


def with_explanations(body: Body, explained: Sequence[Noticed]) -> Body:
    """Return a body with hard words explained at its end."""
    lines = [_words()["line"].format(label=one.label, brief=one.brief) for one in explained]
    note = "\n".join([_words()["one" if len(lines) == 1 else "several"], *lines])
    part = "footer" if "footer" in body else "text"
    return {**body, part: f"{body[part]}\n\n{note}".lstrip()}


def _usual(body: Body) -> Body:
    return {name: value for name, value in body.items() if name != EASY} if EASY in body else body


def _said_in(body: Body) -> str:
    """Return every word that a body shows beside its buttons, those of a file or a person apart."""
    said = [str(body.get(part) or "") for part in TEXTS]
    said += [str(one) for one in body.get("columns", ())]
    for card in body.get("cards", ()):
        said += [str(card.get(part) or "") for part in ("title", "subtitle")]
        said += [f"{entry['label']} {entry['value']}" for entry in (*card.get("fields", ()), *card.get("details", ()))]
    said += [str(cell) for row in body.get("rows", ()) for cell in row]
    return "\n".join(said)


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))["notes"]
    return words
