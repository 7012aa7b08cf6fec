"""Whether a sentence wants something shown or hidden, whatever undoes its verb: « arrêtez de masquer ». Pure.

« Ne cachez plus les soins » and « cachez les soins » mean nearly the same to an encoder, and share their letters. So
the verb is looked up (`lexicon.yml`), turned round once for each word before it that undoes it, and the outcome is one
more word for the classifier to read.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlu.normalise import lexicon

SHOWN, HIDDEN = "xmontre", "xmasque"
_DENIED = "non_"
_REACH = 6  # words before a verb in which another may undo it


def outcome(words: Sequence[str]) -> str:
    """Return `SHOWN` or `HIDDEN` for what the last such verb, denied ones marked, comes to; nothing without one."""
    said = ""
    since = 0
    for place, word in enumerate(words):
        shows = _sense(word.removeprefix(_DENIED))
        if shows is None:
            continue
        undone = sum(map(_undoes, words[max(since, place - _REACH) : place])) + word.startswith(_DENIED)
        said = SHOWN if shows == (undone % 2 == 0) else HIDDEN
        since = place + 1
    return said


def _sense(word: str) -> bool | None:
    """Tell whether a word shows (true) or hides (false); `None` for any other word."""
    if word.startswith(lexicon().shows):
        return True
    return False if word.startswith(lexicon().hides) else None


def _undoes(word: str) -> bool:
    return word.startswith((_DENIED, *lexicon().undoes))
