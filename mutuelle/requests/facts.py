"""What is known of remedies and of leaving: told as a fact only where it is certain, else said to be unverified."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

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
        """What a member is told of it."""
        return self.said if self.is_certain else self.unsure


@cache
def facts() -> dict[str, Fact]:
    """Return every fact by its name."""
    kept = yaml.safe_load((Path(__file__).parent / "facts.yml").read_text("utf-8"))
    return {name: Fact(**entry) for name, entry in kept.items()}
