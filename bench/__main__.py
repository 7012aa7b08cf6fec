"""`make bench`: what a turn costs, then reading, searching and importing among 100,000 and 10 million lines.

The first run fills the databases of the second part (minutes, and about 9 GB under var/bench).
"""

import asyncio

from bench import health, importing, listing, turns


async def main() -> None:
    """Run the benchmarks, one after the other."""
    await turns.main()
    await listing.main()
    await health.main()
    await importing.main()


if __name__ == "__main__":
    asyncio.run(main())
