"""Letters that are due are sent in the background, once a day, whatever happens to the database meanwhile."""

from bot.periodic import correspondent
from tests.logs import recorded


class Letters:
    """Stands in for the service: fails first, then sends."""

    def __init__(self):
        self.asked = 0

    async def send(self):
        self.asked += 1
        if self.asked == 1:
            raise OSError("the database is away: Kunégonde")
        return 3


async def test_letters_are_sent_once_a_day_and_again_after_a_failure(clock):
    letters = Letters()
    job = correspondent(letters, clock)
    with recorded() as logs:
        await job.once()
        await job.once()
        await job.once()
        clock.pass_(days=1)
        await job.once()
    assert letters.asked == 3
    assert [line["event"] for line in logs.lines()] == ["correspondent_failed", "letters_sent", "letters_sent"]
    assert "Kun" not in logs.getvalue()
