"""`make bench`: what a turn costs, then reading a page among 100,000 and 10 million lines.

The first run fills the databases of the second part (minutes, and about 9 GB under var/bench).
"""

import asyncio

from bench import listing, turns


async def main() -> None:
    """Run both benchmarks, one after the other."""
    await turns.main()
    await listing.main()


if __name__ == "__main__":
    asyncio.run(main())
