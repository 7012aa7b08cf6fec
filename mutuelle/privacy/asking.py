"""Reads what a sentence about one's data asks for. Pure; the vocabulary is in words.yml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in

OVERVIEW, ERASE_TALK = "overview", "erase_talk"
HERE, EVERYWHERE = "here", "everywhere"


def aspect_of(text: str) -> str:
    """Return what is asked: a key of `aspects`, or `overview` when it is nothing in particular."""
    words = privacy_words()
    first = next(iter(named_in(text, words["aspects"])), OVERVIEW)
    parts = set(named_in(text, {part: words[part] for part in ("erasing", "talk", "when")}))
    if "erasing" not in parts or first not in {"erase", "copy", "kept", "who", OVERVIEW}:
        return first
    if "when" in parts:
        return "kept"
    return ERASE_TALK if "talk" in parts else "erase"


def scope_of(text: str) -> str:
    """Return which conversations are to be erased: this one, where that is all that is named; else everywhere."""
    return HERE if named_in(text, {"": privacy_words()["here"]}) else EVERYWHERE


def right_of(text: str) -> str | None:
    """Return which right a sentence exercises, None when it names none."""
    return next(iter(named_in(text, {key: one["words"] for key, one in privacy_words()["rights"].items()})), None)


def right_label(right: str) -> str:
    """Return a right in French."""
    return str(privacy_words()["rights"][right]["label"])


@cache
def privacy_words() -> dict[str, Any]:
    """Return what `words.yml` holds."""
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8"))
    return words
