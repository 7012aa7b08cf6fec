"""Starts commands under their guard, so that nothing of them outlives the launcher."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ops.console import Console
from ops.errors import StepFailed
from ops.guard import GRACE, SIGNALLED
from ops.layout import ROOT

GUARD = ROOT / "ops" / "guard.py"

Command = Sequence[str | Path]


async def spawn(command: Command, *, env: Mapping[str, str], log: Path | None, polite: str = "TERM") -> Process:
    """Start a command in the project's folder, its output appended to `log`, or shown as it comes.

    `polite` names the signal that asks it to end. Raises OSError when the log can't be opened.
    """
    if log is None:
        return await _under_guard(command, env, None, polite)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return await _under_guard(command, env, output.fileno(), polite)


async def _under_guard(command: Command, env: Mapping[str, str], output: int | None, polite: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(GUARD),
        polite,
        *map(str, command),
        stdin=asyncio.subprocess.PIPE,
        stdout=output,
        stderr=asyncio.subprocess.STDOUT,
        env=dict(env),
        cwd=ROOT,
        start_new_session=True,
    )


async def stop(process: Process) -> None:
    """Have the guard end its command, and wait until all of it is gone."""
    if process.returncode is None:
        end(process)
        try:
            await asyncio.wait_for(process.wait(), GRACE + 2)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def end(process: Process) -> None:
    """Ask the guard to end its command; asked twice, it kills."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()


async def run(command: Command, *, env: Mapping[str, str], log: Path | None, polite: str = "TERM") -> int:
    """Run a command to its end and return its status; being cancelled stops it."""
    process = await spawn(command, env=env, log=log, polite=polite)
    try:
        return await process.wait()
    finally:
        await stop(process)


async def run_step(
    console: Console,
    title: str,
    command: Command,
    *,
    env: Mapping[str, str],
    log: Path,
    hint: str = "",
    advice: str = "see the lines above",
) -> list[str]:
    """Run a command as one shown step, its log started anew, and return the lines it wrote.

    Raises StepFailed, with the advice and the end of the log, when the command's status is not 0.
    """
    log.unlink(missing_ok=True)  # noqa: ASYNC240  (small and local)
    async with console.step(title, hint):
        status = await run(command, env=env, log=log)
        if status:
            raise StepFailed(f"{title} failed ({ending(status)}): {advice}", log=log)
    return log.read_text(errors="replace").splitlines()  # noqa: ASYNC240


def ending(status: int) -> str:
    """Say in words how a process ended, from its status as a shell gives it."""
    return f"killed by signal {status - SIGNALLED}" if status > SIGNALLED else f"status {status}"
