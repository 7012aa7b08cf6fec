"""Scores a trained model on sentences it never saw: intents, doubts, entities, noise, time, memory.

    PYTHONPATH=rasa-env rasa-env/.venv/bin/python rasa-env/nlu_report.py MODEL SENTENCES [--html FILE] [--json FILE]

MODEL is a trained `.tar.gz`, SENTENCES a Rasa NLU file such as `tests/data/nlu_unseen.yml`. The report counts an
intent twice: as ranked (what the classifier thinks) and as served (what is left once doubts became `nlu_fallback`).
Sentences are shown only with `--sentences`: who reads the errors of a set has begun to tune on it. `make nlu-report`
trains if needed, and writes `var/nlu-report.html`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import resource
import sys
import time
from itertools import takewhile
from pathlib import Path

from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.log_utils import configure_structlog
from report.figures import FALLBACK, OUT_OF_SCOPE, Read, by_intent, confusions, figures
from report.noise import NOISES
from report.page import page

_WORST = 15
_COMPARED = Path(__file__).parent / "report" / "comparison.json"


async def read_all(agent: Agent, examples: list[Message]) -> list[Read]:
    """Return how the model reads each sentence."""
    await agent.parse_message(examples[0].get("text"))  # the first one pays for what is loaded lazily
    return [await _read(agent, example, example.get("text")) for example in examples]


async def report_of(model: Path, sentences: Path) -> tuple[dict[str, float], dict[str, dict[str, float]], list[Read]]:
    """Return the figures, those under each noise, and the readings.

    Raises `ValueError` for a model or a file without content.
    """
    agent = Agent.load(str(model))
    examples = load_data(str(sentences)).intent_examples
    if not agent.is_ready() or not examples:
        raise ValueError("no trained model, or no sentence to score it on")
    reads = await read_all(agent, examples)
    summary = figures(reads)
    summary["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    noisy = {}
    for name, noise in NOISES.items():
        noisy[name] = figures([await _read(agent, one, noise(one.get("text"))) for one in examples])
    return summary, noisy, reads


async def _read(agent: Agent, example: Message, typed: str) -> Read:
    began = time.perf_counter()
    parsed = await agent.parse_message(typed)
    taken = (time.perf_counter() - began) * 1000
    ranking = [one for one in parsed["intent_ranking"] if one["name"] != FALLBACK]
    return Read(
        text=typed,
        intent=example.get("intent"),
        ranked=str(ranking[0]["name"]) if ranking else FALLBACK,
        served=str(parsed["intent"]["name"]),
        confidence=float(ranking[0]["confidence"]) if ranking else 0.0,
        outside=next((float(one["confidence"]) for one in ranking if one["name"] == OUT_OF_SCOPE), 0.0),
        expected_entities=_moved(example, typed),
        entities=frozenset(_pair(one["entity"], one["value"]) for one in parsed["entities"]),
        milliseconds=taken,
    )


def _moved(example: Message, typed: str) -> frozenset[tuple[str, str]]:
    """Return the expected entities as they stand in what was typed: a letter more or less moves what is behind it."""
    written = example.get("text")
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, typed, strict=False)))
    shift = len(typed) - len(written)
    places = [(one["entity"], one["start"], one["end"]) for one in example.get("entities") or []]
    return frozenset(
        _pair(name, typed[start + shift * (start > same) : end + shift * (end > same)]) for name, start, end in places
    )


def _pair(name: str, value: object) -> tuple[str, str]:
    return name, str(value).strip().lower()


def _told(summary: dict[str, float], noisy: dict[str, dict[str, float]], reads: list[Read]) -> str:
    """Return the report in a few lines."""
    lines = [f"{name:>26} {value:.3f}" for name, value in summary.items()]
    lines += [
        f"{name:>26} {ones['intent_accuracy']:.3f} intents, {ones['entity_f1']:.3f} entities"
        for name, ones in noisy.items()
    ]
    lines += ["", "the weakest intents:"]
    lines += [f"  F1 {one.f1:.2f}  {one.right}/{one.expected}  {one.name}" for one in by_intent(reads)[:_WORST]]
    lines += ["", "the commonest confusions:"]
    lines += [f"  {times} x {meant} served as {served}" for meant, served, times in confusions(reads)[:_WORST]]
    return "\n".join(lines)


def main() -> None:
    """Print the report; write it to the files asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--html", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sentences", dest="shown", action="store_true", help="show those served wrongly")
    asked = parser.parse_args()
    configure_structlog(logging.WARNING)
    summary, noisy, reads = asyncio.run(report_of(asked.model, asked.sentences))
    if asked.html:
        asked.html.parent.mkdir(parents=True, exist_ok=True)
        title = f"Compréhension : {len(reads)} phrases jamais vues"
        compared = json.loads(_COMPARED.read_text(encoding="utf-8")) if _COMPARED.exists() else None
        html = page(title=title, summary=summary, noisy=noisy, reads=reads, compared=compared)
        asked.html.write_text(html, encoding="utf-8")
    if asked.json:
        asked.json.write_text(json.dumps({"figures": summary, "noisy": noisy}, ensure_ascii=False, indent=1))
    if asked.shown:
        wrong = sorted(
            (one for one in reads if one.served not in (one.intent, FALLBACK)), key=lambda one: -one.confidence
        )
        sys.stdout.write("".join(f"{one.confidence:.2f} {one.intent} as {one.served}: {one.text}\n" for one in wrong))
    sys.stdout.write(_told(summary, noisy, reads) + "\n")


if __name__ == "__main__":
    main()
