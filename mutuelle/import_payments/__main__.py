"""`python -m mutuelle.import_payments FILE`: records payments from a CSV file (docs/imports.md).

Exit status: 0 all rows are recorded, 1 some were refused, 2 the file was, 3 it stopped on the way. Nothing of what a
row holds is shown.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from mutuelle.clock import Clock, SystemClock
from mutuelle.import_payments.rows import FileRefused
from mutuelle.import_payments.service import Outcome, PaymentImport
from mutuelle.import_payments.wording import words
from mutuelle.importing import Bar, Busy
from mutuelle.importing import Progress as ProgressShown
from mutuelle.settings import Settings
from mutuelle.store import Store

ALL_RECORDED, SOME_REFUSED, FILE_REFUSED, STOPPED = range(4)


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    made = argparse.ArgumentParser(
        prog="python -m mutuelle.import_payments", description="Records payments from a CSV file."
    )
    made.add_argument("file", type=Path, metavar="FILE", help="the CSV file; its format is in docs/imports.md")
    made.add_argument("--report", type=Path, help="where the refused rows are written; FILE.refus.csv by default")
    return made


async def run(
    arguments: Sequence[str], store: Store, clock: Clock, settings: Settings, *, progress: ProgressShown | None = None
) -> tuple[int, list[str]]:
    """Return the exit status and the lines to print."""
    asked = parser().parse_args(arguments)
    report = asked.report or asked.file.with_name(f"{asked.file.name}.refus.csv")
    started = time.monotonic()
    try:
        outcome = await PaymentImport(store, clock, settings, progress=progress).run(asked.file, report)
    except FileRefused as refused:
        return FILE_REFUSED, [words()["files"][refused.key].format(**refused.values)]
    except Busy:
        return STOPPED, [words()["screen"]["busy"]]
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        return STOPPED, [words()["screen"]["stopped"].format(error=type(error).__name__)]
    return SOME_REFUSED if outcome.refused else ALL_RECORDED, _told(outcome, report, time.monotonic() - started)


def _told(outcome: Outcome, report: Path, seconds: float) -> list[str]:
    screen: dict[str, str] = words()["screen"]
    counts = {"rows": outcome.rows, "recorded": outcome.recorded, "payments": outcome.payments}
    lines = [
        screen["done"].format(**counts, known=outcome.known, refused=outcome.refused),
        screen["told"].format(members=outcome.told),
        screen["duration"].format(seconds=round(seconds, 1), speed=round(outcome.rows / max(seconds, 0.001))),
    ]
    if outcome.refused:
        left = outcome.refused - len(outcome.first)
        lines += [*outcome.first, *([screen["more"].format(count=left)] if left else [])]
        lines.append(screen["report"].format(path=report))
    return lines


async def main() -> int:
    """Import into the database of the environment."""
    settings = Settings.from_env(os.environ)
    store = Store(settings.database_url)
    try:
        with Bar(lambda step: str(words()["screen"][step])) as bar:
            status, lines = await run(sys.argv[1:], store, SystemClock(), settings, progress=bar)
    finally:
        await store.close()
    (sys.stderr if status in {FILE_REFUSED, STOPPED} else sys.stdout).writelines(f"{line}\n" for line in lines)
    return status


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
