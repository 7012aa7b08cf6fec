"""How long searches, the totals of a year and the export of five years take, among 10 million lines of 200,000 members.

    python -m bench.health [--lines 1000000 10000000] [--samples 1000] [--explain]

Every sample is another member, drawn at random, read through the services' own functions. Databases as in
`bench.listing`.
"""

import argparse
import asyncio
from collections.abc import Mapping
from datetime import date
from random import Random
from statistics import quantiles

from bench.fill import LAST_DAY, LINES, PEOPLE, postgres_server, postgres_url, sqlite_url
from bench.listing import WARM_UP, Read, explain, measure
from mutuelle.documents.drafts import Owner
from mutuelle.documents.payments import payments_csv
from mutuelle.periods import Period
from mutuelle.reimbursements.reading import page
from mutuelle.reimbursements.rules import Dates, Search
from mutuelle.reimbursements.service import to_value
from mutuelle.reimbursements.totals import spent
from mutuelle.store import Store

YEAR = Period(date(LAST_DAY.year, 1, 1), LAST_DAY)
FIVE_YEARS = Period(LAST_DAY.replace(year=LAST_DAY.year - 5), LAST_DAY)
SEARCH_MS, TOTALS_MS, EXPORT_MS = 5.0, 10.0, 300.0


def readings(store: Store) -> Mapping[str, tuple[float, Read]]:
    """Return what is measured, by name: the p95 to reach in ms, and what reads for the contract it is given."""

    def searched(period: Period, search: Search) -> Read:
        async def read(contract: int) -> object:
            person = (contract - 1) * PEOPLE + 1 if search.beneficiary_id else None
            async with store.read() as connection:
                asked = Search(period, person, search.care, search.dates, search.cents)
                return await page(connection, contract, period, asked, offset=0)

        return read

    def summed(search: Search) -> Read:
        async def read(contract: int) -> object:
            async with store.read() as connection:
                return await spent(connection, contract, YEAR, search)

        return read

    async def exported(contract: int) -> object:
        async with store.read() as connection:
            asked = to_value(Search(FIVE_YEARS))
            draft = await payments_csv(connection, Owner(contract, contract), asked, None)
        return draft.make()

    return {
        "search: a year of payments": (SEARCH_MS, searched(YEAR, Search())),
        "search: a year of care": (SEARCH_MS, searched(YEAR, Search(dates=Dates.CARE))),
        "search: an amount, five years": (SEARCH_MS, searched(FIVE_YEARS, Search(cents=2315))),
        "search: one person's pharmacy, five years": (
            SEARCH_MS,
            searched(FIVE_YEARS, Search(beneficiary_id=1, care="pharmacy")),
        ),
        "totals of a year, by payment": (TOTALS_MS, summed(Search())),
        "totals of a year, by care": (TOTALS_MS, summed(Search(dates=Dates.CARE))),
        "export of five years, CSV": (EXPORT_MS, exported),
    }


async def report(url: str, lines: int, samples: int, *, plans: bool) -> None:
    """Measure one database and print its rows of the table."""
    store = Store(url)
    name = store.engine.dialect.name
    drawn = Random(11).choices(range(1, lines // LINES + 1), k=samples + WARM_UP)
    for what, (target, read) in readings(store).items():
        times, cpu = await measure(read, drawn)
        cuts = quantiles(times, n=100)
        verdict = "ok" if cuts[94] <= target else "MISSED"
        numbers = f"{cuts[49]:7.2f} {cuts[94]:7.2f} {target:7.0f} {max(times):8.2f} {cpu:7.2f}"
        print(f"{lines:>12,}  {name:<10}  {what:<42} {numbers}  {verdict}", flush=True)
        if plans:
            print("\n".join(await explain(store, read, drawn[0])))
    await store.close()


async def main() -> None:
    """Measure every size on every database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--samples", type=int, default=1_000)
    parser.add_argument("--explain", action="store_true")
    asked, _ = parser.parse_known_args()
    head = f"{'p50':>7} {'p95':>7} {'target':>7} {'max':>8} {'cpu':>7}"
    with postgres_server() as host:
        for lines in asked.lines:
            print(f"\n{'lines':>12}  {'database':<10}  {'milliseconds':<42} {head}")
            for url in (await sqlite_url(lines), await postgres_url(host, lines)):
                await report(url, lines, asked.samples, plans=asked.explain)


if __name__ == "__main__":
    asyncio.run(main())
