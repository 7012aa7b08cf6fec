"""`make test`: everything. Rasa's part is made ready, tested and trained while the project's own tests run already.

The tests that need the model wait for it (tests/conftest.py), so their closing line comes last.
"""

import os
import sys
from collections.abc import Mapping

from ops import chromium
from ops.command import main_of
from ops.console import Console
from ops.environments import LOGS, provide_modern, provide_rasa, provide_uv
from ops.layout import MODERN_ENV, RASA_ENV, python_of
from ops.rasa import rasa_environment
from ops.spawn import Command, run
from ops.together import together
from ops.train import provide_model

MAIN_SUITE = "== tests/"
RASA_SUITE = "== rasa-env/tests/"
MOST_WORKERS = 4
SIGN_OF_LIFE_BESIDE_TESTS = 60.0


def main_suite() -> Command:
    """Return the command of the project's tests, to which pytest's options may be added.

    Spread over the cores; tests of one `xdist_group` stay together: those of the running stack.
    """
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    return [python_of(MODERN_ENV), "-m", "pytest", "-n", str(workers), "--dist", "loadgroup"]


def rasa_suite() -> Command:
    """Return the command of the tests of our NLU components."""
    return [python_of(RASA_ENV), "-m", "pytest", "-c", RASA_ENV / "pyproject.toml", RASA_ENV / "tests"]


async def main() -> int:
    """Provide what the tests need, run both suites, and return 1 if either failed."""
    console = Console(live=False, every=SIGN_OF_LIFE_BESIDE_TESTS)
    env = dict(os.environ)
    failed: list[str] = []
    await provide_uv(console, env)
    await together(_rasas_part(console, env, failed), _our_part(console, env, failed))
    for suite in failed:
        console.line(f"FAILED: {suite.removeprefix('== ')}")
    return int(bool(failed))


async def _rasas_part(console: Console, env: Mapping[str, str], failed: list[str]) -> None:
    await provide_rasa(console, env)
    log = LOGS / "rasa-tests.log"
    log.unlink(missing_ok=True)
    async with console.step("tests of rasa-env") as step:
        if await run(rasa_suite(), env=rasa_environment(env), log=log, polite="INT"):
            step.outcome = "NO"
            failed.append(RASA_SUITE)
    console.line(f"\n{RASA_SUITE}\n{log.read_text(errors='replace')}")
    await provide_model(console, env)


async def _our_part(console: Console, env: Mapping[str, str], failed: list[str]) -> None:
    await together(provide_modern(console, env), chromium.provide(console, env))
    console.line(f"\n{MAIN_SUITE}")
    if await run(main_suite(), env=env, log=None, polite="INT"):
        failed.append(MAIN_SUITE)


if __name__ == "__main__":
    sys.exit(main_of(main))
