"""What a kind of care alone may mean (« ambulance ») is asked, before anybody has to log in for it."""

import json
from typing import Any

from actions.answering import Turn
from mutuelle.practitioners import categories
from mutuelle.simulation.model import cares
from mutuelle.simulation.naming import care_alone

CARE = "utter_smalltalk_care"
BRACES = str.maketrans("{}", "  ")  # the engine reads a button's values up to the last of these


async def care_meant(turn: Turn, services: Any = None) -> bool:
    """Ask what is wanted of the care that a message names and says nothing else of; say whether it does."""
    del services
    care = care_alone(turn.text)
    if care is None:
        return False
    lines = [turn.words("utter_smalltalk_care_urgent")] if cares()[care].urgent else []
    lines.append(turn.words(CARE, care=cares()[care].article))
    names = ["simulate", *(["find"] if categories.category_of(turn.text) else []), "list"]
    said = json.dumps(" ".join(turn.text.translate(BRACES).split()), ensure_ascii=False)[1:-1]
    turn.add_text("\n".join(lines), [turn.button(CARE, name, said=said) for name in names])
    return True
