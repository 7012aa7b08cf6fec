"""How long it takes to find the nearest 20 of a category among 600,000 professionals, and to import an extract.

    python -m bench.practitioners [--people 600000] [--samples 500] [--rows 200000] [--passes 1]

Searches are the service's own, whole: the stated radius, the total, the rows, the distances. Points are drawn near
communes: urban above 100,000 inhabitants, rural below 500, overseas. Times are measured, not scaled. With several
passes over the same searches the least time of each counts: what it takes when nobody else has the processor.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from random import Random
from statistics import quantiles

import asyncpg
from sqlalchemy import Boolean, make_url

from bench.fill import CACHE
from mutuelle.importing import NoProgress
from mutuelle.migrate import migrate
from mutuelle.places.model import Point
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.directory.positions import Communes
from mutuelle.practitioners.directory.service import DirectoryImport
from mutuelle.practitioners.model import Search
from mutuelle.practitioners.service import PractitionerService
from mutuelle.practitioners.tables import PractitionerRow
from mutuelle.seed.practitioners import Row, Town, demo_practitioners, towns_of
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.mutuelle.practitioners.extracts import RPPS_HEADER, rpps
from tests.postgres import administer, running_server, url_of

TARGET_MS = {"sqlite": 5.0, "postgresql": 8.0}
ROWS_A_SECOND = 10_000
PAGE, WARM_UP = 20, 50
URBAN, RURAL = 100_000, 500
CATEGORIES = ("gp", "nurse", "dentist", "optician", "podiatrist", "cardiologist", "pediatrician", "nephrologist")
NEAR = 0.02  # degrees around a commune's point


class Clock:
    """Stands still."""

    def now(self) -> datetime:
        """Return the instant of the benchmark."""
        return datetime(2026, 11, 26, tzinfo=UTC)


def points(towns: Sequence[Town], samples: int) -> dict[str, list[Point]]:
    """Return points to search around, by kind of place."""
    rng = Random(3)
    kinds = {
        "urban": [town for town in towns if town.place.population > URBAN],
        "rural": [town for town in towns if 0 < town.place.population < RURAL],
        "overseas": [town for town in towns if town.place.department >= "97" and town.place.population],
    }
    return {
        kind: [
            Point(one.place.point.latitude + rng.gauss(0, NEAR), one.place.point.longitude + rng.gauss(0, NEAR))
            for one in rng.choices(chosen, k=samples + WARM_UP)
        ]
        for kind, chosen in kinds.items()
    }


async def sqlite_of(towns: Sequence[Town], people: int) -> Path:
    """Return the SQLite database of so many professionals, kept under var/bench/ and built once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    ready, partial = CACHE / f"practitioners_{people}.db", CACHE / f"practitioners_{people}.db.part"
    if ready.exists():
        return ready
    partial.unlink(missing_ok=True)
    started = time.monotonic()
    await _migrated(f"sqlite+aiosqlite:///{partial}")
    with closing(sqlite3.connect(partial)) as connection:
        rows = demo_practitioners(towns, people)
        columns = tuple(first := next(rows))
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f"INSERT INTO practitioners ({', '.join(columns)}) VALUES ({marks})",
            (tuple(row.values()) for row in chain((first,), rows)),
        )
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    partial.rename(ready)
    print(f"sqlite     filled with {people:,} in {time.monotonic() - started:.0f} s", flush=True)
    return ready


async def fill_postgres(url: str, source: Path) -> None:
    """Copy the professionals of a SQLite database into an empty PostgreSQL one."""
    await _migrated(url)
    columns = [column.name for column in PractitionerRow.__table__.columns]
    booleans = [column.name for column in PractitionerRow.__table__.columns if isinstance(column.type, Boolean)]
    places = {columns.index(name) for name in booleans}
    parsed = make_url(url)
    connection = await asyncpg.connect(user="postgres", database=parsed.database, host=str(parsed.query["host"]))
    with closing(sqlite3.connect(source)) as kept:
        rows = kept.execute(f"SELECT {', '.join(columns)} FROM practitioners")
        records = (tuple(bool(v) if at in places else v for at, v in enumerate(row)) for row in rows)
        await connection.copy_records_to_table("practitioners", records=records, columns=columns)
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()


