"""The French sentences of the bot."""

from pathlib import Path
from typing import Any

import yaml

TEXTS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "fr.yml").read_text("utf-8"))


def say(section: str, key: str, **values: object) -> str:
    """Return one sentence, with its values filled in."""
    text: str = TEXTS[section][key]
    return text.format(**values) if values else text


def text_body(text: str) -> dict[str, Any]:
    """Return an outbound body that is a plain text."""
    return {"type": "text", "text": text}


def problem_body(problem: str) -> dict[str, Any]:
    """Return what to answer to a message that the dialogue engine does not get."""
    spec = TEXTS["problems"][problem]
    return text_body(spec) if isinstance(spec, str) else {"type": "text", **spec}
