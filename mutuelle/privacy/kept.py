"""What is kept of a member, why and for how long: data (`kept.yml`), with the periods of this deployment."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.requests.facts import Fact
from mutuelle.settings import Settings
from mutuelle.wording import named_in

YEAR = 365


@dataclass(frozen=True)
class Kept:
    """A kind of thing that is kept: what, why, for how long, and what the law says of that, all in French."""

    what: str
    why: str
    how_long: str
    facts: tuple[Fact, ...]


def kept_by(settings: Settings) -> tuple[Kept, ...]:
    """Return all that is kept, with the periods that really apply."""
    return tuple(
        Kept(
            one["what"],
            one["why"],
            _how_long(one, settings),
            tuple(legal_facts()[name] for name in one.get("facts", ())),
        )
        for one in kept_words()["entries"]
    )


def kept_about(text: str, settings: Settings) -> tuple[Kept, ...]:
    """Return what a question names of all that is kept, with the periods that really apply."""
    names = {str(number): one.get("words", ()) for number, one in enumerate(kept_words()["entries"])}
    every = kept_by(settings)
    return tuple(every[int(number)] for number in named_in(text, names))


def in_words(period: timedelta) -> str:
    """Return a period in French: « 90 jours », « 5 ans »."""
    words = kept_words()["periods"]
    years, rest = divmod(period.days, YEAR)
    count, unit = (years, "year") if years and not rest else (period.days, "day")
    return str(words[unit] if count == 1 else words[f"{unit}s"].format(count=count))


@cache
def legal_facts() -> dict[str, Fact]:
    """Return what is known of the law, by name."""
    return {name: Fact(**entry) for name, entry in kept_words()["facts"].items()}


@cache
def kept_words() -> dict[str, Any]:
    """Return what `kept.yml` holds."""
    kept: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("kept.yml").read_text("utf-8"))
    return kept


def _how_long(entry: dict[str, Any], settings: Settings) -> str:
    if "setting" not in entry:
        return str(entry["until"])
    period, after = in_words(getattr(settings, entry["setting"])), entry.get("after", "")
    return f"{period}{after}" if after.startswith(",") else f"{period} {after}".strip()
