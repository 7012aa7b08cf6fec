"""Reads what a member wants of the notices of his payments. Pure; the vocabulary is in profile_words.yml."""

from mutuelle.account.coordinates import profile_words
from mutuelle.wording import named_in, words_of


def read_notifications(text: str, *, current: str) -> str:
    """Return the choice a sentence makes (none, email, telegram, both), `read` for a question, `ask` when unsure.

    `current`: the choice so far, kept when it is turned on again without naming a channel.
    """
    words = profile_words()["notifications"]
    said = set(named_in(text, words))
    channel = _channel(text, said)
    if "refused" in said and channel:
        return channel
    if "question" in said or text.rstrip().endswith("?"):
        return "read"
    if "off" in said:
        return _without(channel, current)
    if "on" in said or channel:
        return channel or (current if current != "none" else "ask")
    return "read" if words_of(text) else "ask"


def are_meant(text: str) -> bool:
    """Say whether a sentence is about notices at all: « par mail », by itself, may be of anything else."""
    return bool(named_in(text, {"": profile_words()["notices"]}))


def _without(channel: str | None, current: str) -> str:
    """Turn off one channel of two, or all."""
    if current == "both" and channel in {"email", "telegram"}:
        return "telegram" if channel == "email" else "email"
    return "none" if channel in {None, current, "both"} else current


def _channel(text: str, said: set[str]) -> str | None:
    """Return the channel that a sentence asks for: « mail oui, telegram non », « e-mail plutôt que telegram »."""
    if "both" in said:
        return "both"
    if {"email", "telegram"} <= said:
        plain = " ".join(words_of(text))
        refused = [
            phrase for phrase in profile_words()["notifications"]["refused"] if " ".join(words_of(phrase)) in plain
        ]
        if not refused:
            return "both"
        return "email" if "telegram" in refused[0] else "telegram"
    return next((one for one in ("email", "telegram") if one in said), None)
