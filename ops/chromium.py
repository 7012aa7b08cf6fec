"""Finds the Chromium that the browser tests drive, or installs the system's."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ops.console import Console
from ops.environments import FIRST_TIME, LOGS
from ops.errors import StepFailed
from ops.locks import lock
from ops.spawn import run, run_step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-liberation")
ATTEMPTS = 6
PROBE_SECONDS = 30
HOW_TO_GET_ONE = (
    "The browser tests need Chromium, and this user may not install it:"
    " install the package chromium (or Google Chrome), so that it is on PATH, and try again"
)


def find(env: Mapping[str, str]) -> Path | None:
    """Return a Chromium of PATH that runs (a snap's stand-in may exist and fail), or None."""
    for name in NAMES:
        found = shutil.which(name, path=env.get("PATH"))
        if found and _runs(found):
            return Path(found)
    return None


async def provide(console: Console, env: Mapping[str, str]) -> Path:
    """Return a Chromium, installed by apt-get if need be (root or passwordless sudo); raise StepFailed if none."""
    async with lock(LOGS.parent / "chromium.lock"):
        found = await asyncio.to_thread(find, env)
        if found is None:
            await _install(console, env)
            found = await asyncio.to_thread(find, env)
    if found is None:
        raise StepFailed(HOW_TO_GET_ONE)
    return found


async def _install(console: Console, env: Mapping[str, str]) -> None:
    apt = shutil.which("apt-get", path=env.get("PATH"))
    if apt is None:
        raise StepFailed(HOW_TO_GET_ONE)
    log = LOGS / "chromium.log"
    quiet = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    as_root: list[str] = []
    if os.geteuid() != 0:
        as_root = ["sudo", "-n"]
        if not shutil.which("sudo", path=env.get("PATH")) or await run([*as_root, "true"], env=quiet, log=log):
            raise StepFailed(HOW_TO_GET_ONE)
    for attempt in range(ATTEMPTS):  # `apt-get update` does not wait for the lock of another one
        if not await run([*as_root, apt, "update"], env=quiet, log=log):
            break
        await asyncio.sleep(5 * (attempt + 1))
    install = [*as_root, apt, "-o", "DPkg::Lock::Timeout=300", "install", "-y", "--no-install-recommends"]
    advice = HOW_TO_GET_ONE
    await run_step(console, "Chromium", [*install, *PACKAGES], env=quiet, log=log, hint=FIRST_TIME, advice=advice)


def _runs(program: str) -> bool:
    try:
        command = [program, "--version"]
        return not subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False
