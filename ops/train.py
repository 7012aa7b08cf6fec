"""Trains the assistant when its inputs changed: `make train`, or `python -m ops.train`, prints the model's path.

A model is named after the hash of everything it is made from, so an existing file never needs training again.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ops.command import main_of
from ops.console import Console
from ops.digest import digest
from ops.environments import provide_rasa, provide_uv
from ops.errors import StepFailed
from ops.layout import MODELS, RASA_ENV, ROOT, python_of
from ops.locks import lock
from ops.rasa import rasa_environment
from ops.spawn import Command, run_step

CODE = ("rasa-env/nlu", "rasa-env/uv.lock")
INPUTS = ("config.yml", "domain.yml", "domain", "data", *CODE)
KEPT = 3
HASH_LENGTH = 12
HINT = "one or two minutes, only when its inputs changed"


def model_path(root: Path = ROOT) -> Path:
    """Return where the model of the present inputs is, or will be once trained."""
    return root / "models" / f"assistant-{digest(root, INPUTS)[:HASH_LENGTH]}.tar.gz"


async def provide_model(console: Console, env: Mapping[str, str]) -> Path:
    """Return the model of the present inputs, trained now unless it exists; Rasa's environment must be there.

    Raises StepFailed with the end of the training's log.
    """
    async with lock(MODELS / ".training"):
        model = model_path()
        if not model.exists():
            await _train(console, env, model)
        model.touch()
        prune(MODELS)
    return model


async def provide_all(console: Console, env: Mapping[str, str]) -> Path:
    """Return the model of the present inputs, after whatever it takes, waiting for who is at it already."""
    await provide_uv(console, env)
    await provide_rasa(console, env)
    return await provide_model(console, env)


async def _train(console: Console, env: Mapping[str, str], model: Path) -> None:
    partial = MODELS / ".partial"
    name = model.name.removesuffix(".tar.gz")
    rasa: Command = [python_of(RASA_ENV), "-m", "rasa", "train", "--out", partial, "--fixed-model-name", name]
    # Rasa's own cache doesn't see a changed helper module of a component: one cache for each state of our code.
    cache = ROOT / ".rasa" / f"cache-{digest(ROOT, CODE)[:HASH_LENGTH]}"
    quiet = {**rasa_environment(env), "RASA_CACHE_DIRECTORY": str(cache)}
    log = MODELS / "training.log"
    advice = "mend what the lines above name, then `make train`"
    await run_step(console, "training the model", rasa, env=quiet, log=log, hint=HINT, advice=advice)
    made = partial / model.name
    if not made.exists():
        raise StepFailed("training the model ended without a model: see its log", log=log)
    made.replace(model)


def prune(folder: Path, kept: int = KEPT) -> None:
    """Remove all but the models used last."""
    models = sorted(folder.glob("assistant-*.tar.gz"), key=lambda model: model.stat().st_mtime)
    for old in models[:-kept]:
        old.unlink(missing_ok=True)


async def main() -> None:
    """Provide what training needs, train, and print the model's path alone on standard output."""
    console = Console(sys.stderr)
    print(await provide_all(console, dict(os.environ)))


if __name__ == "__main__":
    sys.exit(main_of(main))
