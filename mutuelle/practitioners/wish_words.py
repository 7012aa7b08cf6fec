"""The words that sentences of searches are read by, from `wishes.yml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutuelle.wording import fold


@cache
def spec() -> dict[str, Any]:
    """Return them, read once."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("wishes.yml").read_text("utf-8"))
    return content


@cache
def stops() -> frozenset[str]:
    """Return the folded words at which the name of a professional ends."""
    return frozenset(fold(word) for word in spec()["stops"])
