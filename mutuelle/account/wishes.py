"""Reads what a sentence wants of the account itself. Pure; the vocabulary is in change_words.yml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import named_in


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("change_words.yml").read_text("utf-8"))
    return words


def asks_state(text: str) -> bool:
    """Say whether the sentence asks where a change stands, rather than for one."""
    return bool(named_in(text, {"": _words()["state"]}))


def cancels(text: str) -> bool:
    """Say whether the sentence gives up a change that waits."""
    return bool(named_in(text, {"": _words()["cancel"]}))


def wants_to_keep(text: str) -> bool:
    """Say whether the sentence wants to keep an account that is about to be deleted."""
    return bool(named_in(text, {"": _words()["keep"]}))


def app_wish(text: str) -> str:
    """Return what is wanted of the authenticator app: `lost`, `off`, `on`, or "" for nothing in particular."""
    return _first(text, "app")


def password_wish(text: str) -> str:
    """Return `rule` for a question about the rule, `forgotten`, or "" for a change."""
    return _first(text, "password")


def login_step(text: str) -> str:
    """Return which step of the guide's tree a login problem speaks of, "" for none in particular."""
    return _first(text, "login")


def _first(text: str, section: str) -> str:
    return next(iter(named_in(text, _words()[section])), "")
