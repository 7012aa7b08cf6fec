"""Whether a message is nothing but the name of a kind of care: « ambulance », « des lunettes ? ». Pure."""

from mutuelle.simulation.model import cares, words
from mutuelle.simulation.reading import care_in
from mutuelle.wording import named_in, words_of


def care_alone(text: str) -> str | None:
    """Return the care that a message names and says nothing else of, None for any other message."""
    care = care_in(text)
    if care is None:
        return None
    said = _telling(text)
    names = (one for one in cares()[care].words if len(_telling(one)) == len(said))
    return care if named_in(" ".join(said), {care: [" ".join(_telling(one)) for one in names]}) else None


def _telling(text: str) -> list[str]:
    return [word for word in words_of(text) if word not in words()["little"]]
