"""How fast a file of payments is imported, and in how much memory.

    python -m bench.importing [--rows 1000000] [--members 200000]

Into databases that hold the members and no payment, then the same file again. Rows a second are also given for the CPU
that client and server took: on a machine that others use too, that is what an idle one would do, or a little more.
"""

import argparse
import asyncio
import os
import resource
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from bench.fill import CARE, LINES, PEOPLE, fill
from mutuelle.import_payments.service import PaymentImport
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.postgres import administer, running_server, url_of

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FIRST, DAYS = date(2021, 11, 1), 1_800
COLUMNS = (
    "reference;contrat;rang;categorie;acte;libelle;quantite;depense;secu;mutuelle;reste;base;taux;destinataire;"
    "date_soins;date_paiement"
)


class StoppedClock:
    """Says it is shortly after the last payment."""

    def now(self) -> datetime:
        """Return the instant of the benchmark."""
        return NOW


def write_file(path: Path, rows: int, members: int) -> None:
    """Write a file of so many rows, in the order of their dates; every fifth payment has two."""
    rng, written, payment = Random(5), 0, 0
    with path.open("w") as file:
        file.write(f"{COLUMNS}\n")
        while written < rows:
            payment += 1
            member, rank = rng.randrange(members) + 1, rng.randrange(PEOPLE) + 1
            paid_on = FIRST + timedelta(days=written * DAYS // rows)
            for act in range(1 + (payment % 5 == 0)):
                expense = 600 + (payment * 37 + act * 911) % 9_000
                amo = expense * 65 // 100
                spent, paid, topped = (
                    f"{cents / 100:.2f}".replace(".", ",") for cents in (expense, amo, expense - amo)
                )
                file.write(
                    f"P{payment:09};C{2_000_000 + member};{rank};{CARE[payment % len(CARE)]};medicine_65;Médicaments;1;"
                    f"{spent};{paid};{topped};0;{spent};65;;{paid_on - timedelta(days=4)};{paid_on}\n"
                )
                written += 1


async def report(url: str, path: Path, members: int, server: Path | None) -> None:
    """Import into one database, twice, and print the figures."""
    await fill(url, members * LINES, payments=False)
    store = Store(url)
    settings = Settings(database_url=url, secret="s" * 40)
    for turn in ("first", "again"):
        started, cpu = time.monotonic(), _cpu(server)
        outcome = await PaymentImport(store, StoppedClock(), settings).run(path, path.with_suffix(".refus"))
        took, spent = time.monotonic() - started, _cpu(server) - cpu
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{store.engine.dialect.name:<10} {turn}: {outcome.rows:,} rows, {outcome.recorded:,} recorded, "
            f"{outcome.refused} refused, {took:.0f} s, {outcome.rows / took:,.0f} rows/s "
            f"({outcome.rows / spent:,.0f} by CPU), {memory} MB at most",
            flush=True,
        )
    await store.close()


def _cpu(server: Path | None) -> float:
    """Return the CPU seconds of this process and of the server's, in whose data directory they run."""
    spent = time.process_time()
    for process in Path("/proc").iterdir() if server else ():
        try:
            if process.name.isdigit() and (process / "cwd").resolve() == server:
                user, system = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
                spent += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        except OSError:
            continue
    return spent


async def main() -> None:
    """Import on both databases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--members", type=int, default=200_000)
    asked, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path, data = Path(folder) / "payments.csv", Path(folder) / "postgresql"
        write_file(path, asked.rows, asked.members)
        with running_server(data, "max_wal_size = '4GB'\nshared_buffers = '512MB'\n") as host:
            await administer(host, "CREATE DATABASE imports")
            await report(url_of(host, "imports"), path, asked.members, data)
        await report(f"sqlite+aiosqlite:///{folder}/imports.db", path, asked.members, None)


if __name__ == "__main__":
    asyncio.run(main())
