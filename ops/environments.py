"""Sets up the two Python environments, with a private uv, from their lock files."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ops import interpreter
from ops.console import Console
from ops.digest import Stamp, digest
from ops.errors import StepFailed
from ops.layout import MODERN_ENV, RASA_ENV, ROOT, TOOLS, python_of
from ops.locks import lock
from ops.spawn import Command, run, run_step
from ops.together import together

UV_PIN = "ops/uv.txt"
UV = TOOLS / "uv" / "bin" / "uv"
LOGS = TOOLS / "log"
NETWORK = "packages come from the network: check the connection (or proxy), and run the same command again"
FIRST_TIME = "downloads the first time"


async def set_up(console: Console, env: Mapping[str, str]) -> None:
    """Make both environments follow their locks; raise StepFailed with what to do."""
    await provide_uv(console, env)
    await together(provide_modern(console, env), provide_rasa(console, env))


async def provide_uv(console: Console, env: Mapping[str, str]) -> None:
    """Install uv, at the version of `ops/uv.txt`, into an environment of its own."""
    home = TOOLS / "uv"
    stamp = Stamp(home / ".stamp", digest(ROOT, [UV_PIN], salt=str(ROOT)))
    async with lock(TOOLS / "uv.lock"):
        if stamp.fresh() and os.access(UV, os.X_OK):
            return
        log = LOGS / "uv.log"
        advice = "Python's venv module is incomplete: install it (on Debian: apt-get install python3-venv)"
        create: Command = [sys.executable, "-m", "venv", "--clear", home]
        await run_step(console, "private environment of uv", create, env=env, log=log, advice=advice)
        install: Command = [home / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", ROOT / UV_PIN]
        await run_step(console, "uv", install, env=env, log=log, hint=FIRST_TIME, advice=NETWORK)
        stamp.write()


async def provide_modern(console: Console, env: Mapping[str, str]) -> None:
    """Make `.venv` follow `uv.lock`, with the interpreter that runs this."""
    await _sync(console, "modern environment", MODERN_ENV, sys.executable, env)


async def provide_rasa(console: Console, env: Mapping[str, str]) -> None:
    """Make `rasa-env/.venv` follow its lock, with a Python 3.10 found or downloaded."""
    if _up_to_date(RASA_ENV):
        return
    python = await asyncio.to_thread(interpreter.find, env) or await _download(console, env)
    await _sync(console, "Rasa's environment", RASA_ENV, str(python), env)


async def _download(console: Console, env: Mapping[str, str]) -> Path:
    log = LOGS / "python-3.10.log"
    log.unlink(missing_ok=True)
    async with console.step(f"Python {interpreter.VERSION}", FIRST_TIME):
        await run([UV, "python", "install", interpreter.VERSION], env=env, log=log)
        log.unlink(missing_ok=True)
        status = await run([UV, "python", "find", "--no-project", interpreter.VERSION], env=env, log=log)
        found = log.read_text(errors="replace").strip().splitlines()
        if status or not found or not await asyncio.to_thread(interpreter.runs, Path(found[-1])):
            raise StepFailed(interpreter.HOW_TO_GET_ONE)
    return Path(found[-1])


async def _sync(console: Console, title: str, project: Path, python: str, env: Mapping[str, str]) -> None:
    async with lock(TOOLS / f"{project.name}.lock"):
        if _up_to_date(project):
            return
        command: Command = [UV, "sync", "--frozen", "--project", project, "--python", python]
        quiet = {name: value for name, value in env.items() if name not in {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}}
        log = LOGS / f"sync-{project.name}.log"
        await run_step(console, title, command, env=quiet, log=log, hint=FIRST_TIME, advice=NETWORK)
        _stamp(project).write()


def _up_to_date(project: Path) -> bool:
    return _stamp(project).fresh() and os.access(python_of(project), os.X_OK)


def _stamp(project: Path) -> Stamp:
    names = ["pyproject.toml", "uv.lock"]
    return Stamp(project / ".venv" / ".synced", digest(project, names, salt=str(project)))
