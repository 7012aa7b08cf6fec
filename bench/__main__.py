"""`make bench`: finding a place, a turn, then reading, searching and importing among 100,000 and 10 million lines.

The first run fills the databases of the last part (minutes, and about 9 GB under var/bench).
"""

import asyncio

from bench import health, importing, listing, places, turns


async def main() -> None:
    """Run the benchmarks, one after the other."""
    places.main()
    await turns.main()
    await listing.main()
    await health.main()
    await importing.main()


if __name__ == "__main__":
    asyncio.run(main())
