"""Answers reach the member: in order, whole, once, and no longer than he is logged in; the bot shows that it writes."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.telegram import delivery
from tests.telegram_api import Fault, Person, TelegramApi

HELLO = {"type": "text", "text": "Bonjour"}


async def test_a_body_of_a_kind_to_come_is_shown_by_its_text(bot, claire: Person):
    await bot.tell(claire, {"type": "chart", "text": "Vos dépenses", "series": [1, 2]}, HELLO)
    assert [(await claire.hears()).text for _ in range(2)] == ["Vos dépenses", "Bonjour"]


async def test_a_malformed_body_does_not_hold_up_the_next(bot, claire: Person):
    await bot.tell(claire, {"type": "cards", "text": "?", "cards": [{}]}, {"type": "text", "text": ""}, HELLO)
    assert (await claire.hears()).text == "Bonjour"


async def test_what_shows_a_members_data_cannot_be_forwarded(bot, claire: Person):
    conversation_id = await bot.tell(claire)
    await bot.log_private(conversation_id, seq=900)
    bot.channel.wake(conversation_id)
    assert (await claire.hears()).raw["protect_content"] == "true"


async def test_a_members_data_is_not_sent_once_he_logged_out(bot, claire: Person):
    conversation_id = await bot.tell(claire)
    await bot.log_private(conversation_id, seq=900, logged_out=True)
    bot.channel.wake(conversation_id)
    assert (await claire.hears()).text.startswith("Réponse masquée")


async def test_messages_leave_at_once_in_a_short_burst_then_one_a_second(bot, claire: Person):
    began = asyncio.get_running_loop().time()
    await bot.tell(claire, *({"type": "text", "text": str(number)} for number in range(5)))
    at = []
    for number in range(5):
        assert (await claire.hears()).text == str(number)
        at.append(asyncio.get_running_loop().time() - began)
    assert at[2] < 0.9 < at[3] < at[4]
    assert at[4] == pytest.approx(2, abs=0.6)


async def test_the_bot_shows_that_it_writes(bot, claire: Person, api: TelegramApi):
    conversation_id = await bot.tell(claire, HELLO)
    await claire.hears()
    api.fail("sendChatAction", Fault(500, "Internal Server Error"))
    bot.channel.typing(conversation_id)
    await api.wait_for(lambda: ("sendChatAction", {"refused": 500}) in api.calls)
    bot.channel.typing(conversation_id)
    await api.wait_for(lambda: {"chat_id": str(claire.id), "action": "typing"} in api.called("sendChatAction"))


async def test_the_web_chats_conversations_are_left_alone(bot, api: TelegramApi):
    conversation_id = await bot.transcript.open("web", "f" * 64)
    with capture_logs() as logs:
        for _ in range(2):
            bot.channel.wake(conversation_id)
            bot.channel.typing(conversation_id)
            await asyncio.sleep(0.1)
    assert logs == []
    assert api.called("sendChatAction") == []


async def test_what_was_pending_at_the_end_is_sent_at_the_next_start(house, claire: Person, api: TelegramApi):
    await house.tell(claire, HELLO)
    async with house.open(api.base_url):
        assert (await claire.hears()).text == "Bonjour"


async def test_what_was_said_and_not_answered_at_the_end_is_still_in_the_log(house, claire: Person, api):
    house.answering = False
    async with house.open(api.base_url):
        await claire.says("bonjour")
        await api.wait_for(lambda: house.woken)
    house.answering = True
    async with house.open(api.base_url):
        for conversation_id in await house.worklist.with_pending():
            house.received(conversation_id)
        assert (await claire.hears()).text == "reçu : bonjour"
        assert await claire.hears_nothing()


async def test_two_replicas_send_each_answer_once_and_in_order(house, claire: Person, api: TelegramApi, monkeypatch):
    monkeypatch.setattr(delivery, "Pace", _NoPace)
    other, one = house.new_channel(api.base_url), house.new_channel(api.base_url)
    texts = [str(number) for number in range(30)]
    conversation_id = await house.tell(claire, *({"type": "text", "text": text} for text in texts))
    for channel in (one, other):
        channel._delivery.wake(conversation_id)
    async with asyncio.timeout(20):
        while len(claire.heard) < 30:
            await asyncio.sleep(0.02)
            for channel in (one, other):
                channel._delivery.wake(conversation_id)
    assert [message.text for message in claire.heard] == texts
    for channel in (one, other):
        await channel.stop()


class _NoPace:
    def __init__(self, interval: float, burst: int) -> None:
        pass

    async def turn(self, key: str) -> None:
        pass
