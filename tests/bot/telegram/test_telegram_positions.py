"""A position that a member shares on Telegram begins a search, and stays nowhere in the log."""

from typing import Any

import pytest
from sqlalchemy import select

from mutuelle.conversations.tables import Event, Recollection
from tests.telegram_api import Person, TelegramApi

POINT = {"latitude": 45.1234, "longitude": 5.7654}
VENUE = {"location": POINT, "title": "Gare", "address": "1 place de la Gare"}
ORIGIN = {"type": "hidden_user", "date": 1, "sender_user_name": "Autre"}


@pytest.mark.parametrize(
    "content",
    [
        {"location": POINT},
        {"location": {**POINT, "live_period": 900, "horizontal_accuracy": 12.0}},
        {"location": POINT, "venue": VENUE},
        {"location": POINT, "forward_origin": ORIGIN},
    ],
    ids=["shared", "live", "a place", "forwarded"],
)
async def test_a_location_begins_a_search_around_it(bot, claire: Person, content: dict[str, Any]):
    await claire.sends(**content)
    assert (await claire.hears()).text == 'reçu : /find_practitioner{"location": "#position"}'


async def test_a_location_is_nowhere_in_the_log_and_is_kept_sealed(bot, claire: Person):
    await claire.sends(location=POINT)
    await claire.hears()
    async with bot.store.read() as connection:
        events = (await connection.execute(select(Event.body, Event.payload))).all()
        kept = (await connection.execute(select(Recollection.topic, Recollection.value))).one()
    assert events[0].body == {"type": "text", "text": "Ma position"}
    assert kept.topic == "position"
    assert not any("1234" in str(one) or "7654" in str(one) for one in (*events, kept))


async def test_a_live_location_that_moves_is_not_answered_again(bot, claire: Person, api: TelegramApi):
    number = await claire.sends(location={**POINT, "live_period": 900})
    await claire.hears()
    moved = claire.message(number, location={**POINT, "latitude": 46.0}, edit_date=1)
    await api.push(edited_message=moved)
    assert await claire.hears_nothing()
