"""Files that wait for nothing are erased in the background, whatever happens to the database meanwhile."""

import asyncio

from bot import periodic
from tests.logs import recorded


class Attachments:
    """Stands in for the service: fails first, then erases."""

    def __init__(self):
        self.asked = 0
        self.twice = asyncio.Event()

    async def purge_unclaimed(self):
        self.asked += 1
        if self.asked == 1:
            raise OSError("the database is away: Kunégonde.pdf")
        self.twice.set()
        return 2


async def test_the_sweeper_outlives_a_failure_and_says_how_many_it_erased(monkeypatch):
    monkeypatch.setattr(periodic, "LOOK_AGAIN_S", 0.01)
    attachments = Attachments()
    running = periodic.sweeper(attachments)
    with recorded() as logs:
        await running.start()
        async with asyncio.timeout(5):
            await attachments.twice.wait()
        await asyncio.sleep(0)
        await running.stop()
    events = [line["event"] for line in logs.lines()]
    assert events[:2] == ["sweeper_failed", "unclaimed_attachments_erased"]
    assert "Kun" not in logs.getvalue()
    asked = attachments.asked
    await asyncio.sleep(0.05)
    assert attachments.asked == asked
