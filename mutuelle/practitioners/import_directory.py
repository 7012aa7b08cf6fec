"""`python -m mutuelle.practitioners.import_directory FILE`: brings the directory to what an extract says.

The formats are in docs/imports.md.

Exit status: 0 done, 1 some rows were refused or nobody was removed, 2 the file was refused, 3 it stopped on the way.
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
from mutuelle.importing import SHOWN, Bar, Busy, Progress
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.directory.entries import FileRefused, words
from mutuelle.practitioners.directory.network import Partners, import_network
from mutuelle.practitioners.directory.positions import Communes, Gazetteer
from mutuelle.practitioners.directory.service import DirectoryImport, Outcome
from mutuelle.settings import Settings
from mutuelle.store import Store

ALL_RECORDED, SOME_REFUSED, FILE_REFUSED, STOPPED = range(4)


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    made = argparse.ArgumentParser(
        prog="python -m mutuelle.practitioners.import_directory",
        description="Imports RPPS, annuaire-sante-ameli or FINESS+ into the directory of health professionals.",
    )
    made.add_argument("file", type=Path, metavar="FILE", help="the extract, .gz or not; which it is is seen")
    made.add_argument("--report", type=Path, help="where the refused rows are written; FILE.refus.csv by default")
    made.add_argument(
        "--allow-fewer", action="store_true", help="remove those who left even when they are many (see docs/imports.md)"
    )
    made.add_argument("--network", action="store_true", help="the file is the list of the Kalixia network's partners")
    return made


async def run(
    arguments: Sequence[str], store: Store, clock: Clock, places: Gazetteer, *, progress: Progress | None = None
) -> tuple[int, list[str]]:
    """Return the exit status and the lines to print."""
    asked = parser().parse_args(arguments)
    report = asked.report or asked.file.with_name(f"{asked.file.name}.refus.csv")
    started = time.monotonic()
    try:
        if asked.network:
            partners = await import_network(store, asked.file, report)
            return (SOME_REFUSED if partners.refused else ALL_RECORDED), _told_of_partners(partners, report)
        importing = DirectoryImport(store, clock, Communes(places), progress=progress)
        outcome = await importing.run(asked.file, report, allow_fewer=asked.allow_fewer)
    except FileRefused as refused:
        return FILE_REFUSED, [words()["files"][refused.key].format(**refused.values)]
    except Busy:
        return STOPPED, [words()["screen"]["busy"]]
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        return STOPPED, [words()["screen"]["stopped"].format(error=type(error).__name__)]
    status = SOME_REFUSED if outcome.refused or outcome.kept else ALL_RECORDED
    return status, _told(outcome, report, time.monotonic() - started)


def _told(outcome: Outcome, report: Path, seconds: float) -> list[str]:
    screen: dict[str, str] = words()["screen"]
    counts = {
        name: getattr(outcome, name) for name in ("rows", "added", "changed", "same", "removed", "aside", "refused")
    }
    lines = [screen["done"].format(source=words()["sources"][outcome.source], **counts)]
    if outcome.enriched:
        lines.append(screen["enriched"].format(enriched=outcome.enriched))
    lines.append(screen["approximate"].format(approximate=outcome.approximate))
    if outcome.kept:
        lines.append(screen[outcome.kept].format(found=outcome.found, known=outcome.known))
    if outcome.demo_removed:
        lines.append(screen["demo"])
    lines.append(screen["duration"].format(seconds=round(seconds, 1), speed=round(outcome.rows / max(seconds, 0.001))))
    if outcome.refused:
        left = outcome.refused - len(outcome.first)
        lines += [*outcome.first, *([screen["more"].format(count=left)] if left else [])]
        lines.append(screen["report"].format(path=report))
    return lines


def _told_of_partners(partners: Partners, report: Path) -> list[str]:
    screen: dict[str, str] = words()["screen"]
    refused = [
        screen["refused_row"].format(row=one.number, reason=words()["reasons"][one.reason]) for one in partners.refused
    ]
    counts = {"rows": partners.rows, "inside": partners.inside, "changed": partners.changed}
    lines = [screen["network"].format(**counts, refused=len(refused)), *refused[:SHOWN]]
    return [*lines, screen["report"].format(path=report)] if refused else lines


async def main() -> int:
    """Import into the database of the environment."""
    settings = Settings.from_env(os.environ)
    store = Store(settings.database_url)
    try:
        with Bar(lambda step: str(words()["screen"][step])) as bar:
            places = PlacesService(settings)
            status, lines = await run(sys.argv[1:], store, SystemClock(), places, progress=bar)
    finally:
        await store.close()
    (sys.stderr if status in {FILE_REFUSED, STOPPED} else sys.stdout).writelines(f"{line}\n" for line in lines)
    return status


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
