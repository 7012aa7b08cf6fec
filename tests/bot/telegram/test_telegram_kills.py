"""A process killed in the middle of its work loses nothing of what was said, nor of what was answered."""

import asyncio
import random
import sys
from asyncio.subprocess import DEVNULL
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.telegram_api import Person, TelegramApi

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("killable.py")


@asynccontextmanager
async def killed_at_the_end(database_url: str, base_url: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(SCRIPT), database_url, base_url), env={"PYTHONPATH": str(ROOT)}, cwd=ROOT, stdout=DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def test_every_message_is_in_the_log_once_and_in_order_after_kills(house, database_url, api: TelegramApi, claire):
    texts = [f"message {number}" for number in range(150)]
    messages = [claire.message(text=text) for text in texts]

    async def logged() -> int:
        return len(await house.unanswered(claire))

    for first in range(0, 150, 50):
        async with killed_at_the_end(database_url, api.base_url):
            before = await logged()
            for message in messages[first : first + 50]:
                await api.push(message=message)
            await _until_more(logged, than=before + random.randint(1, 45))
    async with killed_at_the_end(database_url, api.base_url):
        await _until_more(logged, than=149)
        await asyncio.sleep(0.3)
    assert [message.payload for message in await house.unanswered(claire)] == texts


async def test_every_answer_arrives_in_order_after_kills_at_most_one_twice_each_time(
    house, database_url, api: TelegramApi, claire: Person
):
    people = [claire, *(api.person(f"Personne {number}") for number in range(5))]
    texts = [f"réponse {number}" for number in range(6)]
    for person in people:
        await house.tell(person, *({"type": "text", "text": text} for text in texts))

    async def heard() -> int:
        return sum(len(person.heard) for person in people)

    kills = 2
    for _ in range(kills):
        async with killed_at_the_end(database_url, api.base_url):
            await _until_more(heard, than=await heard() + random.randint(0, 8))
    async with killed_at_the_end(database_url, api.base_url):
        for person in people:
            await api.wait_for(lambda person=person: texts[-1] in [message.text for message in person.heard], 30)
    for person in people:
        counts = Counter(message.text for message in person.heard)
        assert list(counts) == texts
        assert sum(counts.values()) <= len(texts) + kills


async def _until_more(count, *, than: int) -> None:
    async with asyncio.timeout(30):
        while await count() <= than:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
