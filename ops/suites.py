"""`make test`: everything. Rasa's own tests first, then the project's, whose closing line is the last one."""

import asyncio
import os
import sys
from collections.abc import Mapping

from ops import chromium
from ops.command import main_of
from ops.console import Console
from ops.environments import set_up
from ops.layout import MODERN_ENV, RASA_ENV, python_of
from ops.rasa import rasa_environment
from ops.spawn import Command, run
from ops.together import together
from ops.train import provide_model

MAIN_SUITE = "== tests/"
RASA_SUITE = "== rasa-env/tests/"


def main_suite() -> Command:
    """Return the command of the project's tests, to which pytest's options may be added."""
    return [python_of(MODERN_ENV), "-m", "pytest"]


def rasa_suite() -> Command:
    """Return the command of the tests of our NLU components."""
    return [python_of(RASA_ENV), "-m", "pytest", "-c", RASA_ENV / "pyproject.toml", RASA_ENV / "tests"]


async def main() -> int:
    """Provide what the tests need, run both suites, and return 1 if either failed."""
    console = Console()
    env = dict(os.environ)
    await set_up(console, env)
    await together(provide_model(console, env), chromium.provide(console, env))
    browser = await asyncio.to_thread(chromium.find, env)
    failed = []
    if await _shown(console, RASA_SUITE, rasa_suite(), rasa_environment(env)):
        failed.append(RASA_SUITE)
    if await _shown(console, MAIN_SUITE, main_suite(), {**env, "CHROMIUM": str(browser)}):
        failed.append(MAIN_SUITE)
    for suite in failed:
        console.line(f"FAILED: {suite.removeprefix('== ')}")
    return int(bool(failed))


async def _shown(console: Console, title: str, command: Command, env: Mapping[str, str]) -> int:
    console.line(f"\n{title}")
    return await run(command, env=env, log=None, polite="INT")


if __name__ == "__main__":
    sys.exit(main_of(main))
