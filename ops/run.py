"""`make run`: from a fresh clone to an address that answers, then watch over what runs until told to stop."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ops import services
from ops.command import main_of
from ops.console import Console
from ops.environments import provide_modern, provide_rasa, provide_uv
from ops.errors import StepFailed
from ops.layout import MODERN_ENV, python_of
from ops.locks import try_lock
from ops.logs import LogKeeper, kept_days
from ops.settings import Settings
from ops.spawn import Command, run, run_step
from ops.supervisor import Supervisor
from ops.together import together
from ops.train import provide_model

PREVIOUS_RUN_ENDS_IN = 12.0


class AlreadyRunning(Exception):
    """Another `make run` of this folder is at work; the message is where."""


class Launcher:
    """One run of the whole assistant."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._logs = settings.var / "log"
        self._supervisor = Supervisor(console, self._logs)
        self._keeper = LogKeeper(self._logs, days=kept_days(settings.env))

    async def run(self) -> int:
        """Set up, start, announce, and wait to be cancelled; everything started is stopped on the way out."""
        started = time.monotonic()
        ready = False
        try:
            await self._start()
            await self._announce(time.monotonic() - started)
            ready = True
            await self._keeper.keep()
        except asyncio.CancelledError:
            self._console.line("\nStopping.")
            if not ready:
                raise
        finally:
            await self._supervisor.stop()
        self._console.line("Stopped.")
        return 0

    def hurry(self) -> None:
        """Kill what takes its time to stop."""
        self._supervisor.hurry()

    async def _start(self) -> None:
        await provide_uv(self._console, self._settings.env)
        await together(self._conversation(), self._members())

    async def _conversation(self) -> None:
        env = self._settings.env
        await provide_rasa(self._console, env)
        model = await provide_model(self._console, env)
        await self._supervisor.start(services.rasa(self._settings, model))

    async def _members(self) -> None:
        await provide_modern(self._console, self._settings.env)
        env = self._settings.process_env()
        prepare: Command = [python_of(MODERN_ENV), "-m", "mutuelle.prepare"]
        advice = "is the database of DATABASE_URL there, and ours? (the default one is var/mutuelle.db)"
        log = self._logs / "prepare.log"
        for line in await run_step(self._console, "database", prepare, env=env, log=log, advice=advice):
            self._console.line(f"      {line}")
        await self._supervisor.start(services.action_server(self._settings))
        await self._supervisor.start(services.bot(self._settings))

    async def _announce(self, seconds: float) -> None:
        log = self._logs / "demo.log"
        log.unlink(missing_ok=True)
        command: Command = [python_of(MODERN_ENV), "-m", "mutuelle.demo"]
        status = await run(command, env=self._settings.process_env(), log=log)
        accounts = log.read_text(errors="replace").splitlines()
        self._console.line(f"\nReady after {seconds:.0f} s:\n\n    {self._settings.public_url}\n")
        if accounts and not status:
            self._console.line("Demo accounts (identifier, password, who):")
            for account in accounts:
                self._console.line(f"    {account}")
        elif status:
            self._console.line(f"The demo accounts could not be listed: see {log}")
        self._console.line(f"\nCtrl-C stops everything. Logs: {self._logs}")


@contextmanager
def only_run(settings: Settings) -> Iterator[None]:
    """Be the one run of this `var` folder, or raise AlreadyRunning with the address of the other."""
    path = settings.var / "run.lock"
    held = try_lock(path)
    if held is None:
        raise AlreadyRunning(_running_at(path))
    try:
        _wait_for_the_previous(path, settings)
        path.write_text(json.dumps({"url": settings.public_url, "pid": os.getpid()}))
        yield
        path.write_text("")
    finally:
        os.close(held)


def _running_at(path: Path) -> str:
    with suppress(OSError, ValueError, KeyError):
        other = json.loads(path.read_text())
        return f"Already running at {other['url']} (process {other['pid']}; Ctrl-C there stops it)."
    return "Already starting in another terminal."


def _wait_for_the_previous(path: Path, settings: Settings) -> None:
    """After a run that was killed, its processes take a few seconds to end: don't call their ports taken."""
    deadline = time.monotonic() + (PREVIOUS_RUN_ENDS_IN if path.read_text() else 0)
    while True:
        try:
            return settings.check_ports()
        except StepFailed:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.5)


def start(console: Console) -> int:
    """Run the assistant until it is stopped, and return the status of the command."""
    try:
        settings = Settings.from_env(os.environ)
        with only_run(settings):
            launcher = Launcher(settings, console)
            return main_of(launcher.run, again=launcher.hurry)
    except AlreadyRunning as other:
        console.line(str(other))
        return 0
    except StepFailed as failure:
        console.line(failure.report())
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(start(Console()))
