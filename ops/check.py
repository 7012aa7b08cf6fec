"""`make check`, also the commit hook: style, types, architecture, training data, tests that need nothing running."""

import asyncio
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from ops.command import main_of
from ops.console import Console
from ops.digest import Stamp, digest
from ops.environments import LOGS, set_up
from ops.layout import MODERN_ENV, RASA_ENV, ROOT, TOOLS, python_of
from ops.locks import lock
from ops.rasa import rasa_environment
from ops.spawn import Command, run
from ops.suites import main_suite, rasa_suite
from ops.train import INPUTS

FAST = "not running and not browser and not postgres"
VALIDATED = (*INPUTS, "endpoints.yml", "credentials.yml")


@dataclass(frozen=True)
class Check:
    """One command that must end with status 0; with a stamp, it is left out while nothing it reads changed."""

    title: str
    command: Command
    env: Mapping[str, str]
    stamp: Stamp | None = None


@dataclass
class Checks:
    """Runs checks and gathers which failed."""

    console: Console
    failed: list[str] = field(default_factory=list)

    async def run(self, checks: list[Check]) -> None:
        """Run these one after the other; show the whole output of one that fails, and go on."""
        for check in checks:
            await self._one(check)

    async def _one(self, check: Check) -> None:
        if check.stamp and check.stamp.fresh():
            self.console.line(f"  ok  {check.title:<32} unchanged since it last passed")
            return
        log = LOGS / f"check-{check.title.replace(' ', '-')}.log"
        log.unlink(missing_ok=True)
        async with self.console.step(check.title) as step:
            status = await run(check.command, env=check.env, log=log, polite="INT")
            lines = log.read_text(errors="replace").rstrip().splitlines()
            step.outcome = "NO" if status else "ok"
            step.note = shlex.join(map(str, check.command)) if status else _closing(lines)
        if status:
            self.failed.append(check.title)
            self.console.line("\n".join(f"  | {line}" for line in lines))
        elif check.stamp:
            check.stamp.write()


def _closing(lines: list[str]) -> str:
    return lines[-1].strip("= ") if lines and " in " in lines[-1] else ""


def modern_checks(env: Mapping[str, str]) -> list[Check]:
    """Return the checks of the code that runs on the modern environment."""
    tool = python_of(MODERN_ENV).parent
    return [
        Check("ruff check", [tool / "ruff", "check", "."], env),
        Check("ruff format", [tool / "ruff", "format", "--check", "."], env),
        Check("mypy", [tool / "mypy"], env),
        Check("import-linter", [tool / "lint-imports"], env),
        Check("tests", [*main_suite(), "-q", "-m", FAST], env),
    ]


def rasa_checks(env: Mapping[str, str]) -> list[Check]:
    """Return the checks of what Rasa reads and runs."""
    quiet = rasa_environment(env)
    validate: Command = [python_of(RASA_ENV), "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    stamp = Stamp(TOOLS / "stamps" / "data-validate", digest(ROOT, VALIDATED))
    return [
        Check("tests of rasa-env", [*rasa_suite(), "-q"], quiet),
        Check("rasa data validate", validate, quiet, stamp),
    ]


async def main() -> int:
    """Run every check, Rasa's beside the others, and return 1 if one failed."""
    console = Console()
    env = dict(os.environ)
    await set_up(console, env)
    checks = Checks(console)
    async with lock(TOOLS / "check.lock"):
        await asyncio.gather(checks.run(modern_checks(env)), checks.run(rasa_checks(env)))
    console.line(f"\nFAILED: {', '.join(checks.failed)}" if checks.failed else "\nAll checks passed.")
    return int(bool(checks.failed))


if __name__ == "__main__":
    sys.exit(main_of(main))
