"""Scores a trained model on sentences it never saw: intents, doubts, entities, time.

    PYTHONPATH=rasa-env rasa-env/.venv/bin/python rasa-env/nlu_report.py MODEL SENTENCES [--json FILE]

MODEL is a trained `.tar.gz`, SENTENCES a Rasa NLU file such as `tests/data/nlu_test.yml`. The report counts an
intent twice: as ranked (what the classifier thinks) and as served (what is left once doubts became `nlu_fallback`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.log_utils import configure_structlog

FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Read:
    """One sentence: what it means, what the model made of it, in how many milliseconds."""

    text: str
    intent: str
    ranked: str
    served: str
    confidence: float
    expected_entities: frozenset[tuple[str, str]]
    entities: frozenset[tuple[str, str]]
    milliseconds: float


async def read_all(model: Path, sentences: Path) -> list[Read]:
    """Return how the model reads each sentence. Raises `ValueError` for a model or a file without content."""
    agent = Agent.load(str(model))
    examples = load_data(str(sentences)).intent_examples
    if not agent.is_ready() or not examples:
        raise ValueError("no trained model, or no sentence to score it on")
    await agent.parse_message(examples[0].get("text"))  # the first one pays for what is loaded lazily
    return [await _read(agent, example) for example in examples]


async def _read(agent: Agent, example: Message) -> Read:
    began = time.perf_counter()
    parsed = await agent.parse_message(example.get("text"))
    taken = (time.perf_counter() - began) * 1000
    ranking = [one for one in parsed["intent_ranking"] if one["name"] != FALLBACK]
    return Read(
        text=example.get("text"),
        intent=example.get("intent"),
        ranked=str(ranking[0]["name"]) if ranking else FALLBACK,
        served=str(parsed["intent"]["name"]),
        confidence=float(ranking[0]["confidence"]) if ranking else 0.0,
        expected_entities=_pairs(example.get("entities") or []),
        entities=_pairs(parsed["entities"]),
        milliseconds=taken,
    )


def _pairs(entities: list[dict[str, Any]]) -> frozenset[tuple[str, str]]:
    return frozenset((str(one["entity"]), str(one["value"]).strip().lower()) for one in entities)


def figures(reads: list[Read]) -> dict[str, float]:
    """Return the shares (0 to 1) and times (ms) of a reading."""
    total = len(reads)
    found = sum(len(read.entities & read.expected_entities) for read in reads)
    given = sum(len(read.entities) for read in reads)
    expected = sum(len(read.expected_entities) for read in reads)
    wrong = sum(read.served not in (read.intent, FALLBACK) for read in reads)
    times = sorted(read.milliseconds for read in reads)
    return {
        "sentences": total,
        "intent_ranked_first": sum(read.ranked == read.intent for read in reads) / total,
        "intent_served": sum(read.served == read.intent for read in reads) / total,
        "served_wrong": wrong / total,
        "asked_again": sum(read.served == FALLBACK for read in reads) / total,
        "entity_precision": found / given if given else 0.0,
        "entity_recall": found / expected if expected else 0.0,
        "parse_ms_p50": statistics.median(times),
        "parse_ms_p95": times[int(total * 0.95)],
    }


def _worst(reads: list[Read]) -> str:
    """Return the sentences served wrongly, the surest first."""
    wrong = sorted(
        (read for read in reads if read.served not in (read.intent, FALLBACK)), key=lambda read: -read.confidence
    )
    lines = [f"  {one.confidence:.2f}  {one.intent} read as {one.served}: {one.text}" for one in wrong]
    return "\n".join(lines)


def _by_intent(reads: list[Read]) -> str:
    totals = Counter(read.intent for read in reads)
    right = Counter(read.intent for read in reads if read.ranked == read.intent)
    asked = Counter(read.intent for read in reads if read.served == FALLBACK)
    rows = sorted(totals, key=lambda intent: right[intent] / totals[intent])
    return "\n".join(f"  {right[i]:3}/{totals[i]:<3} {asked[i]:3} asked again  {i}" for i in rows)


def main() -> None:
    """Print the report; with `--json`, write the figures and every sentence to a file too."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    configure_structlog(logging.WARNING)
    reads = asyncio.run(read_all(asked.model, asked.sentences))
    summary = figures(reads)
    if asked.json:
        rows = [{"text": r.text, "intent": r.intent, "served": r.served, "ranked": r.ranked} for r in reads]
        asked.json.write_text(json.dumps({"figures": summary, "reads": rows}, ensure_ascii=False, indent=1))
    sys.stdout.write(f"{_worst(reads)}\n\n{_by_intent(reads)}\n\n")
    sys.stdout.write("\n".join(f"{name:>20} {value:.3f}" for name, value in summary.items()) + "\n")


if __name__ == "__main__":
    main()
