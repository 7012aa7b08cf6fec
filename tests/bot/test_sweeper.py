"""Files that wait for nothing are erased in the background, whatever happens to the database meanwhile."""

import asyncio

import pytest

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


class Job:
    """Stands in for what deletes: what it returns, or raises."""

    def __init__(self, result):
        self.result = result

    async def run(self):
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


@pytest.mark.parametrize(
    ("make", "result", "facts"),
    [
        (periodic.retainer, {"messages": 3, "sessions": 1}, ["retention_applied"]),
        (periodic.retainer, {}, []),
        (periodic.retainer, OSError("Kun"), ["retention_failed"]),
        (periodic.forgetter, 2, ["dialogues_forgotten"]),
        (periodic.forgetter, 0, []),
        (periodic.forgetter, OSError("Kun"), ["forgetting_failed"]),
    ],
)
async def test_what_was_deleted_is_logged_as_numbers_and_a_failure_without_words(make, result, facts):
    with recorded() as logs:
        await make(Job(result)).once()
    assert logs.facts() == facts
    assert "Kun" not in logs.getvalue()
