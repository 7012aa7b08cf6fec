"""What is known of remedies and of leaving: told as a fact only where it is certain, else said to be unverified."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.french import short_date

CERTAIN = "H"


@dataclass(frozen=True)
class Fact:
    """A dated piece of knowledge: French sentences for when it is certain and for when it is not."""

    said: str
    unsure: str
    certainty: str
    source: str
    checked: date

    @property
    def is_certain(self) -> bool:
        """Whether it may be told as a fact."""
        return self.certainty == CERTAIN and bool(self.source)

    @property
    def told(self) -> str:
        """What a member is told of it: a fact with its source and the day it was checked."""
        if not self.is_certain:
            return self.unsure
        return str(_kept()["certain"]).format(said=self.said, source=self.source, checked=short_date(self.checked))


@cache
def facts() -> dict[str, Fact]:
    """Return every fact by its name."""
    return {name: Fact(**entry) for name, entry in _kept().items() if name != "certain"}


@cache
def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "facts.yml").read_text("utf-8"))
    return kept