async def _migrated(url: str) -> None:
    store = Store(url)
    await migrate(store)
    await store.close()


async def measure(url: str, towns: Sequence[Town], samples: int, passes: int) -> None:
    """Measure the searches on one database."""
    store = Store(url)
    name = store.engine.dialect.name
    service = PractitionerService(store)
    rng = Random(5)
    for kind, places in points(towns, samples).items():
        searches = [Search(point, category=rng.choice(CATEGORIES)) for point in places]
        cpu, taken, found = time.process_time(), [float("inf")] * samples, 0
        for _ in range(passes):
            for number, search in enumerate(searches, start=-WARM_UP):
                started = time.perf_counter()
                page = await service.nearest(search, limit=PAGE)
                if number >= 0:
                    taken[number] = min(taken[number], (time.perf_counter() - started) * 1000)
                    found += len(page.practitioners)
        spent = (time.process_time() - cpu) / len(searches) / passes * 1000
        cuts = quantiles(taken, n=100)
        verdict = "ok" if cuts[94] <= TARGET_MS[name] else "MISSED"
        print(
            f"{name:<10} {kind:<9} p50 {cuts[49]:6.2f} ms  p95 {cuts[94]:6.2f} ms (≤ {TARGET_MS[name]:.0f})  "
            f"max {max(taken):6.1f} ms  cpu {spent:5.2f} ms  {found / samples / passes:4.1f} found  {verdict}",
            flush=True,
        )
    await store.close()


def write_extract(path: Path, rows: Iterator[Row]) -> int:
    """Write professionals as an extract of RPPS; return how many lines."""
    count = 0
    with path.open("w") as file:
        file.write(f"{RPPS_HEADER}|\n")
        for row in rows:
            count += 1
            title, _, name = row["name"].partition(" ")
            file.write(
                rpps(
                    number=f"19990{count:06}",
                    first=title,
                    last=name.upper() or title,
                    site=f"R{count}",
                    postcode=row["postcode"],
                    insee=row["insee"],
                    city=row["city"],
                )
                + "\n"
            )
    return count


async def measure_import(url: str, communes: Communes, path: Path) -> None:
    """Import an extract into an empty database, then again."""
    store = Store(url)
    await migrate(store)
    for turn in ("first", "again"):
        started, cpu = time.monotonic(), time.process_time()
        importing = DirectoryImport(store, Clock(), communes, progress=NoProgress())
        outcome = await importing.run(path, path.with_suffix(".refus"))
        took, spent = time.monotonic() - started, time.process_time() - cpu
        verdict = "ok" if outcome.rows / took >= ROWS_A_SECOND else "MISSED"
        print(
            f"{store.engine.dialect.name:<10} import {turn}: {outcome.rows:,} rows, {outcome.added:,} added, "
            f"{outcome.refused} refused, {took:.1f} s, {outcome.rows / took:,.0f} rows/s (CPU {spent:.1f} s) {verdict}",
            flush=True,
        )
    await store.close()


async def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=600_000)
    parser.add_argument("--samples", type=int, default=500)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--passes", type=int, default=1)
    asked, _ = parser.parse_known_args()
    places = PlacesService(Settings(database_url="", secret=""))
    towns = towns_of(places)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        extract = Path(folder) / "PS_LibreAcces_Personne_activite.txt"
        write_extract(extract, islice(demo_practitioners(towns, asked.rows), asked.rows))
        with running_server(Path(folder) / "postgresql", "max_wal_size = '4GB'\n") as host:
            for database in ("directory", "imports"):
                await administer(host, f"CREATE DATABASE {database}")
            kept = await sqlite_of(towns, asked.people)
            await measure(f"sqlite+aiosqlite:///{kept}", towns, asked.samples, asked.passes)
            await measure_import(f"sqlite+aiosqlite:///{folder}/imports.db", Communes(places), extract)
            await fill_postgres(url_of(host, "directory"), kept)
            await measure(url_of(host, "directory"), towns, asked.samples, asked.passes)
            await measure_import(url_of(host, "imports"), Communes(places), extract)


if __name__ == "__main__":
    asyncio.run(main())
