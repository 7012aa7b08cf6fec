"""The figures of a reading: shares from 0 to 1, times in milliseconds. Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
EMERGENCY = "medical_emergency"
BINS = 10


@dataclass(frozen=True)
class Read:
    """One sentence: what it means, what the model made of it, in how many milliseconds.

    `ranked` is what the classifier put first, `served` what is left once doubts became `nlu_fallback`; `outside` the
    confidence given to `out_of_scope`. An entity is a pair of name and value.
    """

    text: str
    intent: str
    ranked: str
    served: str
    confidence: float
    outside: float
    expected_entities: frozenset[tuple[str, str]]
    entities: frozenset[tuple[str, str]]
    milliseconds: float


@dataclass(frozen=True)
class Score:
    """How one intent or entity fares: how many there are, how many found, how many named wrongly so."""

    name: str
    expected: int
    right: int
    given: int

    @property
    def precision(self) -> float:
        """The share of what was given that is right; 1 where nothing was given."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was given; 1 where nothing was expected."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.expected + self.given) if self.expected + self.given else 1.0


def by_intent(reads: Sequence[Read]) -> list[Score]:
    """Return a score an intent of the sentences, the worst first; a doubt counts as given to none."""
    expected = Counter(read.intent for read in reads)
    given = Counter(read.served for read in reads)
    right = Counter(read.intent for read in reads if read.served == read.intent)
    return sorted((Score(name, expected[name], right[name], given[name]) for name in expected), key=lambda one: one.f1)


def by_entity(reads: Sequence[Read]) -> list[Score]:
    """Return a score an entity name, the commonest first; right means the same name and the same value."""
    expected = Counter(name for read in reads for name, _ in read.expected_entities)
    given = Counter(name for read in reads for name, _ in read.entities)
    right = Counter(name for read in reads for name, _ in read.entities & read.expected_entities)
    names = sorted(expected | given, key=lambda name: (-expected[name], name))
    return [Score(name, expected[name], right[name], given[name]) for name in names]


def figures(reads: Sequence[Read]) -> dict[str, float]:
    """Return the figures that sum a reading up."""
    total = len(reads)
    scores = by_intent(reads)
    entities = by_entity(reads)
    whole = Score("all", *(sum(getattr(one, part) for one in entities) for part in ("expected", "right", "given")))
    real = [read for read in reads if read.intent != OUT_OF_SCOPE]
    outside = [read for read in reads if read.intent == OUT_OF_SCOPE]
    times = sorted(read.milliseconds for read in reads)
    return {
        "sentences": total,
        "intent_ranked_first": _share(read.ranked == read.intent for read in reads),
        "intent_accuracy": _share(read.served == read.intent for read in reads),
        "intent_macro_f1": sum(one.f1 for one in scores) / len(scores),
        "served_wrong": _share(read.served not in (read.intent, FALLBACK) for read in reads),
        "asked_again": _share(read.served == FALLBACK for read in reads),
        "out_of_scope_recall": _share(read.served == OUT_OF_SCOPE for read in outside),
        "out_of_scope_not_acted_on": _share(read.served in (OUT_OF_SCOPE, FALLBACK) for read in outside),
        "real_requests_refused": _share(read.served == OUT_OF_SCOPE for read in real),
        "out_of_scope_auroc": auroc([read.outside for read in outside], [read.outside for read in real]),
        "emergency_recall": _share(read.served == EMERGENCY for read in reads if read.intent == EMERGENCY),
        "calibration_error": sum(abs(sure - right) * n for sure, right, n in calibration(reads)) / total,
        "entity_precision": whole.precision,
        "entity_recall": whole.recall,
        "entity_f1": whole.f1,
        "parse_ms_p50": statistics.median(times),
        "parse_ms_p95": times[int(total * 0.95)],
    }


def calibration(reads: Sequence[Read]) -> list[tuple[float, float, int]]:
    """Return, a tenth of confidence at a time, the mean confidence, the share ranked rightly, how many sentences."""
    bins: list[list[Read]] = [[] for _ in range(BINS)]
    for read in reads:
        bins[min(int(read.confidence * BINS), BINS - 1)].append(read)
    return [
        (sum(one.confidence for one in some) / len(some), _share(one.ranked == one.intent for one in some), len(some))
        for some in bins
        if some
    ]


def confusions(reads: Sequence[Read]) -> list[tuple[str, str, int]]:
    """Return what was meant, what was served instead, how often; the commonest first."""
    pairs = Counter((read.intent, read.served) for read in reads if read.served != read.intent)
    return [(meant, served, times) for (meant, served), times in pairs.most_common()]


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return how often a positive scores above a negative, a tie counting half; 0.5 where either is missing."""
    if not positives or not negatives:
        return 0.5
    wins = sum((one > other) + (one == other) / 2 for one in positives for other in negatives)
    return wins / (len(positives) * len(negatives))


def _share(told: object) -> float:
    ones = list(told)  # type: ignore[call-overload]
    return sum(ones) / len(ones) if ones else 1.0
